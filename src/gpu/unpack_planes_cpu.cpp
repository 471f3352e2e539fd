// unpack_planes_cpu.cpp — a build without GPU support unpacks in host memory alone.
#include "gpu/unpack_planes.h"

namespace az {

Result<void> unpack_planes_on_gpu(const PlaneShape&, const std::uint64_t*, float*, void*) {
  return fail("this program was built without GPU support", "build with `cmake --preset gpu`",
              Exit::kUnavailable);
}

}  // namespace az
