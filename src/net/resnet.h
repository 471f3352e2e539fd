// resnet.h — pre-activation residual network with global pooling, without batch normalisation,
// masked for board size.
//
// Fully convolutional: one net plays every board size that fits its canvas. Source: KataGo
// (arXiv:1902.10565) for the pooled bias; Fixup (arXiv:1901.09321) for initialisation without
// normalisation.
#pragma once

#include <vector>

#include "net/heads.h"
#include "net/net.h"
#include "net/net_config.h"

namespace az {

class ResNet final : public Net {
 public:
  ResNet(const GameInfo& info, const ResNetConfig& config, Value section);
  Heads forward(const torch::Tensor& planes, const torch::Tensor& scalars) const override;

  /// x + second(relu(first(relu(x)))); with a pool, first's last channels are pooled to a bias for
  /// its other channels.
  struct Block {
    Layer first, second;
    Layer pooled_bias;  ///< undefined weight: no pool
  };

  // The layers, for compiled forms of the same function (infer).
  const Layer& stem() const { return stem_; }
  const Layer& scalars() const { return scalars_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const PolicyHead& policy() const { return policy_; }
  const ValueHead& value() const { return value_; }

 private:
  torch::Tensor residual(const Block& block, const torch::Tensor& x, const BoardMask& mask) const;

  Layer stem_, scalars_;
  std::vector<Block> blocks_;
  PolicyHead policy_;
  ValueHead value_;
};

}  // namespace az
