// state.h — a position of any game, for the program: what search, self-play, replay and evaluation
// work with.
//
// StateOf<R> (games/state_of.h) adapts a Rules type once. Search keeps one scratch State per tree
// and re-uses it through assign(): nothing is allocated per simulation.
#pragma once

#include <cstdint>
#include <memory>
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

/// One position. Not thread-safe; a State belongs to one thread. Each function's contract is Rules'
/// (games/rules.h).
class State {
 public:
  virtual ~State() = default;
  State& operator=(const State&) = delete;

  /// Lives as long as the Game that made this state.
  virtual const GameInfo& info() const = 0;
  virtual std::unique_ptr<State> clone() const = 0;
  /// Becomes a copy of `other`, a state of the same variant, without allocating.
  virtual void assign(const State& other) = 0;

  virtual int to_play() const = 0;
  virtual void legal(std::vector<Action>& actions) const = 0;
  virtual void apply(Action action) = 0;
  virtual bool terminal() const = 0;
  virtual void adjudicate() = 0;
  virtual Outcome outcome() const = 0;
  virtual std::optional<Action> decisive() const = 0;
  /// Only where info().has_heuristic(); not terminal.
  virtual void heuristic(std::span<float> values) const = 0;
  /// Clears `planes` (made from info()) and fills it.
  virtual void encode(Planes& planes) const = 0;
  virtual Site site(Action action) const = 0;
  virtual Action transform(Action action, int symmetry) const = 0;
  virtual int transform_cell(int cell, int symmetry) const = 0;
  virtual void aux(AuxTarget target, int seat, std::span<float> out) const = 0;
  virtual std::string to_string(Action action) const = 0;
  virtual Result<Action> parse(std::string_view text) const = 0;
  virtual std::string draw() const = 0;
  virtual std::uint64_t hash() const = 0;

  /// The site of transform(action, symmetry) in the position seen through the symmetry: where an
  /// augmented training row holds this action. Not always site(transform(action, symmetry)), whose
  /// cell belongs to this position (games/rules.h, HasFixedSites).
  virtual Site site_through(Action action, int symmetry) const = 0;

 protected:
  State() = default;
  State(const State&) = default;
};

}  // namespace az
