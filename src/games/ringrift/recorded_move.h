// recorded_move.h — moves as recorded games write them: "C 1,2*2,2>4,2", "RL 3,3>3,4 e=0,7".
#pragma once

#include <string>
#include <vector>

#include "games/ringrift/rules.h"

namespace az::ringrift {

/// "x,y" on squares, "x,y,z" on hexagons.
template <Board kBoard>
const std::string& cell_key(int cell);

/// A legal move as the records write it, and the actions that make it: a recovery takes two.
struct RecordedMove {
  std::string text;
  std::vector<Action> actions;
};
/// All legal moves, in the order of their actions. Not while a recovery waits for its second half.
template <Board kBoard>
std::vector<RecordedMove> recorded_moves(const RingRift<kBoard>& position);

}  // namespace az::ringrift
