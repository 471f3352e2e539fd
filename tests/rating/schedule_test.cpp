#include "rating/schedule.h"

#include <gtest/gtest.h>

#include <set>

namespace az {
namespace {

std::optional<ScoreCounts> block(std::vector<double> counts) {
  ScoreCounts c = ScoreCounts::pentanomial();
  c.counts = std::move(counts);
  return c;
}

const ScoreCounts kEmpty = ScoreCounts::pentanomial();
const SprtSettings kGate;

TEST(Schedule, EveryBlockBelongsToExactlyOneTask) {
  for (const int tasks : {1, 3, 8, 20}) {
    std::multiset<int> all;
    for (int task = 0; task < tasks; ++task)
      for (const int b : blocks_of_task(task, tasks, 13)) all.insert(b);
    EXPECT_EQ(all.size(), 13u);
    EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), 13u);
  }
}

TEST(DecidingPrefix, EndsWhereTheTestCrossesAndIgnoresLaterBlocks) {
  const auto win = block({0, 0, 1, 3, 12});
  const auto loss = block({16, 0, 0, 0, 0});
  std::vector<std::optional<ScoreCounts>> blocks = {win, win, win, win, win, win};
  const Prefix first = deciding_prefix(blocks, kGate, kEmpty);
  ASSERT_TRUE(first.complete);
  EXPECT_EQ(first.verdict, SprtVerdict::kAcceptH1);
  ASSERT_LT(first.blocks, 6);
  blocks.back() = loss;
  blocks[static_cast<std::size_t>(first.blocks)] = std::nullopt;
  const Prefix again = deciding_prefix(blocks, kGate, kEmpty);
  EXPECT_EQ(again.blocks, first.blocks);
  EXPECT_EQ(again.counts, first.counts);
  EXPECT_EQ(again.verdict, SprtVerdict::kAcceptH1);
}

TEST(DecidingPrefix, AMissingBlockBeforeTheEndLeavesItOpenEvenIfLaterBlocksAreClear) {
  const auto even = block({1, 2, 2, 2, 1});
  const auto win = block({0, 0, 0, 0, 64});
  const std::vector<std::optional<ScoreCounts>> blocks = {even, std::nullopt, win, win};
  const Prefix prefix = deciding_prefix(blocks, kGate, kEmpty);
  EXPECT_FALSE(prefix.complete);
  EXPECT_EQ(prefix.blocks, 1);
}

TEST(DecidingPrefix, AllBlocksWithoutACrossingAreCompleteAndUndecided) {
  const auto even = block({1, 2, 2, 2, 1});
  const std::vector<std::optional<ScoreCounts>> blocks = {even, even};
  const Prefix prefix = deciding_prefix(blocks, kGate, kEmpty);
  EXPECT_TRUE(prefix.complete);
  EXPECT_EQ(prefix.blocks, 2);
  EXPECT_EQ(prefix.verdict, SprtVerdict::kContinue);
}

}  // namespace
}  // namespace az
