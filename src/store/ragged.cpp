#include "store/ragged.h"

#include <fmt/format.h>

namespace az {

Result<void> check_offsets(std::span<const std::uint64_t> offsets, std::uint64_t values,
                           const std::string& where) {
  if (offsets.empty() || offsets.front() != 0)
    return fail(fmt::format("{}: does not begin at 0", where));
  for (std::size_t i = 1; i < offsets.size(); ++i)
    if (offsets[i] < offsets[i - 1])
      return fail(
          fmt::format("{}: decreases at {} ({} after {})", where, i, offsets[i], offsets[i - 1]));
  if (offsets.back() != values)
    return fail(
        fmt::format("{}: ends at {}, but there are {} values", where, offsets.back(), values));
  return {};
}

}  // namespace az
