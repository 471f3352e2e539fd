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
/// Illegal logits and padding have no influence and get no gradient, whatever they hold. logits:
/// [B, S]; sites, legal, target: [B, L]. Returns [B].
torch::Tensor policy_cross_entropy(const torch::Tensor& logits, const torch::Tensor& sites,
                                   const torch::Tensor& legal, const torch::Tensor& target);

/// Entropy of a policy target in nats, [B]: cross-entropy less entropy is the divergence KL(target
/// ‖ net).
torch::Tensor target_entropy(const torch::Tensor& target);

/// Each a scalar tensor: Σ weight · loss over the rows at hand / weight_sum. The sum over the
/// ranks' slices of a batch is therefore the batch's mean.
struct Losses {
  torch::Tensor policy, outcome, owner,
      score;              ///< owner and score are zero without target or weight
  torch::Tensor entropy;  ///< of the policy target
  torch::Tensor total;    ///< weighted as configured; what backward() starts from
};

/// weight_sum: of the whole batch, all ranks.
Losses losses_of(const GameInfo& info, const Heads& heads, const BatchTensors& batch,
                 const LossConfig& config, double weight_sum);

}  // namespace az
