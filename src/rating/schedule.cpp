#include "rating/schedule.h"

namespace az {

std::vector<int> blocks_of_task(int task, int tasks, int blocks) {
  std::vector<int> mine;
  for (int block = task; block < blocks; block += tasks) mine.push_back(block);
  return mine;
}

Prefix deciding_prefix(std::span<const std::optional<ScoreCounts>> blocks,
                       const SprtSettings& settings, const ScoreCounts& empty) {
  Prefix prefix;
  prefix.counts = empty;
  for (const auto& block : blocks) {
    if (!block) return prefix;
    prefix.counts.add(*block);
    ++prefix.blocks;
    prefix.llr = llr(prefix.counts, settings);
    prefix.verdict = judge(prefix.llr, settings);
    if (prefix.verdict != SprtVerdict::kContinue) break;
  }
  prefix.complete = true;
  return prefix;
}

}  // namespace az
