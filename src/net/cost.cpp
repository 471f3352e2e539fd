#include "net/cost.h"

namespace az {

Cost cost_of(const Net& net) {
  Cost cost;
  for (const LayerShape& layer : net.layers()) {
    cost.parameters += layer.parameters();
    cost.macs += layer.macs();
  }
  return cost;
}

}  // namespace az
