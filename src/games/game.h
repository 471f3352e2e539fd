// game.h — one variant of a game: its facts and its initial position.
#pragma once

#include <memory>

#include "core/game_info.h"
#include "games/state.h"

namespace az {

/// Immutable; outlives every State that it made; may be shared by threads.
class Game {
 public:
  virtual ~Game() = default;
  virtual const GameInfo& info() const = 0;
  virtual std::unique_ptr<State> new_state() const = 0;
};

}  // namespace az
