// layer.h — one convolution or dense map: its weights, how it is applied, what it costs.
#pragma once

#include <cstdint>
#include <string>

#include "net/tensor.h"

namespace az {

/// The tensors are handles to a Net's parameters: an optimizer's step in place is seen here.
struct Layer {
  torch::Tensor weight;  ///< convolution: [out, in, k, k]; dense: [out, in]
  torch::Tensor bias;    ///< [out]

  /// Convolution, stride 1, zero-padded to the input's size: [B, in, H, W] → [B, out, H, W]; dense:
  /// [B, in] → [B, out].
  torch::Tensor operator()(const torch::Tensor& x) const;
};

/// What a layer is, for counting and for initialisation.
struct LayerShape {
  std::string name;
  std::int64_t in = 0, out = 0;
  std::int64_t kernel = 1;  ///< edge of the convolution; 1 for dense layers too
  std::int64_t sites = 1;   ///< how many times it is applied to one position: canvas cells, or 1
  double gain = 1;  ///< the initial weights have standard deviation gain / sqrt(in · kernel²)

  std::int64_t fan_in() const { return in * kernel * kernel; }
  std::int64_t parameters() const { return fan_in() * out + out; }
  /// Multiply-accumulates for one position.
  std::int64_t macs() const { return fan_in() * out * sites; }
};

}  // namespace az
