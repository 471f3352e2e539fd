#include "gpu/unpack_planes.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/gpu/packed_boards.h"

namespace az {
namespace {

TEST(UnpackPlanes, AgreesWithTheDefinitionForBoardsOfOneAndSeveralWords) {
  Rng rng({.seed = 1});
  for (const PlaneShape& shape : test::kShapes) {
    const auto packed = test::random_boards(shape, rng);
    const auto expected = test::unpacked_naively(shape, packed);
    std::vector<float> out(expected.size(), 7.0f);
    unpack_planes(shape, packed.data(), out.data());
    EXPECT_EQ(out, expected) << shape.cells << " cells";
  }
}

TEST(UnpackPlanes, ABuildWithoutGpuSupportSaysSo) {
  if (gpu_count() > 0) GTEST_SKIP() << "needs a machine without a GPU";
  EXPECT_FALSE(unpack_planes_on_gpu({1, 1, 1}, nullptr, nullptr, nullptr));
}

}  // namespace
}  // namespace az
