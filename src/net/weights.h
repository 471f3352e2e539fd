// weights.h — a net's parameters as named tensors and back, strictly: every name and every shape
// equal, or an error.
#pragma once

#include "core/named_tensors.h"
#include "core/result.h"
#include "net/net.h"

namespace az {

/// A copy of every parameter, in the net's order.
NamedTensors copy_weights(const Net& net);

/// Sets every parameter. Errors (kData): a name that is missing, extra or twice, another shape, a
/// value that is not finite; the net is then unchanged. The order of `weights` does not matter.
Result<void> load_weights(Net& net, const NamedTensors& weights);

}  // namespace az
