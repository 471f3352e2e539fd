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

#include "core/result.h"
#include "games/conformance.h"

namespace az::ringrift {

Result<Conformance> replay_traces(std::string_view text, const std::string& name);

}  // namespace az::ringrift
