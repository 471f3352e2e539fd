// game.h — one variant of a game: its facts and its initial position.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/game_info.h"
#include "core/rng.h"
#include "games/state.h"

namespace az {

/// How random games choose their moves. Games that say nothing else know kLegal alone.
enum class PlayoutMode : std::uint8_t {
  kLegal,    ///< uniformly over the full list of legal actions, to the end
  kBoard,    ///< Go: simple ko, no suicide, over the empty points but own eyes, without a list
  kHistory,  ///< Go: the same with positional superko
  kList,  ///< Go: positional superko, over a full list of legal points at every ply, 2 · area plies
};

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
  virtual bool has_playouts(PlayoutMode mode) const = 0;
  /// Plays `games` random games from the initial position to the end, with the rules compiled in:
  /// one virtual call for all of them. has_playouts(mode) must be true.
  virtual PlayoutCounts playouts(PlayoutMode mode, std::uint64_t games, Rng& rng) const = 0;
};

}  // namespace az
