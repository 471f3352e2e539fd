#include "net/pooling.h"

#include <torch/types.h>

#include <cmath>

namespace az {

BoardMask::BoardMask(const GameInfo& info, const torch::Tensor& planes)
    : canvas_cells_(info.canvas.cells()) {
  if (info.mask_plane < 0) return;
  mask_ = planes.narrow(1, info.mask_plane, 1);
  const torch::Tensor cells = mask_.sum({2, 3});
  per_cell_ = cells.reciprocal();
  size_ = (cells.sqrt() - 14.0) / 10.0;
}

torch::Tensor BoardMask::clear(const torch::Tensor& x) const {
  return mask_.defined() ? x * mask_ : x;
}

torch::Tensor BoardMask::pool(const torch::Tensor& x) const {
  const torch::Tensor sum = x.sum({2, 3}), maximum = x.amax({2, 3});
  if (!mask_.defined()) {
    const torch::Tensor mean = sum / canvas_cells_;
    return torch::cat({mean, mean * ((std::sqrt(canvas_cells_) - 14.0) / 10.0), maximum}, 1);
  }
  const torch::Tensor mean = sum * per_cell_;
  return torch::cat({mean, mean * size_, maximum}, 1);
}

}  // namespace az
