#include "core/outcome.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace az {
namespace {

GameInfo game(int players, std::vector<float> payoff) {
  GameInfo info;
  info.players = players;
  std::copy(payoff.begin(), payoff.end(), info.payoff_by_place.begin());
  return info;
}

TEST(Outcome, TwoPlayersReduceToWinDrawLoss) {
  const GameInfo info = game(2, {1, -1});
  std::vector<float> v(3), payoff(2);
  outcome_vector(info, win_outcome(info, 1, EndReason::kWin), v);
  EXPECT_EQ(v, (std::vector<float>{0, 0, 1}));
  expected_payoff(info, v, payoff);
  EXPECT_EQ(payoff, (std::vector<float>{-1, 1}));
  outcome_vector(info, draw_outcome(info, EndReason::kDraw), v);
  EXPECT_EQ(v, (std::vector<float>{0, 1, 0}));
}

TEST(Outcome, TiedSeatsShareThePayoffsOfTheirPlaces) {
  const GameInfo info = game(3, {1, 0, -1});
  const std::vector<int> places{2, 1, 2};
  const Outcome outcome = place_outcome(info, places, EndReason::kScore);
  EXPECT_EQ(outcome.payoff[0], -0.5f);
  EXPECT_EQ(outcome.payoff[1], 1.0f);
  std::vector<float> v(10), payoff(3);
  outcome_vector(info, outcome, v);
  EXPECT_EQ(v, (std::vector<float>{0, .5, .5, 1, 0, 0, 0, .5, .5, 0}));
  expected_payoff(info, v, payoff);
  EXPECT_EQ(payoff, (std::vector<float>{-0.5, 1, -0.5}));
}

TEST(Outcome, EveryoneTiedIsTheDrawEntry) {
  const GameInfo info = game(3, {1, -0.5, -0.5});
  std::vector<float> v(10), payoff(3);
  outcome_vector(info, draw_outcome(info, EndReason::kDraw), v);
  EXPECT_EQ(v[9], 1);
  EXPECT_EQ(std::accumulate(v.begin(), v.end(), 0.0f), 1);
}

}  // namespace
}  // namespace az
