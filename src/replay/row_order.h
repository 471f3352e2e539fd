// row_order.h — which row stands at which place of the endless training stream: an epoch after the
// other, each in its own random order. A function of names and place alone, so ranks split it and a
// resumed job continues it.
#pragma once

#include <cstdint>
#include <vector>

namespace az {

/// Not thread-safe: keeps the order of the epoch that was last asked for (4 bytes per row).
class RowOrder {
 public:
  /// rows: at least 1.
  RowOrder(std::uint64_t seed, std::uint32_t generation, std::size_t rows);

  /// The row at `place` = 0, 1, …: epoch place / rows.
  std::uint32_t at(std::uint64_t place);
  /// The symmetry, 0 … symmetries − 1, that the row at `place` is seen through.
  int symmetry_at(std::uint64_t place, int symmetries) const;

 private:
  void make_epoch(std::uint32_t epoch);

  std::uint64_t seed_;
  std::uint32_t generation_;
  std::uint32_t epoch_ = 0;
  std::vector<std::uint32_t> order_;
};

}  // namespace az
