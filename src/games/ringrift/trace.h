// trace.h — recorded games of RingRift: JSON lines with every position, every legal move and the
// move made.
//
// Records, one game after the other: {"kind":"game", id, board, players, victoryThreshold,
// territoryMin, lineLength, init?}, with `init` the first step is the start; {"kind":"step", i, s,
// legal, move}, s before the move; {"kind":"end", steps, status, winner, reason, s}. A state s has
// p (seat from 1), ph, stacks (colours bottom first), markers, collapsed, hand, elim, terr, lps
// [first, [[seat, real] …], exclusive, count], must?, chain?, pendLine? and h, a hash of its text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "games/conformance.h"
#include "games/ringrift/rules.h"

namespace az::ringrift {

Result<Conformance> replay_traces(std::string_view text, const std::string& name);

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
