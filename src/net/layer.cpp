#include "net/layer.h"

#include <torch/types.h>

namespace az {

torch::Tensor Layer::operator()(const torch::Tensor& x) const {
  if (weight.dim() == 2) return torch::addmm(bias, x, weight.t());
  return torch::conv2d(x, weight, bias, /*stride=*/1, /*padding=*/weight.size(2) / 2);
}

}  // namespace az
