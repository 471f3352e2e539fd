#include "core/outcome.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "core/rng.h"

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
  outcome_vector(info, place_outcome(info, std::vector{2, 1}, EndReason::kWin), v);
  EXPECT_EQ(v, (std::vector<float>{0, 0, 1}));
  expected_payoff(info, v, payoff);
  EXPECT_EQ(payoff, (std::vector<float>{-1, 1}));
  outcome_vector(info, draw_outcome(info, EndReason::kDraw), v);
  EXPECT_EQ(v, (std::vector<float>{0, 1, 0}));
}

TEST(Outcome, DuelIsTheZeroSumShorthand) {
  const GameInfo info = game(2, {1, -1});
  EXPECT_EQ(duel_outcome(0, EndReason::kWin),
            place_outcome(info, std::vector{1, 2}, EndReason::kWin));
  EXPECT_EQ(duel_outcome(1, EndReason::kWin),
            place_outcome(info, std::vector{2, 1}, EndReason::kWin));
  EXPECT_EQ(duel_outcome(-1, EndReason::kDraw), draw_outcome(info, EndReason::kDraw));
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

TEST(Outcome, AnOutcomeCanBeMadeThatExpectsGivenPayoffs) {
  struct Case {
    std::vector<float> by_place, payoffs;
  };
  for (const Case& c :
       {Case{{1, -1}, {0.25f, -0.25f}}, Case{{1, -1}, {-1, 1}},
        Case{{1, 0, -1}, {0.5f, 0.25f, -0.75f}}, Case{{1, 0, -1}, {0, 0, 0}},
        Case{{1, -0.5f, -0.5f}, {1, -0.5f, -0.5f}}, Case{{1, -0.5f, -0.5f}, {0.3f, -0.4f, 0.1f}},
        Case{{3, 1, -1, -3}, {2.5f, -2, -1, 0.5f}}}) {
    const auto players = c.by_place.size();
    const GameInfo info = game(static_cast<int>(players), c.by_place);
    std::vector<float> v(static_cast<std::size_t>(info.outcome_size())), payoff(players);
    outcome_expecting(info, c.payoffs, v);
    for (const float p : v) EXPECT_TRUE(p >= 0 && p <= 1) << p;
    if (players == 2) {
      EXPECT_NEAR(std::accumulate(v.begin(), v.end(), 0.0), 1, 1e-6);
    } else {
      for (std::size_t seat = 0; seat < players; ++seat)
        EXPECT_NEAR(
            std::accumulate(v.begin() + static_cast<std::ptrdiff_t>(seat * players),
                            v.begin() + static_cast<std::ptrdiff_t>((seat + 1) * players), 0.0),
            1, 1e-6);
    }
    expected_payoff(info, v, payoff);
    for (std::size_t seat = 0; seat < players; ++seat)
      EXPECT_NEAR(payoff[seat], c.payoffs[seat], 1e-6) << players << " players, seat " << seat;
  }
}

// A fused multiply-add rounds once instead of twice: other bits on processors or builds that have
// it.
TEST(Outcome, ExpectedPayoffsRoundEveryProduct) {
  const GameInfo info = game(3, {0.9f, -0.2f, -0.7f});
  Rng rng({.seed = 1});
  std::vector<float> v(10), payoff(3);
  for (int repeat = 0; repeat < 100; ++repeat) {
    for (float& x : v) x = static_cast<float>(rng.uniform());
    expected_payoff(info, v, payoff);
    for (std::size_t seat = 0; seat < 3; ++seat) {
      volatile float product = v[9] * info.payoff_draw;  // volatile: rounded before it is added
      float sum = product;
      for (std::size_t k = 0; k < 3; ++k) {
        product = v[seat * 3 + k] * info.payoff_by_place[k];
        sum += product;
      }
      EXPECT_EQ(payoff[seat], sum);
    }
  }
}

TEST(Outcome, EveryoneTiedIsTheDrawEntry) {
  const GameInfo info = game(3, {1, -0.5, -0.5});
  std::vector<float> v(10), payoff(3);
  outcome_vector(info, draw_outcome(info, EndReason::kDraw), v);
  EXPECT_EQ(v[9], 1);
  EXPECT_EQ(std::accumulate(v.begin(), v.end(), 0.0f), 1);
}

std::vector<float> relative(const GameInfo& info, int to_play, const std::vector<float>& absolute) {
  std::vector<float> out(absolute.size());
  to_relative(info, to_play, absolute, out);
  return out;
}

std::vector<float> absolute(const GameInfo& info, int to_play, const std::vector<float>& turned) {
  std::vector<float> out(turned.size());
  to_absolute(info, to_play, turned, out);
  return out;
}

TEST(SeatRotation, TwoPlayersSwapWinAndLossOfTheSecondSeat) {
  const GameInfo info = game(2, {1, -1});
  EXPECT_EQ(relative(info, 0, {.5, .3, .2}), (std::vector<float>{.5, .3, .2}));
  EXPECT_EQ(relative(info, 1, {.5, .3, .2}), (std::vector<float>{.2, .3, .5}));
}

TEST(SeatRotation, TheMoverOfThreeComesFirstAndTheNextSeatSecond) {
  const GameInfo info = game(3, {1, 0, -1});
  const std::vector<float> seats{0, 1, 2, 10, 11, 12, 20, 21, 22, 99};
  EXPECT_EQ(relative(info, 1, seats), (std::vector<float>{10, 11, 12, 20, 21, 22, 0, 1, 2, 99}));
  EXPECT_EQ(relative(info, 2, seats), (std::vector<float>{20, 21, 22, 0, 1, 2, 10, 11, 12, 99}));
}

TEST(SeatRotation, TurningThereAndBackChangesNothing) {
  for (int players = 2; players <= kMaxPlayers; ++players) {
    const GameInfo info = game(players, {1, 0, 0, -1});
    std::vector<float> seats(static_cast<std::size_t>(info.outcome_size()));
    std::iota(seats.begin(), seats.end(), 1.0f);
    for (int seat = 0; seat < players; ++seat) {
      EXPECT_EQ(absolute(info, seat, relative(info, seat, seats)), seats) << players << " " << seat;
      EXPECT_EQ(relative(info, seat, absolute(info, seat, seats)), seats) << players << " " << seat;
    }
  }
}

TEST(SeatRotation, TheMoversPayoffIsRelativeSeatZeros) {
  const GameInfo info = game(3, {1, -0.25, -0.75});
  const std::vector<float> seats{.5, .2, .2, .1, .6, .2, .3, .1, .5, .1};
  std::vector<float> payoff(3), turned(3);
  expected_payoff(info, seats, payoff);
  for (int seat = 0; seat < 3; ++seat) {
    expected_payoff(info, relative(info, seat, seats), turned);
    for (int r = 0; r < 3; ++r)
      EXPECT_EQ(turned[static_cast<std::size_t>(r)],
                payoff[static_cast<std::size_t>((seat + r) % 3)]);
  }
}

}  // namespace
}  // namespace az
