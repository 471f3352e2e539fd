#include "net/cost.h"

#include "net/registry.h"

namespace az {

Cost cost_of(const Net& net) {
  Cost cost;
  for (const LayerShape& layer : net.layers()) {
    cost.parameters += layer.parameters();
    cost.macs += layer.macs();
  }
  return cost;
}

Result<Cost> cost_of(const Value& net_section, const GameInfo& info) {
  AZ_TRY(const auto net, make_net(net_section, info));
  return cost_of(*net);
}

}  // namespace az
