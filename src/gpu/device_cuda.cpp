// device_cuda.cpp — the device of a build with CUDA.
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include "gpu/device.h"

namespace az {

int gpu_count() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess) {
    cudaGetLastError();  // clears the error, which later CUDA calls would report again
    return 0;
  }
  return count;
}

Result<Device> choose_device(DeviceKind wanted, int local_rank) {
  if (wanted == DeviceKind::kCpu) return Device{};
  int count = 0;
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess || count == 0) {
    cudaGetLastError();
    return fail(
        fmt::format("a GPU was asked for, but none can be used: {}",
                    error == cudaSuccess ? "CUDA shows none" : cudaGetErrorString(error)),
        "ask Slurm for one (gres in the profile), see `nvidia-smi`, or set the device to cpu",
        Exit::kUnavailable);
  }
  return Device{DeviceKind::kGpu, local_rank % count};
}

}  // namespace az
