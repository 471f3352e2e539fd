#include "net/mlp.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "net/pooling.h"

namespace az {

Mlp::Mlp(const GameInfo& info, const MlpConfig& config, Value section)
    : Net(info, std::move(section)) {
  int width = info.bit_planes * info.canvas.cells() + info.scalars;
  for (int i = 0; i < config.layers; ++i) {
    hidden_.push_back(dense(fmt::format("hidden.{}", i), width, config.hidden, kReluGain));
    width = config.hidden;
  }
  policy_ = dense("policy", width, info.policy_size(), kHeadGain);
  if (config.reply) reply_ = dense("reply", width, info.policy_size(), kHeadGain);
  outcome_ = dense("outcome", width, info.outcome_size(), kHeadGain);
  if (wants(AuxTarget::kOwner)) owner_ = dense("owner", width, info.canvas.cells(), kHeadGain);
  if (wants(AuxTarget::kScore)) score_ = dense("score", width, 1, kHeadGain);
  if (wants(AuxTarget::kEnding)) ending_ = dense("ending", width, info.endings, kHeadGain);
}

Heads Mlp::forward(const torch::Tensor& planes, const torch::Tensor& scalars) const {
  const BoardMask mask(info(), planes);
  // Channels last is the planes' own order in memory, so this is a view.
  torch::Tensor x = mask.clear(planes).permute({0, 2, 3, 1}).flatten(1);
  if (info().scalars > 0) x = torch::cat({x, scalars}, 1);
  for (const Layer& layer : hidden_) x = torch::relu(layer(x));
  Heads heads;
  heads.policy = policy_(x);
  if (reply_.weight.defined()) heads.reply = reply_(x);
  heads.outcome = outcome_(x);
  if (owner_.weight.defined()) heads.owner = owner_(x);
  if (score_.weight.defined()) heads.score = score_(x).squeeze(1);
  if (ending_.weight.defined()) heads.ending = ending_(x);
  return heads;
}

}  // namespace az
