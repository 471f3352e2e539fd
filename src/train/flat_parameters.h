// flat_parameters.h — a net's parameters laid end to end in one tensor, and their gradients in
// another.
//
// Optimizer, moving average, clipping and reduction over ranks then work on a few long tensors
// instead of many short ones, and a piece of the gradient is a piece of memory.
#pragma once

#include <string_view>
#include <vector>

#include "core/named_tensors.h"
#include "core/result.h"
#include "net/net.h"
#include "net/tensor.h"

namespace az {

class FlatParameters {
 public:
  /// Moves the net's parameters (float32, values kept) into values(); the net computes with them
  /// from now on and its gradients land in gradients(). The net must outlive this object and must
  /// not be moved to another device after.
  explicit FlatParameters(const Net& net);

  torch::Tensor& values() { return values_; }                ///< [P]
  torch::Tensor& gradients() { return gradients_; }          ///< [P], summed into by backward()
  const torch::Tensor& decayed() const { return decayed_; }  ///< [P] 1 for weights, 0 for biases
  std::int64_t size() const { return values_.numel(); }

  /// Where each parameter lies; in the net's order.
  struct Slice {
    std::int64_t begin = 0, size = 0;
  };
  const std::vector<Slice>& slices() const { return slices_; }
  const Net& net() const { return net_; }

  /// A flat tensor as named tensors: "<prefix><parameter>".
  NamedTensors named(const torch::Tensor& flat, std::string_view prefix = "") const;
  /// The inverse; every parameter under the prefix must be there with its shape.
  Result<torch::Tensor> from_named(const NamedTensors& tensors, std::string_view prefix = "") const;

 private:
  const Net& net_;
  torch::Tensor values_, gradients_, decayed_;
  std::vector<Slice> slices_;
};

}  // namespace az
