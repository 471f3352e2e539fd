#include "comm/nccl_collective.h"

namespace az {

Result<std::unique_ptr<Collective>> make_nccl_collective(
    int, int, int, const std::function<std::string(std::string)>&) {
  return fail("this build has no NCCL", "build with `cmake --preset gpu`, or set train.device: cpu",
              Exit::kUsage);
}

}  // namespace az
