// batch.h — rows as a net wants them: packed planes, the sites of the legal actions, targets. Flat,
// no tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace az {

/// Targets over the legal actions of a position, row after row.
struct PolicyRows {
  std::vector<std::uint32_t> begin;  ///< [rows + 1] offsets into the next two
  std::vector<std::int32_t> sites;   ///< where each legal action's logit stands: Site::index()
  std::vector<float> target;         ///< sums to 1 per row

  void clear() {
    begin.assign(1, 0);
    sites.clear();
    target.clear();
  }
};

struct Batch {
  std::size_t rows = 0;
  std::vector<std::uint64_t> bits;  ///< [rows × bit_planes × words per plane]
  std::vector<float> scalars;       ///< [rows × scalars]
  PolicyRows policy;
  /// Of the decision after the row's; a row whose game ends first is an empty range. Only one
  /// offset unless asked for.
  PolicyRows reply;
  std::vector<float> outcome;  ///< [rows × outcome_size] target by seat relative to the mover
  std::vector<float> weight;   ///< [rows] of the row in the loss
  std::vector<float>
      aux;  ///< [rows × aux size] in the order of GameInfo::aux; empty unless asked for
};

}  // namespace az
