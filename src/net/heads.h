// heads.h — what turns a trunk's features into policy, outcome, owner and score; shared by
// convolutional nets.
//
// Policy: a 1×1 convolution to one logit per map and cell, after a bias from the whole board; the
// few actions without a place are a dense map of the pooled features. There is never a layer over
// all action ids: an action's logit is gathered by its Site.
#pragma once

#include "net/net.h"
#include "net/pooling.h"

namespace az {

struct PolicyHead {
  Layer maps, pooled, pooled_bias, logits,
      globals;  ///< globals: only where the family has global logits

  /// features: [B, C, H, W] after the last ReLU, zero off the board. Returns [B,
  /// info.policy_size()].
  torch::Tensor forward(const GameInfo& info, const torch::Tensor& features,
                        const BoardMask& mask) const;
};

struct ValueHead {
  Layer maps, hidden, outcome;
  Layer owner, score;  ///< only where the family asks for them

  /// Fills everything but `heads.policy`.
  void forward(const torch::Tensor& features, const BoardMask& mask, Heads& heads) const;
};

}  // namespace az
