#include "core/usable_cores.h"

#include <sched.h>

#include <algorithm>

namespace az {

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return std::max(1, CPU_COUNT(&set));
}

}  // namespace az
