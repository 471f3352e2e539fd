// device.h — which processor a rank computes on.
//
// device_cpu.cpp or device_cuda.cpp implements it; CMake picks one (AZ_GPU). A GPU that was asked
// for and is absent is an error, never a silent CPU.
#pragma once

#include "core/result.h"

namespace az {

enum class DeviceKind { kCpu, kGpu };

struct Device {
  DeviceKind kind = DeviceKind::kCpu;
  int index = 0;  ///< of the GPU, as CUDA counts the ones this process may see
  bool is_gpu() const { return kind == DeviceKind::kGpu; }
  bool operator==(const Device&) const = default;
};

/// The GPUs that this process may see; 0 in a CPU build.
int gpu_count();

/// The device of a rank. `local_rank` counts the ranks on one host from 0; ranks take the host's
/// GPUs in turn. Errors (kUnavailable): a GPU was asked for, but this build has no GPU support or
/// the host shows none.
Result<Device> choose_device(DeviceKind wanted, int local_rank);

}  // namespace az
