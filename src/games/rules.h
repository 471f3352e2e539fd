// rules.h — what a game's author writes: a plain value type that satisfies Rules
// (src/games/README.md is the tutorial).
#pragma once

#include <concepts>
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
  /// A described struct (config/field.h) with the variant's settings; default constructible.
  typename R::Settings;
  R(settings);
  /// Everything but players, sizes and payoffs is filled in by the registry (ids are hashes of what
  /// it sees).
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
  /// legal actions.
  { c.site(a) } -> std::same_as<Site>;
  /// The action `a` in the position seen through symmetry i (0 … symmetries − 1; 0 is the
  /// identity).
  { c.transform(a, i) } -> std::same_as<Action>;
  /// The canvas cell that cell `i` moves to under symmetry j: planes and per-cell targets move with
  /// it.
  { c.transform_cell(i, i) } -> std::same_as<int>;
  /// Terminal only; fills the target, seen from seat `i`.
  c.aux(aux, i, out);
  { c.to_string(a) } -> std::same_as<std::string>;
  { c.parse(std::string_view{}) } -> std::same_as<Result<Action>>;
  /// The board as text, several lines, for people.
  { c.draw() } -> std::same_as<std::string>;
  /// Covers everything that legal(), encode() and the future depend on.
  { c.hash() } -> std::same_as<std::uint64_t>;
};

}  // namespace az
