// mlp.h — fully connected layers over the canvas: the smallest net that learns, for tests and
// scaling studies.
#pragma once

#include <vector>

#include "net/net.h"
#include "net/net_config.h"

namespace az {

class Mlp final : public Net {
 public:
  Mlp(const GameInfo& info, const MlpConfig& config, Value section);
  Heads forward(const torch::Tensor& planes, const torch::Tensor& scalars) const override;

 private:
  std::vector<Layer> hidden_;
  Layer policy_, reply_, outcome_, owner_, score_, ending_;
};

}  // namespace az
