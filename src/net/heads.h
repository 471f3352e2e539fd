// heads.h — what turns a trunk's features into policy, reply, outcome, owner, score and ending;
// shared by convolutional nets.
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
      globals;                 ///< globals: only where the family has global logits
  Layer reply, reply_globals;  ///< logits and globals of the next decision, where asked for

  /// features: [B, C, H, W] after the last ReLU, zero off the board. Fills policy and reply.
  void forward(const GameInfo& info, const torch::Tensor& features, const BoardMask& mask,
               Heads& heads) const;
};

struct ValueHead {
  Layer maps, hidden, outcome;
  Layer owner, score, ending;  ///< only where the family asks for them

  /// Fills outcome, owner, score and ending.
  void forward(const torch::Tensor& features, const BoardMask& mask, Heads& heads) const;
};

}  // namespace az
