#include "replay/target.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "core/check.h"
#include "core/outcome.h"

namespace az {
namespace {

std::vector<float> dense(std::vector<Action> legal, std::vector<PolicyEntry> entries) {
  std::vector<float> out(legal.size());
  dense_policy(legal, entries, out);
  return out;
}

TEST(DensePolicy, SpreadsTheTailOverTheOtherLegalActions) {
  EXPECT_EQ(dense({1, 4, 6, 9}, {{4, 0.5f}, {9, 0.25f}}),
            (std::vector<float>{0.125f, 0.5f, 0.125f, 0.25f}));
}

TEST(DensePolicy, ScalesWhenEveryActionIsNamedOrTheMassIsAboveOne) {
  EXPECT_EQ(dense({1, 4}, {{1, 0.5f}, {4, 0.25f}}), (std::vector<float>{2.0f / 3, 1.0f / 3}));
  EXPECT_EQ(dense({1, 4, 5}, {{1, 1.0f}, {4, 0.25f}}), (std::vector<float>{0.8f, 0.2f, 0}));
}

TEST(DensePolicy, AnEntryThatIsNotLegalIsABugNotADroppedTarget) {
  EXPECT_THROW(dense({1, 4, 6}, {{1, 0.5f}, {5, 0.5f}}), Bug);
}

TEST(MixedOutcome, MixesAndTurnsToTheMover) {
  GameInfo info;
  std::vector<float> out(3);
  const std::vector<float> result{0, 0, 1}, root{0.2f, 0.4f, 0.4f};
  mixed_outcome(info, 0, result, root, 0.5, out);
  EXPECT_EQ(out, (std::vector<float>{0.1f, 0.2f, 0.7f}));
  mixed_outcome(info, 1, result, root, 0.5, out);
  EXPECT_EQ(out, (std::vector<float>{0.7f, 0.2f, 0.1f}));
  mixed_outcome(info, 1, result, root, 0, out);
  EXPECT_EQ(out, (std::vector<float>{1, 0, 0}));
}

}  // namespace
}  // namespace az
