// batch_tensors.h — a batch as tensors: planes unpacked, the ragged legal actions padded to the
// longest row.
#pragma once

#include "core/game_info.h"
#include "net/tensor.h"
#include "replay/batch.h"

namespace az {

struct BatchTensors {
  torch::Tensor planes;   ///< [B, bit_planes, H, W] in channels_last memory
  torch::Tensor scalars;  ///< [B, scalars]
  torch::Tensor sites;    ///< [B, L] int64 into the policy logits; 0 where not legal
  torch::Tensor legal;    ///< [B, L] bool; the rest of a row is padding
  torch::Tensor policy;   ///< [B, L] target, 0 where not legal
  torch::Tensor outcome;  ///< [B, outcome_size] target
  torch::Tensor weight;   ///< [B]
  torch::Tensor owner;    ///< [B, cells] −1 … 1; undefined unless the batch has it
  torch::Tensor score;    ///< [B] points; undefined unless the batch has it
};

BatchTensors to_tensors(const GameInfo& info, const Batch& batch, torch::Device device);

}  // namespace az
