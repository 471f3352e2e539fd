// memory.h — how much memory this process holds.
#pragma once

#include <cstdint>

namespace az {

/// Resident set size in bytes; 0 where the system does not say.
std::int64_t resident_bytes();

}  // namespace az
