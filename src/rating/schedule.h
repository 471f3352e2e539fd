// schedule.h — which task plays which block of a pre-registered match, and which blocks decide it.
//
// A match is a list of numbered blocks, fixed before the first game. The deciding set is the
// shortest prefix of blocks whose GSPRT crosses a bound, else all blocks: it depends on the games
// alone, not on which task finished first.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rating/sprt.h"

namespace az {

/// task, task + tasks, … below `blocks`.
std::vector<int> blocks_of_task(int task, int tasks, int blocks);

struct Prefix {
  int blocks = 0;  ///< how many blocks decide; when not complete: how many leading blocks exist
  bool complete = false;  ///< false: the next block is missing and the test has not ended before it
  SprtVerdict verdict =
      SprtVerdict::kContinue;  ///< kContinue with complete: all blocks played, undecided
  double llr = 0;
  ScoreCounts counts;  ///< of exactly these blocks
};

/// blocks: [all registered blocks] counts of the finished ones, nothing for the others. `empty`:
/// counts of no games, for the support, the reference and the games per unit.
Prefix deciding_prefix(std::span<const std::optional<ScoreCounts>> blocks,
                       const SprtSettings& settings, const ScoreCounts& empty);

}  // namespace az
