// allocation_count.h — how often this thread has called operator new: linking it replaces the
// global operator.
#pragma once

#include <cstdint>

namespace az {

std::uint64_t allocation_count();

}  // namespace az
