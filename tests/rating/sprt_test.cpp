#include "rating/sprt.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"

namespace az {
namespace {

ScoreCounts counts_of(std::vector<double> counts) {
  ScoreCounts c = ScoreCounts::pentanomial();
  c.counts = std::move(counts);
  return c;
}

// A match page of the public Stockfish testing framework: pairs LL, LD, …, WW.
const ScoreCounts kPublished = counts_of({13, 37, 50, 25, 3});

TEST(Gsprt, ReproducesThePublishedPageToThePrintedDigits) {
  EXPECT_NEAR(kPublished.mean(), 0.4375, 1e-9);
  EXPECT_NEAR(kPublished.variance(), 0.0576172, 5e-8);
  EXPECT_NEAR(score_to_elo(kPublished.mean()), -43.66, 5e-3);
  EXPECT_NEAR(normalised_elo(kPublished), -63.97, 5e-3);
  EXPECT_NEAR(llr_normalised(kPublished, 0, 4), -0.54912, 5e-6);
  EXPECT_NEAR(llr_normalised_approximate(kPublished, 0, 4), -0.54012, 5e-6);
}

TEST(Gsprt, ReproducesTheLogisticVariantToThePrintedDigits) {
  // The page's upper bound, nElo 4, as a mean score at the observed variance.
  const double s1 = 0.5 + 4 * std::sqrt(2 * kPublished.variance()) / kNormalisedEloScale;
  EXPECT_NEAR(s1, 0.503908, 5e-7);
  const double elo1 = score_to_elo(s1);
  EXPECT_NEAR(llr_logistic(kPublished, 0, elo1), -0.53772, 5e-6);
}

TEST(Gsprt, OfThreePlayersALogisticLeadCountsFromAThird) {
  constexpr double kThird = 1.0 / 3;
  EXPECT_NEAR(elo_to_score(0, kThird), kThird, 1e-12);
  // Plackett-Luce: the first place of one among two others, each 100 Elo weaker.
  const double strength = std::pow(10, 100.0 / 400);
  EXPECT_NEAR(elo_to_score(100, kThird), strength / (strength + 2), 1e-12);
  EXPECT_NEAR(score_to_elo(elo_to_score(100, kThird), kThird), 100, 1e-9);
  ScoreCounts equal{{0, kThird, 2 * kThird, 1}, {30, 43, 22, 5}, kThird, 3};  // mean 0.34
  EXPECT_LT(llr_logistic(equal, 0, 100), 0);
  ScoreCounts better{{0, kThird, 2 * kThird, 1}, {5, 30, 40, 25}, kThird, 3};
  EXPECT_GT(llr_logistic(better, 0, 100), 3);
}

TEST(Gsprt, BoundsAreWalds) {
  const SprtSettings settings;
  EXPECT_NEAR(settings.upper(), 2.9444, 5e-5);
  EXPECT_NEAR(settings.lower(), -2.9444, 5e-5);
  EXPECT_EQ(judge(2.95, settings), SprtVerdict::kAcceptH1);
  EXPECT_EQ(judge(-2.95, settings), SprtVerdict::kAcceptH0);
  EXPECT_EQ(judge(2.9, settings), SprtVerdict::kContinue);
}

TEST(Gsprt, NoGamesAndExtremeMatchesStayFinite) {
  EXPECT_EQ(llr_normalised(ScoreCounts::pentanomial(), 0, 35), 0);
  for (const auto& extreme : {counts_of({0, 0, 0, 0, 64}), counts_of({64, 0, 0, 0, 0}),
                              counts_of({0, 0, 64, 0, 0}), counts_of({0, 0, 0, 0, 1})}) {
    EXPECT_TRUE(std::isfinite(llr_normalised(extreme, 0, 35)));
    EXPECT_TRUE(std::isfinite(llr_logistic(extreme, 0, 35)));
  }
  EXPECT_GT(llr_normalised(counts_of({0, 0, 0, 0, 64}), 0, 35), 2.9444);
  EXPECT_LT(llr_normalised(counts_of({64, 0, 0, 0, 0}), 0, 35), -2.9444);
  // 64 times the same draw says a little against an advantage and nothing for one.
  EXPECT_LT(llr_normalised(counts_of({0, 0, 64, 0, 0}), 0, 35), 0);
}

TEST(Gsprt, MirroredScoresAndBoundsMirrorTheRatio) {
  const auto mirrored = counts_of({3, 25, 50, 37, 13});
  EXPECT_NEAR(llr_normalised(mirrored, 0, 4), -llr_normalised(kPublished, -4, 0), 1e-8);
}

TEST(Gsprt, ErrorRatesStayNearTheirSettings) {
  // Pairs drawn at nElo 0: H1 must be accepted in about 5 %, and never in more than 5 % + 3 sigma
  // of 300 repeats.
  Rng rng({.seed = 3});
  const std::vector<double> equal = {0.1, 0.2, 0.4, 0.2, 0.1};
  const SprtSettings settings{.elo0 = 0, .elo1 = 70};
  int wrong = 0;
  constexpr int kRepeats = 300;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    ScoreCounts counts = ScoreCounts::pentanomial();
    for (int pair = 0; pair < 600; ++pair) {
      counts.counts[rng.choose(equal)] += 1;
      if (pair % 8 != 7) continue;
      const auto verdict = judge(llr(counts, settings), settings);
      wrong += verdict == SprtVerdict::kAcceptH1;
      if (verdict != SprtVerdict::kContinue) break;
    }
  }
  EXPECT_LE(wrong, kRepeats * 0.05 + 3 * std::sqrt(kRepeats * 0.05 * 0.95));
}

TEST(ScoreCounts, TakesScoresOutsideItsSupportIn) {
  ScoreCounts counts = ScoreCounts::pentanomial();
  counts.add(1.0 / 3);
  counts.add(0.33333333334, 2);
  counts.add(1, 4);
  ASSERT_EQ(counts.scores.size(), 6u);
  EXPECT_EQ(counts.counts[2], 3);
  EXPECT_EQ(counts.counts[5], 4);
  EXPECT_EQ(counts.total(), 7);
}

}  // namespace
}  // namespace az
