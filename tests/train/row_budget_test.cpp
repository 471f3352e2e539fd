#include "train/row_budget.h"

#include <gtest/gtest.h>

#include "train/learning_rate.h"

namespace az {
namespace {

TEST(RowBudget, CarriesWhatDoesNotFillABatch) {
  double left = 0;
  std::int64_t steps = 0;
  for (int g = 0; g < 100; ++g) {
    const RowBudget budget = spend_rows(left, 1000, 4, 256, 1000);
    steps += budget.steps;
    left = budget.left;
    EXPECT_LT(left, 256);
  }
  EXPECT_EQ(steps, 400000 / 256);  // nothing is lost in the long run
}

TEST(RowBudget, ForfeitsWhatLiesBeyondTheCap) {
  const RowBudget budget = spend_rows(0, 1000000, 4, 256, 100);
  EXPECT_EQ(budget.steps, 100);
  EXPECT_LT(budget.left, 256);
  EXPECT_EQ(spend_rows(0, 60, 4, 256, 100).steps, 0);
}

TEST(LearningRate, WarmsUpThenStaysOrFallsAlongTheCosine) {
  OptimizerConfig config;
  config.learning_rate = 2;
  config.warmup_steps = 10;
  EXPECT_DOUBLE_EQ(learning_rate_at(config, 0), 0.2);
  EXPECT_DOUBLE_EQ(learning_rate_at(config, 9), 2);
  EXPECT_DOUBLE_EQ(learning_rate_at(config, 100000), 2);
  config.schedule = Schedule::kCosine;
  config.horizon_steps = 110;
  config.final_fraction = 0.1;
  EXPECT_NEAR(learning_rate_at(config, 59), 0.1 * 2 + 0.9 * 2 * 0.5, 1e-12);  // half-way
  EXPECT_NEAR(learning_rate_at(config, 109), 0.2, 1e-12);
  EXPECT_NEAR(learning_rate_at(config, 5000), 0.2, 1e-12);
}

TEST(EmaDecay, GrowsToItsValue) {
  EXPECT_NEAR(ema_decay_at(0.999, 0), 0.1, 1e-12);
  EXPECT_LT(ema_decay_at(0.999, 100), 0.93);
  EXPECT_EQ(ema_decay_at(0.999, 100000), 0.999);
  EXPECT_EQ(ema_decay_at(0, 5), 0);
}

}  // namespace
}  // namespace az
