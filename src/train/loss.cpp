#include "train/loss.h"

#include <torch/types.h>

#include <limits>

#include "net/outcome_head.h"

namespace az {

torch::Tensor policy_cross_entropy(const torch::Tensor& logits, const PolicyTensors& policy) {
  const torch::Tensor illegal = policy.legal.logical_not();
  // Filled before the softmax so that it weighs nothing, and after it so that 0 · (−inf) never
  // arises.
  const torch::Tensor own = logits.gather(1, policy.sites)
                                .to(torch::kFloat32)
                                .masked_fill(illegal, -std::numeric_limits<double>::infinity());
  const torch::Tensor log_policy = torch::log_softmax(own, 1).masked_fill(illegal, 0);
  return -(policy.target * log_policy).sum(1);
}

torch::Tensor target_entropy(const torch::Tensor& target) {
  return -torch::xlogy(target, target).sum(1);
}

Losses losses_of(const GameInfo& info, const Heads& heads, const BatchTensors& batch,
                 const LossConfig& config, double weight_sum) {
  const auto mean = [&](const torch::Tensor& rows) {
    return (rows * batch.weight).sum() / weight_sum;
  };
  Losses losses;
  losses.policy = mean(policy_cross_entropy(heads.policy, batch.policy));
  losses.entropy = mean(target_entropy(batch.policy.target));
  losses.outcome = mean(outcome_cross_entropy(info, heads.outcome, batch.outcome));
  losses.owner = losses.score = losses.ending = losses.reply =
      torch::zeros({}, losses.policy.options().requires_grad(false));
  if (config.owner > 0 && heads.owner.defined() && batch.owner.defined())
    losses.owner = mean((torch::binary_cross_entropy_with_logits(heads.owner, (1 + batch.owner) / 2,
                                                                 {}, {}, at::Reduction::None) *
                         batch.board)
                            .sum(1) /
                        batch.board.sum(1));
  if (config.score > 0 && heads.score.defined() && batch.score.defined())
    losses.score =
        mean(torch::huber_loss(heads.score, batch.score / kScoreUnit, at::Reduction::None));
  if (config.ending > 0 && heads.ending.defined() && batch.ending.defined())
    losses.ending =
        mean(-(batch.ending * torch::log_softmax(heads.ending.to(torch::kFloat32), 1)).sum(1));
  if (config.reply > 0 && heads.reply.defined() && batch.reply.sites.defined())
    losses.reply = mean(policy_cross_entropy(heads.reply, batch.reply));
  losses.total = config.policy * losses.policy + config.outcome * losses.outcome +
                 config.owner * losses.owner + config.score * losses.score +
                 config.ending * losses.ending + config.reply * losses.reply;
  return losses;
}

}  // namespace az
