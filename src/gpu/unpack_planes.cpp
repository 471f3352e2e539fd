#include "gpu/unpack_planes.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace az {

void unpack_planes(const PlaneShape& shape, const std::uint64_t* packed, float* out) {
  const auto planes = static_cast<std::size_t>(shape.planes);
  const auto cells = static_cast<std::size_t>(shape.cells);
  const auto words = static_cast<std::size_t>(shape.words_per_plane());
  std::fill_n(out, static_cast<std::size_t>(shape.batch) * planes * cells, 0.0f);
  for (int b = 0; b < shape.batch; ++b, out += planes * cells) {
    for (std::size_t p = 0; p < planes; ++p) {
      for (std::size_t w = 0; w < words; ++w) {
        // Boards are mostly empty: visiting the set bits alone is faster than testing every cell.
        for (std::uint64_t bits = *packed++; bits != 0; bits &= bits - 1)
          out[(w * 64 + static_cast<std::size_t>(std::countr_zero(bits))) * planes + p] = 1.0f;
      }
    }
  }
}

}  // namespace az
