// loss.h — what training minimises: policy and outcome cross-entropy, and what a game can teach
// besides.
#pragma once

#include "core/game_info.h"
#include "net/net.h"
#include "net/tensor.h"
#include "train/batch_tensors.h"
#include "train/train_config.h"

namespace az {

/// Cross-entropy in nats between the target and a softmax over the legal actions alone, float32.
/// Illegal logits and padding have no influence and get no gradient, whatever they hold; a row
/// without legal actions counts 0. logits: [B, S]. Returns [B].
torch::Tensor policy_cross_entropy(const torch::Tensor& logits, const PolicyTensors& policy);

/// Entropy of a policy target in nats, [B]: cross-entropy less entropy is the divergence KL(target
/// ‖ net).
torch::Tensor target_entropy(const torch::Tensor& target);

/// Each a scalar tensor: Σ weight · loss over the rows at hand / weight_sum. The sum over the
/// ranks' slices of a batch is therefore the batch's mean.
struct Losses {
  torch::Tensor policy, outcome;
  torch::Tensor owner, score, ending,
      reply;              ///< zero without target or weight; owner: per cell of the board
  torch::Tensor entropy;  ///< of the policy target
  torch::Tensor total;    ///< weighted as configured; what backward() starts from
};

/// weight_sum: of the whole batch, all ranks.
Losses losses_of(const GameInfo& info, const Heads& heads, const BatchTensors& batch,
                 const LossConfig& config, double weight_sum);

}  // namespace az
