// rank_slice.h — which rows of a batch a rank holds: contiguous, as equal as can be.
#pragma once

#include <cstdint>

namespace az {

struct RankSlice {
  std::uint64_t begin = 0, end = 0;
};

/// rows may be fewer than ranks: the last ranks then hold none.
inline RankSlice slice_of(std::uint64_t rows, int rank, int ranks) {
  const auto r = static_cast<std::uint64_t>(rank), n = static_cast<std::uint64_t>(ranks);
  const std::uint64_t each = rows / n, extra = rows % n;
  const std::uint64_t begin = r * each + (r < extra ? r : extra);
  return {begin, begin + each + (r < extra ? 1 : 0)};
}

}  // namespace az
