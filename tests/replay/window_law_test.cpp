#include "replay/window_law.h"

#include <gtest/gtest.h>

#include "core/check.h"

namespace az {
namespace {

TEST(WindowLaw, StartsAtTheMinimumWithTheConfiguredSlope) {
  for (const double exponent : {0.3, 0.65, 1.0})
    for (const double slope : {0.1, 0.4, 1.0}) {
      ReplayConfig config;
      config.minimum_rows = 250000;
      config.exponent = exponent;
      config.slope = slope;
      EXPECT_DOUBLE_EQ(window_rows(config, 250000), 250000);
      // W'(m) = b: a one-sided difference over 1 row in 250k is off by about (1 − a) b / (2 m).
      EXPECT_NEAR(window_rows(config, 250001) - window_rows(config, 250000), slope, 1e-5);
    }
}

TEST(WindowLaw, MeetsValuesComputedByHand) {
  // m = s = 1000, a = 0.5, b = 0.4: W(4000) = 1000 + 0.4 (sqrt(4000) − sqrt(1000)) / (0.5 /
  // sqrt(1000)) = 1800.
  ReplayConfig config;
  config.minimum_rows = 1000;
  config.exponent = 0.5;
  EXPECT_NEAR(window_rows(config, 4000), 1800, 1e-9);
  // a = 1 is a straight line.
  config.exponent = 1;
  EXPECT_NEAR(window_rows(config, 11000), 1000 + 0.4 * 10000, 1e-9);
}

TEST(WindowLaw, GrowsEverSlowerAndStopsAtTheMaximum) {
  ReplayConfig config;
  config.minimum_rows = 1000;
  config.maximum_rows = 5000;
  double last = window_rows(config, 1000), last_growth = 1e9;
  for (std::int64_t rows = 2000; rows <= 20000; rows += 1000) {
    const double now = window_rows(config, rows);
    EXPECT_GE(now, last);
    if (now < 5000) {
      EXPECT_LT(now - last, last_growth);
    }
    last_growth = now - last;
    last = now;
  }
  EXPECT_EQ(window_rows(config, 10000000), 5000);
}

TEST(WindowLaw, RowsDueAreWhatAWholeRunsWindowHoldsAtLeast) {
  ReplayConfig config;
  config.minimum_rows = 1000;
  config.exponent = 0.5;
  const std::vector<std::int64_t> even{1000, 1000, 1000, 1000};
  EXPECT_NEAR(rows_due(config, even), 1800, 1e-9);  // as by hand above
  const std::vector<std::int64_t> large{1000, 1000, 500, 3500};
  EXPECT_EQ(rows_due(config, large), 3500);  // the newest generation is never cut
  const std::vector<std::int64_t> few{300, 400};
  EXPECT_EQ(rows_due(config, few), 700);  // there is no more
  config.window = WindowKind::kGenerations;
  config.generations = 3;
  EXPECT_EQ(rows_due(config, even), 3000);
  config.maximum_rows = 1500;
  EXPECT_EQ(rows_due(config, even), 1500);
}

TEST(WindowLaw, BelowTheMinimumIsABug) { EXPECT_THROW(window_rows(ReplayConfig{}, 10), Bug); }

}  // namespace
}  // namespace az
