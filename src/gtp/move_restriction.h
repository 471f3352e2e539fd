// move_restriction.h — moves that a colour may not, or alone may, begin an analysis with.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "games/game.h"

namespace az {

struct MoveRestriction {
  int seat = 0;        ///< of others it says nothing
  bool alone = false;  ///< these moves alone, or all but these
  std::vector<std::string> moves{};
};

/// The legal actions that the mover's restrictions leave; empty: all are left. Error: none is, or a
/// move is none of the game's words.
Result<std::vector<Action>> moves_left(std::span<const MoveRestriction> restrictions,
                                       const State& position);

}  // namespace az
