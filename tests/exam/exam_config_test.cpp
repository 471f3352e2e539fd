#include "exam/exam_config.h"

#include <gtest/gtest.h>

namespace az {
namespace {

TEST(ExamConfig, EveryTwelfthGenerationAnswersAllPositions) {
  const ExamConfig config{.sets = {}, .positions = 200, .complete_every = 12};
  for (const std::uint32_t complete : {0u, 12u, 24u}) EXPECT_EQ(config.positions_of(complete), 0u);
  for (const std::uint32_t sampled : {1u, 11u, 13u}) EXPECT_EQ(config.positions_of(sampled), 200u);
  const ExamConfig never{.sets = {}, .positions = 200};
  EXPECT_EQ(never.positions_of(0), 200u);
}

}  // namespace
}  // namespace az
