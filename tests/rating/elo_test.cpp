#include "rating/elo.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"
#include "rating/interval.h"

namespace az {
namespace {

constexpr RatingOptions kPlain{.prior_sd_elo = 0, .widen_overdispersed = false};

// A published worked example: three players, both orders of every pairing.
const std::vector<PairRecord> kExample = {{0, 1, 30, 10, 10}, {1, 0, 18, 12, 20},
                                          {1, 2, 28, 8, 14},  {2, 1, 15, 15, 20},
                                          {0, 2, 35, 9, 6},   {2, 0, 10, 10, 30}};

TEST(Elo, ReproducesTheWorkedExampleToThePrintedDigits) {
  const auto fit = fit_elo(3, kExample, kPlain);
  ASSERT_TRUE(fit) << fit.error().to_string();
  EXPECT_NEAR(fit->elo[0], 116.381, 5e-4);
  EXPECT_NEAR(fit->elo[1], -4.933, 5e-4);
  EXPECT_NEAR(fit->elo[2], -111.448, 5e-4);
  EXPECT_NEAR(fit->advantage, 62.184, 5e-4);
  EXPECT_NEAR(fit->nu, 0.60701, 5e-6);
  EXPECT_NEAR(fit->se(0), 20.928, 5e-4);
  EXPECT_NEAR(fit->se(1), 19.518, 5e-4);
  EXPECT_NEAR(fit->se(2), 20.805, 5e-4);
  EXPECT_NEAR(fit->difference_se(0, 1), 34.714, 5e-4);
}

TEST(Elo, ObservedScoresEqualExpectedScoresAtTheMaximum) {
  Rng rng({.seed = 5});
  for (int repeat = 0; repeat < 20; ++repeat) {
    constexpr int kPlayers = 6;
    std::vector<PairRecord> records;
    for (int i = 0; i < kPlayers; ++i)
      for (int j = 0; j < kPlayers; ++j)
        if (i != j)
          records.push_back({i, j, 1.0 + rng.below(20), 1.0 + rng.below(9), 1.0 + rng.below(20)});
    const auto fit = fit_elo(kPlayers, records, kPlain);
    ASSERT_TRUE(fit) << fit.error().to_string();
    std::vector<double> observed(kPlayers), expected(kPlayers);
    for (const PairRecord& r : records) {
      const auto a = static_cast<std::size_t>(r.first), b = static_cast<std::size_t>(r.second);
      const auto [win, draw, loss] = davidson(fit->elo[a] + fit->advantage - fit->elo[b], fit->nu);
      observed[a] += r.score();
      observed[b] += r.games() - r.score();
      expected[a] += r.games() * (win + draw / 2);
      expected[b] += r.games() * (loss + draw / 2);
    }
    for (std::size_t i = 0; i < kPlayers; ++i) EXPECT_NEAR(observed[i], expected[i], 1e-6);
  }
}

TEST(Elo, AnchoringShiftsTheScaleAndLeavesDifferencesAlone) {
  const auto free = fit_elo(3, kExample, kPlain);
  RatingOptions anchored = kPlain;
  anchored.anchor = 2;
  const auto fit = fit_elo(3, kExample, anchored);
  ASSERT_TRUE(free && fit);
  EXPECT_EQ(fit->elo[2], 0);
  EXPECT_NEAR(fit->se(2), 0, 1e-6);
  EXPECT_NEAR(fit->elo[0] - fit->elo[1], free->elo[0] - free->elo[1], 1e-6);
  EXPECT_NEAR(fit->difference_se(0, 1), free->difference_se(0, 1), 1e-6);
  EXPECT_NEAR(fit->se(0), free->difference_se(0, 2), 1e-6);
}

TEST(Elo, AShutoutIsFiniteWithThePriorAndRefusedWithout) {
  const std::vector<PairRecord> shutout = {{0, 1, 50, 0, 0}, {1, 0, 0, 0, 50}};
  const auto fit = fit_elo(2, shutout, {.anchor = 1});
  ASSERT_TRUE(fit) << fit.error().to_string();
  EXPECT_GT(fit->elo[0], 600);
  EXPECT_LT(fit->elo[0], 3000);
  EXPECT_GT(fit->se(0), 100);
  EXPECT_EQ(fit->nu, 0);
  EXPECT_FALSE(fit_elo(2, shutout, kPlain));
}

TEST(Elo, AllGamesDrawnIsFiniteWithThePrior) {
  const std::vector<PairRecord> drawn = {{0, 1, 0, 20, 0}, {1, 0, 0, 20, 0}};
  const auto fit = fit_elo(2, drawn, {.anchor = 1});
  ASSERT_TRUE(fit) << fit.error().to_string();
  EXPECT_NEAR(fit->elo[0], 0, 1e-6);
}

TEST(Elo, PlayersThatNeverMetAreReportedAndRefusedWithoutAPrior) {
  const std::vector<PairRecord> islands = {{0, 1, 5, 0, 5}, {2, 3, 5, 0, 5}};
  EXPECT_FALSE(fit_elo(4, islands, kPlain));
  const auto fit = fit_elo(4, islands, {});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->components, 2);
  EXPECT_EQ(fit->component[0], fit->component[1]);
  EXPECT_NE(fit->component[1], fit->component[2]);
}

TEST(Elo, NoGamesAndForeignPlayersAreRefused) {
  EXPECT_EQ(fit_elo(2, std::vector<PairRecord>{}, {}).error().code, Exit::kNotEnough);
  EXPECT_FALSE(fit_elo(2, std::vector<PairRecord>{{0, 2, 1, 0, 0}}, {}));
  EXPECT_FALSE(fit_elo(2, std::vector<PairRecord>{{1, 1, 1, 0, 0}}, {}));
}

TEST(Elo, OverdispersionWidensTheIntervals) {
  // Rock, paper, scissors: no ladder fits, so the games scatter far more than the model allows.
  const std::vector<PairRecord> cycle = {{0, 1, 80, 0, 20}, {1, 0, 20, 0, 80}, {1, 2, 80, 0, 20},
                                         {2, 1, 20, 0, 80}, {2, 0, 80, 0, 20}, {0, 2, 20, 0, 80}};
  RatingOptions options = kPlain;
  const auto narrow = fit_elo(3, cycle, options);
  options.widen_overdispersed = true;
  const auto wide = fit_elo(3, cycle, options);
  ASSERT_TRUE(narrow && wide);
  EXPECT_GT(wide->phi, 10);
  EXPECT_NEAR(wide->se(0), narrow->se(0) * std::sqrt(wide->phi), 1e-6);
}

TEST(Elo, IntervalsCoverTheTruth) {
  // 95 % intervals of a known difference; 400 repeats: 3 sigma of the coverage is 3.3 points.
  Rng rng({.seed = 11});
  int covered = 0;
  constexpr int kRepeats = 400;
  constexpr double kTruth = 80, kAdvantage = 40, kNu = 0.4;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    std::vector<PairRecord> records = {{0, 1, 0, 0, 0}, {1, 0, 0, 0, 0}};
    for (int game = 0; game < 200; ++game) {
      PairRecord& r = records[static_cast<std::size_t>(game % 2)];
      const auto p = davidson((r.first == 0 ? kTruth : -kTruth) + kAdvantage, kNu);
      const auto result = rng.choose(p);
      (result == 0 ? r.wins : result == 1 ? r.draws : r.losses) += 1;
    }
    const auto fit = fit_elo(2, records, kPlain);
    ASSERT_TRUE(fit);
    covered +=
        std::abs(fit->elo[0] - fit->elo[1] - kTruth) < kInterval95 * fit->difference_se(0, 1);
  }
  EXPECT_NEAR(100.0 * covered / kRepeats, 95, 3.3);
}

}  // namespace
}  // namespace az
