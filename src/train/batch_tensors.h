// batch_tensors.h — a batch as tensors: planes unpacked, the ragged legal actions padded to the
// longest row.
#pragma once

#include "core/game_info.h"
#include "net/tensor.h"
#include "replay/batch.h"

namespace az {

/// L: legal actions of the longest row.
struct PolicyTensors {
  torch::Tensor sites;   ///< [B, L] int64 into the policy logits; 0 where not legal
  torch::Tensor legal;   ///< [B, L] bool; the rest of a row is padding
  torch::Tensor target;  ///< [B, L] 0 where not legal
};

struct BatchTensors {
  torch::Tensor planes;   ///< [B, bit_planes, H, W] in channels_last memory
  torch::Tensor scalars;  ///< [B, scalars]
  PolicyTensors policy;
  PolicyTensors reply;    ///< undefined unless the batch has it; a row may have no legal action
  torch::Tensor outcome;  ///< [B, outcome_size] target
  torch::Tensor weight;   ///< [B]
  torch::Tensor board;    ///< [B, cells] 1 on the board, 0 off it
  torch::Tensor owner;    ///< [B, cells] −1 … 1; undefined unless the batch has it
  torch::Tensor score;    ///< [B] points; undefined unless the batch has it
  torch::Tensor ending;   ///< [B, endings] one-hot; undefined unless the batch has it
};

BatchTensors to_tensors(const GameInfo& info, const Batch& batch, torch::Device device);

}  // namespace az
