#include "gpu/device.h"

#include <gmock/gmock.h>

namespace az {
namespace {

TEST(ChooseDevice, TheCpuIsAlwaysThere) {
  const auto device = choose_device(DeviceKind::kCpu, 3);
  ASSERT_TRUE(device);
  EXPECT_EQ(*device, Device{});
}

TEST(ChooseDevice, AnAbsentGpuIsAnErrorNeverTheCpu) {
  if (gpu_count() > 0) GTEST_SKIP() << "needs a machine without a GPU";
  const auto device = choose_device(DeviceKind::kGpu, 0);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, Exit::kUnavailable);
  EXPECT_THAT(device.error().message, testing::HasSubstr("a GPU was asked for"));
  EXPECT_THAT(device.error().hint, testing::HasSubstr("cpu"));
}

TEST(ChooseDevice, RanksOfAHostTakeItsGpusInTurn) {
  const int count = gpu_count();
  if (count == 0) GTEST_SKIP() << "needs a GPU";
  for (int rank = 0; rank < 2 * count; ++rank)
    EXPECT_EQ(choose_device(DeviceKind::kGpu, rank)->index, rank % count);
}

}  // namespace
}  // namespace az
