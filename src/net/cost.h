// cost.h — what a net costs, counted from its layers: the x-axis of every scaling law.
#pragma once

#include <cstdint>

#include "config/value.h"
#include "core/game_info.h"
#include "core/result.h"

namespace az {

class Net;

struct Cost {
  std::int64_t parameters = 0;
  std::int64_t macs =
      0;  ///< multiply-accumulates of one position's forward pass, over the whole canvas
  /// Floating-point operations of one evaluation; a training step costs about three times as much a
  /// position.
  std::int64_t flops() const { return 2 * macs; }
};

/// Counts convolutions and dense layers; biases, activations and pooling are left out (under 2 % of
/// the operations).
Cost cost_of(const Net& net);
/// Of the net that a `net:` section describes for a game; needs no LibTorch headers.
Result<Cost> cost_of(const Value& net_section, const GameInfo& info);

}  // namespace az
