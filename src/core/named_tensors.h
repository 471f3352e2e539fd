// named_tensors.h — float tensors with names and shapes: how weights pass between net, train and
// the checkpoint file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace az {

struct NamedTensor {
  std::string name;                 ///< "trunk.0.conv1.weight"
  std::vector<std::int64_t> shape;  ///< row-major; empty for a scalar
  std::vector<float> values;        ///< [product of shape]

  bool operator==(const NamedTensor&) const = default;
};

/// In the net's own order, names unique.
using NamedTensors = std::vector<NamedTensor>;

}  // namespace az
