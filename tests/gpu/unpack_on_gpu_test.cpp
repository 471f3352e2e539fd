// The kernel itself; part of a GPU build alone.
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <vector>

#include "gpu/unpack_planes.h"
#include "tests/gpu/packed_boards.h"

namespace az {
namespace {

/// Memory of the current GPU.
template <class T>
class DeviceMemory {
 public:
  explicit DeviceMemory(const std::vector<T>& values) : bytes_(values.size() * sizeof(T)) {
    EXPECT_EQ(cudaMalloc(&data_, bytes_), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(data_, values.data(), bytes_, cudaMemcpyHostToDevice), cudaSuccess);
  }
  ~DeviceMemory() { cudaFree(data_); }
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  T* data() const { return static_cast<T*>(data_); }
  std::vector<T> values() const {
    std::vector<T> out(bytes_ / sizeof(T));
    EXPECT_EQ(cudaMemcpy(out.data(), data_, bytes_, cudaMemcpyDeviceToHost), cudaSuccess);
    return out;
  }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
};

TEST(UnpackPlanesOnGpu, AgreesWithTheDefinitionForBoardsOfOneAndSeveralWords) {
  if (gpu_count() == 0) GTEST_SKIP() << "needs a GPU";
  Rng rng({.seed = 1});
  for (int gpu = 0; gpu < gpu_count(); ++gpu) {
    ASSERT_EQ(cudaSetDevice(gpu), cudaSuccess);
    for (const PlaneShape& shape : test::kShapes) {
      const auto packed = test::random_boards(shape, rng);
      const auto expected = test::unpacked_naively(shape, packed);
      const DeviceMemory<std::uint64_t> in(packed);
      const DeviceMemory<float> out(std::vector<float>(expected.size(), 7.0f));
      const auto done = unpack_planes_on_gpu(shape, in.data(), out.data(), nullptr);
      ASSERT_TRUE(done) << done.error().to_string();
      EXPECT_EQ(out.values(), expected) << shape.cells << " cells on gpu " << gpu;
    }
  }
}

}  // namespace
}  // namespace az
