// One rank's collectives over NCCL; part of a GPU build alone.
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "comm/nccl_collective.h"

namespace az {
namespace {

TEST(NcclCollective, OneRanksSumAndBroadcastAreItsOwnNumbers) {
  int gpus = 0;
  if (cudaGetDeviceCount(&gpus) != cudaSuccess || gpus == 0) GTEST_SKIP() << "needs a GPU";
  const auto same = [](std::string id) { return id; };
  const auto collective = make_nccl_collective(0, 1, 0, same);
  ASSERT_TRUE(collective) << collective.error().to_string();
  EXPECT_EQ((*collective)->rank(), 0);
  EXPECT_EQ((*collective)->size(), 1);

  std::vector<float> numbers(1000), back(1000);
  std::iota(numbers.begin(), numbers.end(), -500.0f);
  const std::size_t bytes = numbers.size() * sizeof(float);
  void* device = nullptr;
  ASSERT_EQ(cudaMalloc(&device, bytes), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(device, numbers.data(), bytes, cudaMemcpyHostToDevice), cudaSuccess);
  const Buffer buffer{device, numbers.size(), DataType::kFloat32, nullptr};
  for (const Reduce op : {Reduce::kSum, Reduce::kMax, Reduce::kMin})
    (*collective)->wait((*collective)->start_all_reduce(buffer, op));
  (*collective)->broadcast(buffer, 0);
  (*collective)->barrier();
  ASSERT_EQ(cudaMemcpy(back.data(), device, bytes, cudaMemcpyDeviceToHost), cudaSuccess);
  cudaFree(device);
  EXPECT_EQ(back, numbers);
}

TEST(NcclCollective, AGpuThatIsNotThereIsAnError) {
  int gpus = 0;
  if (cudaGetDeviceCount(&gpus) != cudaSuccess) gpus = 0;
  const auto collective = make_nccl_collective(0, 1, gpus, [](std::string id) { return id; });
  ASSERT_FALSE(collective);
  EXPECT_EQ(collective.error().code, Exit::kUsage);
}

}  // namespace
}  // namespace az
