#include "net/resnet.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <cmath>

namespace az {

ResNet::ResNet(const GameInfo& info, const ResNetConfig& config, Value section)
    : Net(info, std::move(section)) {
  const int width = config.channels;
  stem_ = convolution("stem", info.bit_planes, width, 3, kReluGain);
  if (info.scalars > 0) scalars_ = dense("scalars", info.scalars, width, 1.0);

  // Fixup: the first convolution of a branch is scaled by blocks^(−1/2), the last one starts at
  // zero, so the untrained trunk is the identity and every block's first step changes the output by
  // the same order.
  const double first_gain = kReluGain / std::sqrt(static_cast<double>(config.blocks));
  for (int i = 0; i < config.blocks; ++i) {
    const std::string name = fmt::format("blocks.{}", i);
    const bool pools = config.pool_every > 0 && (i + 1) % config.pool_every == 0;
    const int kept = pools ? width - config.pool_channels : width;
    Block block;
    block.first = convolution(name + ".first", width, width, 3, first_gain);
    if (pools)
      block.pooled_bias = dense(name + ".pooled_bias", 3 * config.pool_channels, kept, 1.0);
    block.second = convolution(name + ".second", kept, width, 3, 0.0);
    blocks_.push_back(std::move(block));
  }

  const int policy = config.policy_channels, value = config.value_channels;
  policy_.maps = convolution("policy.maps", width, policy, 1, 1.0);
  policy_.pooled = convolution("policy.pooled", width, policy, 1, kReluGain);
  policy_.pooled_bias = dense("policy.pooled_bias", 3 * policy, policy, 1.0);
  policy_.logits = convolution("policy.logits", policy, info.policy_maps, 1, kHeadGain);
  if (info.policy_globals > 0)
    policy_.globals = dense("policy.globals", 3 * policy, info.policy_globals, kHeadGain);
  if (config.reply) {
    policy_.reply = convolution("policy.reply", policy, info.policy_maps, 1, kHeadGain);
    if (info.policy_globals > 0)
      policy_.reply_globals =
          dense("policy.reply_globals", 3 * policy, info.policy_globals, kHeadGain);
  }

  value_.maps = convolution("value.maps", width, value, 1, kReluGain);
  value_.hidden = dense("value.hidden", 3 * value, config.value_hidden, kReluGain);
  value_.outcome = dense("value.outcome", config.value_hidden, info.outcome_size(), kHeadGain);
  if (wants(AuxTarget::kOwner)) value_.owner = convolution("value.owner", value, 1, 1, kHeadGain);
  if (wants(AuxTarget::kScore))
    value_.score = dense("value.score", config.value_hidden, 1, kHeadGain);
  if (wants(AuxTarget::kEnding))
    value_.ending = dense("value.ending", config.value_hidden, info.endings, kHeadGain);
}

torch::Tensor ResNet::residual(const Block& block, const torch::Tensor& x,
                               const BoardMask& mask) const {
  torch::Tensor inner = block.first(mask.clear(torch::relu(x)));
  if (block.pooled_bias.weight.defined()) {
    const std::int64_t kept = block.second.weight.size(1);
    const torch::Tensor pooled = inner.narrow(1, kept, inner.size(1) - kept);
    const torch::Tensor bias = block.pooled_bias(mask.pool(mask.clear(torch::relu(pooled))));
    inner = inner.narrow(1, 0, kept) + bias.unsqueeze(2).unsqueeze(3);
  }
  return block.second(mask.clear(torch::relu(inner)));
}

Heads ResNet::forward(const torch::Tensor& planes, const torch::Tensor& scalars) const {
  const BoardMask mask(info(), planes);
  torch::Tensor x = stem_(mask.clear(planes));
  if (scalars_.weight.defined()) x = x + scalars_(scalars).unsqueeze(2).unsqueeze(3);
  for (const Block& block : blocks_) x = x + residual(block, x, mask);
  const torch::Tensor features = mask.clear(torch::relu(x));
  Heads heads;
  policy_.forward(info(), features, mask, heads);
  value_.forward(features, mask, heads);
  return heads;
}

}  // namespace az
