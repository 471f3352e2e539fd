#include "rating/interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "core/rng.h"

namespace az {
namespace {

constexpr double kZ95 = 1.959964;

TEST(Interval, TheQuantileIsTheNormalOne) {
  EXPECT_NEAR(normal_quantile_two_sided(0.95), 1.959964, 1e-6);
  EXPECT_NEAR(normal_quantile_two_sided(0.99), 2.575829, 1e-6);
}

/// Newcombe 1998 (Statistics in Medicine 17), table I, method 3.
TEST(Interval, WilsonsIsTheTextbooks) {
  const struct {
    double successes, trials, low, high;
  } rows[] = {{81, 263, 0.2553, 0.3662},
              {15, 148, 0.0624, 0.1605},
              {0, 20, 0, 0.1611},
              {1, 29, 0.0061, 0.1718}};
  for (const auto& row : rows) {
    const Estimate estimate = wilson(row.successes, row.trials, kZ95);
    EXPECT_NEAR(estimate.low, row.low, 5e-5) << row.successes << "/" << row.trials;
    EXPECT_NEAR(estimate.high, row.high, 5e-5) << row.successes << "/" << row.trials;
  }
  EXPECT_FALSE(wilson(0, 0, kZ95).known());
}

TEST(Interval, AShareOfIndependentValuesIsWilsons) {
  std::vector<double> values(263, 0.0);
  std::fill_n(values.begin(), 81, 1.0);
  const Estimate estimate = mean_share(values, {}, kZ95);
  EXPECT_NEAR(estimate.low, 0.2553, 5e-5);
  EXPECT_EQ(estimate.count, 263u);
}

TEST(Interval, GamesOfOneOpeningThatAlwaysEndAlikeAreWorthOne) {
  // 200 openings, each played twice with the same end: as 200 games, nearly (C / (C − 1)).
  std::vector<double> values, once;
  std::vector<std::uint64_t> openings;
  for (std::uint64_t i = 0; i < 200; ++i) {
    once.push_back(i % 4 == 0 ? 1 : 0);
    for (int game = 0; game < 2; ++game) {
      values.push_back(once.back());
      openings.push_back(i);
    }
  }
  const Estimate twice = mean_share(values, openings, kZ95), alone = mean_share(once, {}, kZ95);
  EXPECT_NEAR(twice.value, 0.25, 1e-12);
  EXPECT_NEAR(twice.high - twice.low, alone.high - alone.low, 0.002);
  EXPECT_EQ(twice.count, 400u);
  // Ends that cancel within an opening promise more than there is: the games stay the bound.
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 1 : 0;
  const Estimate paired = mean_share(values, openings, kZ95);
  EXPECT_NEAR(paired.low, wilson(200, 400, kZ95).low, 1e-12);
}

TEST(Interval, AMeanHasTheNormalOne) {
  const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};  // mean 5, sample variance 32 / 7
  const Estimate estimate = mean_of(values, 2);
  EXPECT_DOUBLE_EQ(estimate.value, 5);
  EXPECT_NEAR(estimate.high - 5, 2 * std::sqrt(32.0 / 7 / 8), 1e-12);
  EXPECT_TRUE(std::isnan(mean_of(std::vector<double>{1}, 2).low));
}

TEST(Interval, AQuantilesHoldsItNineteenTimesOfTwenty) {
  // Of uniform draws: the true median is 0.5, the true 90 % quantile 0.9.
  Rng random({.seed = 1, .purpose = Purpose::kTest});
  int median = 0, ninety = 0;
  constexpr int kTries = 2000;
  for (int i = 0; i < kTries; ++i) {
    std::vector<double> values(150);
    for (double& value : values) value = random.uniform();
    std::sort(values.begin(), values.end());
    const Estimate middle = quantile_of(values, 0.5, kZ95), high = quantile_of(values, 0.9, kZ95);
    median += middle.low <= 0.5 && 0.5 <= middle.high;
    ninety += high.low <= 0.9 && 0.9 <= high.high;
  }
  // At least 95 %, less three standard errors (0.5 %).
  EXPECT_GE(median, kTries * 0.935);
  EXPECT_GE(ninety, kTries * 0.935);
}

TEST(Interval, ARatiosIsThatOfItsResiduals) {
  // Cochran's ratio estimator: R = 12 / 6, residuals 0, 1, −1, variance of R = Σr² n / (n − 1) /
  // x².
  const std::vector<double> part{2, 5, 5}, whole{1, 2, 3};
  const Estimate estimate = ratio_of(part, whole, 1);
  EXPECT_DOUBLE_EQ(estimate.value, 2);
  EXPECT_NEAR(estimate.high - 2, std::sqrt(2.0 * 3 / 2) / 6, 1e-12);
  EXPECT_FALSE(ratio_of(std::vector<double>{1}, std::vector<double>{0}, 1).known());
}

TEST(Interval, EquallyFrequentThingsAreAsDiverseAsTheyAreMany) {
  const Estimate eight = effective_number(std::vector<std::uint64_t>(8, 100), kZ95);
  EXPECT_NEAR(eight.value, 8, 1e-9);
  EXPECT_EQ(eight.count, 800u);
  const Estimate one = effective_number(std::vector<std::uint64_t>{50}, kZ95);
  EXPECT_DOUBLE_EQ(one.value, 1);
  EXPECT_LT(eight.high, 9);
  // Of what occurs once only the least number is known.
  EXPECT_TRUE(std::isinf(effective_number(std::vector<std::uint64_t>(50, 1), kZ95).high));
  // Half and two quarters: 1.5 bits.
  EXPECT_NEAR(effective_number(std::vector<std::uint64_t>{2, 1, 1}, kZ95).value, std::exp2(1.5),
              1e-9);
}

}  // namespace
}  // namespace az
