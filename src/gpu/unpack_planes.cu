// unpack_planes.cu — one thread per output float; consecutive threads write consecutive floats.
// Sees only plain pointers and sizes (gpu/unpack_planes.h), never LibTorch.
#include <cuda_runtime_api.h>

#include "gpu/unpack_planes.h"

namespace az {
namespace {

__global__ void unpack(long long count, int planes, int cells, int words,
                       const std::uint64_t* packed, float* out) {
  const long long i = blockIdx.x * static_cast<long long>(blockDim.x) + threadIdx.x;
  if (i >= count) return;
  const int plane = static_cast<int>(i % planes);
  const long long cell_of_batch = i / planes;
  const int cell = static_cast<int>(cell_of_batch % cells);
  const long long b = cell_of_batch / cells;
  const std::uint64_t word = packed[(b * planes + plane) * words + cell / 64];
  out[i] = static_cast<float>(word >> (cell % 64) & 1u);
}

}  // namespace

Result<void> unpack_planes_on_gpu(const PlaneShape& shape, const std::uint64_t* packed, float* out,
                                  void* stream) {
  constexpr int kThreads = 256;
  const long long count = static_cast<long long>(shape.batch) * shape.planes * shape.cells;
  if (count == 0) return {};
  const auto blocks = static_cast<unsigned>((count + kThreads - 1) / kThreads);
  unpack<<<blocks, kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
      count, shape.planes, shape.cells, shape.words_per_plane(), packed, out);
  if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
    return fail(std::string("unpacking planes on the GPU: ") + cudaGetErrorString(error), "",
                Exit::kUnavailable);
  return {};
}

}  // namespace az
