#include "gpu/unpack_planes.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/rng.h"

namespace az {
namespace {

/// Bit by bit, as the header defines it.
std::vector<float> naive(const PlaneShape& shape, const std::vector<std::uint64_t>& packed) {
  std::vector<float> out;
  const int words = shape.words_per_plane();
  for (int b = 0; b < shape.batch; ++b)
    for (int c = 0; c < shape.cells; ++c)
      for (int p = 0; p < shape.planes; ++p) {
        const auto word = packed[static_cast<std::size_t>((b * shape.planes + p) * words + c / 64)];
        out.push_back(static_cast<float>(word >> (c % 64) & 1));
      }
  return out;
}

TEST(UnpackPlanes, AgreesWithTheDefinitionForBoardsOfOneAndSeveralWords) {
  Rng rng({.seed = 1});
  for (const PlaneShape shape : {PlaneShape{1, 1, 9}, PlaneShape{3, 2, 42}, PlaneShape{2, 5, 64},
                                 PlaneShape{4, 3, 65}, PlaneShape{2, 7, 361}}) {
    const int words = shape.words_per_plane();
    std::vector<std::uint64_t> packed(static_cast<std::size_t>(shape.batch * shape.planes * words));
    for (std::size_t i = 0; i < packed.size(); ++i) {
      packed[i] = rng.next64();
      const int last_bits = shape.cells - 64 * (words - 1);
      if (static_cast<int>(i) % words == words - 1 && last_bits < 64)
        packed[i] &= (std::uint64_t{1} << last_bits) - 1;
    }
    std::vector<float> out(static_cast<std::size_t>(shape.batch * shape.planes * shape.cells),
                           7.0f);
    unpack_planes(shape, packed.data(), out.data());
    EXPECT_EQ(out, naive(shape, packed)) << shape.cells << " cells";
  }
}

TEST(UnpackPlanes, ABuildWithoutGpuSupportSaysSo) {
  if (gpu_count() > 0) GTEST_SKIP() << "needs a machine without a GPU";
  EXPECT_FALSE(unpack_planes_on_gpu({1, 1, 1}, nullptr, nullptr, nullptr));
}

}  // namespace
}  // namespace az
