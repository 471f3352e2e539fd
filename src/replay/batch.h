// batch.h — rows as a net wants them: packed planes, the sites of the legal actions, targets. Flat,
// no tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace az {

struct Batch {
  std::size_t rows = 0;
  std::vector<std::uint64_t> bits;         ///< [rows × bit_planes × words per plane]
  std::vector<float> scalars;              ///< [rows × scalars]
  std::vector<std::uint32_t> legal_begin;  ///< [rows + 1] offsets into the next two
  std::vector<std::int32_t> sites;  ///< where each legal action's logit stands: Site::index()
  std::vector<float> policy;        ///< target over the legal actions; sums to 1 per row
  std::vector<float> outcome;       ///< [rows × outcome_size] target by seat relative to the mover
  std::vector<float> weight;        ///< [rows] of the row in the loss
  std::vector<float>
      aux;  ///< [rows × aux size] in the order of GameInfo::aux; empty unless asked for
};

}  // namespace az
