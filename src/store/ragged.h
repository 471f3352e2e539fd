// ragged.h — lists of unequal length laid end to end: values plus offsets, [lists + 1], from 0 to
// the number of values.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/result.h"

namespace az {

/// Fails unless the offsets begin at 0, never decrease and end at `values`. `where` is how the
/// message calls them.
Result<void> check_offsets(std::span<const std::uint64_t> offsets, std::uint64_t values,
                           const std::string& where);

/// The values of list `index`.
template <class T>
std::span<const T> list_at(std::span<const T> values, std::span<const std::uint64_t> offsets,
                           std::size_t index) {
  return values.subspan(offsets[index], offsets[index + 1] - offsets[index]);
}

}  // namespace az
