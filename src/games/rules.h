// rules.h — what a game's author writes: a plain value type that satisfies Rules
// (src/games/README.md is the tutorial).
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/planes.h"

namespace az {

template <class R>
concept Rules = std::copyable<R> && requires(R r, const R c, const typename R::Settings& settings,
                                             std::vector<Action>& actions, Action a, int i,
                                             Planes& planes, AuxTarget aux, std::span<float> out) {
  /// Who this is: the family's name (snake_case) and one line for people.
  { R::kName } -> std::convertible_to<std::string_view>;
  { R::kBlurb } -> std::convertible_to<std::string_view>;
  /// Part of rules_id and of encoder_id: raise one when a position's meaning or its planes change.
  { R::kRulesVersion } -> std::convertible_to<int>;
  { R::kEncoderVersion } -> std::convertible_to<int>;
  /// A described struct (config/field.h) with the variant's settings; default constructible. Where
  /// ranges of single settings do not say enough it has `Result<void> check() const`; where a value
  /// stands for another (0: the size), `Settings effective() const` with that other written out;
  /// `kUnseen`, an array of keys, where settings change what a position is worth and no plane shows
  /// it.
  typename R::Settings;
  R(settings);
  /// Players, sizes and payoffs. Family, variant and the three ids are filled in by GameOf.
  { R::info(settings) } -> std::same_as<GameInfo>;
  /// The seat that chooses now; the same seat may choose again. Undefined when terminal.
  { c.to_play() } -> std::same_as<int>;
  /// Replaces the contents: ascending ids; empty exactly when terminal.
  c.legal(actions);
  /// One step of the rules; `a` must be legal.
  r.apply(a);
  { c.terminal() } -> std::same_as<bool>;
  /// Ends the game now by the game's own ladder (move cap): terminal, outcome().truncated.
  r.adjudicate();
  /// Terminal only.
  { c.outcome() } -> std::same_as<Outcome>;
  /// Sets bit planes and scalars, seen from to_play(), on planes that the caller has cleared.
  c.encode(planes);
  /// Where the net's output holds this action's logit, seen from to_play(); distinct for distinct
  /// legal actions. The cell may depend on the position (Connect Four: where the stone lands), the
  /// map only on the action. Defined for every id in the initial position, also where the id is not
  /// legal there.
  { c.site(a) } -> std::same_as<Site>;
  /// The action `a` in the position seen through symmetry i (0 … symmetries − 1; 0 is the
  /// identity).
  { c.transform(a, i) } -> std::same_as<Action>;
  /// The canvas cell that cell `i` moves to under symmetry j: planes and per-cell targets move with
  /// it.
  { c.transform_cell(i, i) } -> std::same_as<int>;
  /// Terminal only; fills the target, seen from seat `i`.
  c.aux(aux, i, out);
  /// Defined for every id, short, without blanks; parse() gives the id back, whatever the position.
  { c.to_string(a) } -> std::same_as<std::string>;
  { c.parse(std::string_view{}) } -> std::same_as<Result<Action>>;
  /// The board as text, several lines, for people.
  { c.draw() } -> std::same_as<std::string>;
  /// Covers everything that legal(), encode() and the future depend on.
  { c.hash() } -> std::same_as<std::uint64_t>;
};

/// Optional: a legal action that ends the game at once with the most that the mover can get, where
/// the game knows one cheaply. Search then looks no further (search.decisive_moves).
template <class R>
concept KnowsDecisiveMoves = requires(const R c) {
  { c.decisive() } -> std::same_as<std::optional<Action>>;
};

/// Optional: what hand-made knowledge expects of a position that is not terminal. The heuristic
/// agents (search/heuristic_evaluator.h) play by it: anchors of a run that know the game, for nets
/// that have left random play behind, and the teacher of the first generations (selfplay.teacher).
template <class R>
concept KnowsHeuristic = requires(const R c, std::span<float> values) {
  /// Part of who a heuristic agent is: raise it when heuristic() says anything else than before, or
  /// two players are rated as one.
  { R::kHeuristicVersion } -> std::convertible_to<int>;
  /// Fills [players] the expected payoff of every seat, within the payoff bounds; they sum to 0, as
  /// payoffs do. A function of the position alone.
  c.heuristic(values);
};

/// Optional: `static constexpr bool kFixedSites = true;` promises that site(a) depends on the
/// action alone. An action's site in the transformed position is then the site of its image.
/// Without the promise it is the image of its site, which is wrong where an action's cell is one of
/// several that it is about (the least cell of a row), because another one's image may be named
/// instead.
template <class R>
concept HasFixedSites = requires { requires R::kFixedSites; };

}  // namespace az
