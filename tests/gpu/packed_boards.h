// packed_boards.h — random bit planes of boards of one and several words, and what they unpack to.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/rng.h"
#include "gpu/unpack_planes.h"

namespace az::test {

inline constexpr std::array kShapes{PlaneShape{1, 1, 9}, PlaneShape{3, 2, 42}, PlaneShape{2, 5, 64},
                                    PlaneShape{4, 3, 65}, PlaneShape{2, 7, 361}};

/// [batch, planes, words]; no bit beyond the last cell.
inline std::vector<std::uint64_t> random_boards(const PlaneShape& shape, Rng& rng) {
  const int words = shape.words_per_plane();
  std::vector<std::uint64_t> packed(static_cast<std::size_t>(shape.batch * shape.planes * words));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    packed[i] = rng.next64();
    const int last_bits = shape.cells - 64 * (words - 1);
    if (static_cast<int>(i) % words == words - 1 && last_bits < 64)
      packed[i] &= (std::uint64_t{1} << last_bits) - 1;
  }
  return packed;
}

/// Bit by bit, as gpu/unpack_planes.h defines it.
inline std::vector<float> unpacked_naively(const PlaneShape& shape,
                                           const std::vector<std::uint64_t>& packed) {
  std::vector<float> out;
  const int words = shape.words_per_plane();
  for (int b = 0; b < shape.batch; ++b)
    for (int c = 0; c < shape.cells; ++c)
      for (int p = 0; p < shape.planes; ++p) {
        const auto word = packed[static_cast<std::size_t>((b * shape.planes + p) * words + c / 64)];
        out.push_back(static_cast<float>(word >> (c % 64) & 1));
      }
  return out;
}

}  // namespace az::test
