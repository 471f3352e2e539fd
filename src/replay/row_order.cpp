#include "replay/row_order.h"

#include <limits>
#include <numeric>

#include "core/check.h"
#include "core/rng.h"

namespace az {

RowOrder::RowOrder(std::uint64_t seed, std::uint32_t generation, std::size_t rows)
    : seed_(seed), generation_(generation), order_(rows) {
  check(rows >= 1 && rows <= std::numeric_limits<std::uint32_t>::max(), "order of {} rows", rows);
  make_epoch(0);
}

std::uint32_t RowOrder::at(std::uint64_t place) {
  const auto epoch = static_cast<std::uint32_t>(place / order_.size());
  if (epoch != epoch_) make_epoch(epoch);
  return order_[place % order_.size()];
}

int RowOrder::symmetry_at(std::uint64_t place, int symmetries) const {
  if (symmetries <= 1) return 0;
  Rng rng({.seed = seed_,
           .purpose = Purpose::kSymmetry,
           .generation = generation_,
           .game = static_cast<std::uint32_t>(place >> 32),
           .ply = static_cast<std::uint32_t>(place)});
  return static_cast<int>(rng.below(static_cast<std::uint32_t>(symmetries)));
}

void RowOrder::make_epoch(std::uint32_t epoch) {
  epoch_ = epoch;
  std::iota(order_.begin(), order_.end(), 0u);
  Rng rng(
      {.seed = seed_, .purpose = Purpose::kTrainOrder, .generation = generation_, .game = epoch});
  rng.shuffle(std::span(order_));
}

}  // namespace az
