#include "train/training_state.h"

#include <gtest/gtest.h>

namespace az {
namespace {

TEST(TrainingState, EveryNumberOfTheStepsSurvivesACheckpoint) {
  TrainingState state;
  double next = 0.5;
  for (const auto& number : kStepReportNumbers) state.sums.*number.member = next *= 2;
  CheckpointFile checkpoint;
  put_state(state, checkpoint);
  const auto taken = take_state(checkpoint, "c");
  ASSERT_TRUE(taken) << taken.error().to_string();
  for (const auto& number : kStepReportNumbers)
    EXPECT_EQ(taken->sums.*number.member, state.sums.*number.member) << number.name;
  EXPECT_GT(taken->sums.learning_rate, 0);
}

TEST(StepReport, TheMeanOfEqualReportsIsThatReport) {
  StepReport one, sum;
  double next = 0.5;
  for (const auto& number : kStepReportNumbers) one.*number.member = next *= 2;
  for (int i = 0; i < 4; ++i) sum += one;
  const StepReport mean = sum.scaled(0.25);
  for (const auto& number : kStepReportNumbers)
    EXPECT_EQ(mean.*number.member, one.*number.member) << number.name;
}

}  // namespace
}  // namespace az
