#include "core/score_scale.h"

#include <gtest/gtest.h>

namespace az {
namespace {

ScoreScale scale(int players, std::array<float, kMaxPlayers> payoffs) {
  GameInfo info;
  info.players = players;
  info.payoff_by_place = payoffs;
  return score_scale(info);
}

TEST(ScoreScale, EqualPlayersScoreAnEqualShareWhereTheWinnerTakesAll) {
  EXPECT_DOUBLE_EQ(scale(2, {1, -1}).score(0), 1.0 / 2);
  EXPECT_DOUBLE_EQ(scale(3, {1, -0.5, -0.5}).score(0), 1.0 / 3);
  const ScoreScale four = scale(4, {1, -1.0f / 3, -1.0f / 3, -1.0f / 3});
  EXPECT_NEAR(four.score(0), 1.0 / 4, 1e-7);
  EXPECT_NEAR(four.score(1), 1, 1e-12);
  EXPECT_NEAR(four.score(static_cast<double>(-1.0f / 3)), 0, 1e-12);
}

TEST(ScoreScale, ByRankTheMiddleOfThreeScoresHalf) {
  EXPECT_DOUBLE_EQ(scale(3, {1, 0, -1}).score(0), 1.0 / 2);
}

}  // namespace
}  // namespace az
