// pooling.h — the board's mask and the global pooling that lets a convolution see the whole board.
#pragma once

#include "core/game_info.h"
#include "net/tensor.h"

namespace az {

/// Which cells of each position lie on its board.
class BoardMask {
 public:
  /// planes: [B, bit_planes, H, W], of which info.mask_plane marks the board.
  BoardMask(const GameInfo& info, const torch::Tensor& planes);

  /// Zeroes what lies off the board; the tensor itself where the board fills the canvas. x: [B, C,
  /// H, W].
  torch::Tensor clear(const torch::Tensor& x) const;
  /// Three numbers a channel: mean, mean · (edge − 14) / 10, maximum over the board, where edge² is
  /// the board's number of cells. x: [B, C, H, W], not negative, zero off the board; returns [B, 3
  /// C]. Source: KataGo (arXiv:1902.10565), appendix A.
  torch::Tensor pool(const torch::Tensor& x) const;

 private:
  torch::Tensor mask_;      ///< [B, 1, H, W]; undefined: the board fills the canvas
  torch::Tensor per_cell_;  ///< [B, 1] 1 / cells on the board
  torch::Tensor size_;      ///< [B, 1] (edge − 14) / 10
  double canvas_cells_;
};

}  // namespace az
