#include "train/loss.h"

#include <torch/types.h>

#include <limits>

#include "net/outcome_head.h"

namespace az {

torch::Tensor policy_cross_entropy(const torch::Tensor& logits, const torch::Tensor& sites,
                                   const torch::Tensor& legal, const torch::Tensor& target) {
  const torch::Tensor illegal = legal.logical_not();
  // Filled before the softmax so that it weighs nothing, and after it so that 0 · (−inf) never
  // arises.
  const torch::Tensor own = logits.gather(1, sites)
                                .to(torch::kFloat32)
                                .masked_fill(illegal, -std::numeric_limits<double>::infinity());
  const torch::Tensor log_policy = torch::log_softmax(own, 1).masked_fill(illegal, 0);
  return -(target * log_policy).sum(1);
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
  losses.policy = mean(policy_cross_entropy(heads.policy, batch.sites, batch.legal, batch.policy));
  losses.entropy = mean(target_entropy(batch.policy));
  losses.outcome = mean(outcome_cross_entropy(info, heads.outcome, batch.outcome));
  losses.owner = losses.score = torch::zeros({}, losses.policy.options().requires_grad(false));
  if (config.owner > 0 && heads.owner.defined() && batch.owner.defined())
    losses.owner = mean(torch::binary_cross_entropy_with_logits(heads.owner, (1 + batch.owner) / 2,
                                                                {}, {}, at::Reduction::None)
                            .mean(1));
  if (config.score > 0 && heads.score.defined() && batch.score.defined())
    losses.score =
        mean(torch::huber_loss(heads.score, batch.score / kScoreUnit, at::Reduction::None));
  losses.total = config.policy * losses.policy + config.outcome * losses.outcome +
                 config.owner * losses.owner + config.score * losses.score;
  return losses;
}

}  // namespace az
