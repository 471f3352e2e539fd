// device_cpu.cpp — the device of a build without GPU support.
#include "gpu/device.h"

namespace az {

int gpu_count() { return 0; }

Result<Device> choose_device(DeviceKind wanted, int /*local_rank*/) {
  if (wanted == DeviceKind::kGpu)
    return fail("a GPU was asked for, but this program was built without GPU support",
                "build with `cmake --preset gpu`, or set the device to cpu", Exit::kUnavailable);
  return Device{};
}

}  // namespace az
