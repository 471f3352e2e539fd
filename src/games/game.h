// game.h — one variant of a game: its facts and its initial position.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/game_info.h"
#include "core/rng.h"
#include "games/state.h"

namespace az {

/// What random games came to.
struct PlayoutCounts {
  std::uint64_t games = 0, steps = 0;             ///< steps of the rules, forced ones included
  std::array<std::uint64_t, kMaxPlayers> wins{};  ///< by seat: alone in first place
  std::uint64_t draws = 0;                        ///< everyone shares first place
};

/// Immutable; outlives every State that it made; may be shared by threads.
class Game {
 public:
  virtual ~Game() = default;
  virtual const GameInfo& info() const = 0;
  virtual std::unique_ptr<State> new_state() const = 0;
  /// Plays `games` uniformly random games from the initial position to the end, with the rules
  /// compiled in: one virtual call for all of them. Every step asks for the full list of legal
  /// actions and draws one.
  virtual PlayoutCounts playouts(std::uint64_t games, Rng& rng) const = 0;
};

}  // namespace az
