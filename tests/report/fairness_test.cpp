// Fair, unfair, or nobody can tell: only where the intervals say it.
#include "report/fairness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "games/registry.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A sample with these wins by seat, of decisive games.
GameSample decisive(const Game& game, std::vector<int> wins) {
  GameSample sample{1, GameSource::kSelfPlay, "planted", &game, {}};
  for (std::size_t seat = 0; seat < wins.size(); ++seat)
    for (int i = 0; i < wins[seat]; ++i) {
      PlayedGame played;
      std::vector<int> places(wins.size(), 2);
      places[seat] = 1;
      played.outcome = place_outcome(sample.game->info(), places, EndReason::kWin);
      sample.games.push_back(played);
    }
  return sample;
}
FairnessJudgement judged(const GameSample& sample) {
  SampleStatistics statistics;
  statistics.seats = measure_seats(sample);
  statistics.ends = measure_ends(sample);
  return judge_fairness(sample, statistics, "here");
}

TEST(Fairness, IsSaidOnlyWhereTheIntervalsSayIt) {
  const auto owned = make_game("hex").value();
  const Game& two = *owned;
  EXPECT_EQ(judged(decisive(two, {1154, 979})).fairness, Fairness::kUnfair);
  EXPECT_THAT(judged(decisive(two, {1154, 979})).line,
              HasSubstr("seat 1 wins 54.1 % [52.0, 56.2] of 2,133 self-play games here: the first "
                        "player is favoured"));
  EXPECT_THAT(judged(decisive(two, {979, 1154})).line,
              HasSubstr("seat 2 wins 54.1 % [52.0, 56.2] of 2,133 self-play games here: the second "
                        "player is favoured"));
  EXPECT_EQ(judged(decisive(two, {30, 20})).fairness, Fairness::kCannotTell);
  EXPECT_THAT(judged(decisive(two, {30, 20})).line,
              HasSubstr("CANNOT TELL whether the game is fair: seat 1 wins 60.0 % [46.2, 72.4] of "
                        "50 self-play games here; an equal share is 50.0 %, about 97 independent "
                        "games would tell, should the shares stay"));
  EXPECT_EQ(judged(decisive(two, {2500, 2500})).fairness, Fairness::kFair);
  // A small lead that is sure is said, but no reason to call the game unfair.
  const auto slight = judged(decisive(two, {20500, 19500}));
  EXPECT_EQ(slight.fairness, Fairness::kFair);
  EXPECT_THAT(slight.line, HasSubstr("the first player is favoured, but not by more"));

  const auto owned_three = three_player_game();
  const Game& three = *owned_three;
  EXPECT_EQ(judged(decisive(three, {700, 700, 700})).fairness, Fairness::kFair);
  EXPECT_THAT(judged(decisive(three, {400, 400, 200})).line,
              HasSubstr("UNFAIR: seat 1 wins 40.0 %"));
  EXPECT_THAT(judged(decisive(three, {350, 350, 200})).line, HasSubstr("an equal share is 33.3 %"));
  EXPECT_EQ(judged(decisive(three, {12, 9, 9})).fairness, Fairness::kCannotTell);
  // 2.394² · 2/9 / 0.0667²: the quantile of three intervals that hold together, the first seat's
  // distance from a third.
  EXPECT_THAT(judged(decisive(three, {12, 9, 9})).line, HasSubstr("about 287 independent games"));
  EXPECT_THAT(judged(decisive(three, {9, 12, 9})).line,
              AllOf(HasSubstr("seat 2 wins 40.0 %"), HasSubstr("about 287 independent games")));
  EXPECT_THAT(judged(decisive(three, {10, 10, 10})).line, HasSubstr("about 510 independent games"));
}

TEST(Fairness, IntervalsOfThreeSeatsHoldTogether) {
  // Goodman 1965: Wilson's with the normal quantile at 1 − 0.05 / 3, which is 2.393980.
  const auto game = three_player_game();
  const auto sample = decisive(*game, {50, 30, 20});
  const SeatRates rates = measure_seats(sample);
  const Estimate expected = wilson(50, 100, 2.393980);
  EXPECT_NEAR(rates.credit[0].low, expected.low, 1e-6);
  EXPECT_NEAR(rates.credit[0].high, expected.high, 1e-6);
}

TEST(Fairness, ASharedFirstPlaceCountsAsItsPart) {
  const auto owned = three_player_game();
  GameSample sample{1, GameSource::kSelfPlay, "planted", owned.get(), {}};
  for (const std::vector<int>& places : {std::vector{1, 1, 3}, {1, 2, 3}, {1, 1, 1}, {3, 1, 1}}) {
    PlayedGame game;
    game.outcome = place_outcome(sample.game->info(), places, EndReason::kScore);
    sample.games.push_back(game);
  }
  const SeatRates rates = measure_seats(sample);
  EXPECT_NEAR(rates.credit[0].value, (0.5 + 1 + 1 / 3.0) / 4, 1e-12);
  EXPECT_NEAR(rates.credit[1].value, (0.5 + 1 / 3.0 + 0.5) / 4, 1e-12);
  EXPECT_NEAR(rates.credit[2].value, (1 / 3.0 + 0.5) / 4, 1e-12);
  EXPECT_NEAR(rates.wins[0].value, 0.25, 1e-12);
  EXPECT_NEAR(rates.shared.value, 0.75, 1e-12);
}

}  // namespace
}  // namespace az
