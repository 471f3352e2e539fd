// net_runner.h — the forward pass alone: packed planes in, logits out. One runner per way of
// computing it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/result.h"
#include "gpu/device.h"
#include "infer/infer_config.h"
#include "net/net.h"

namespace az {

/// A batch in host memory; the caller owns it.
struct RunnerInput {
  int batch = 0;
  std::span<const std::uint64_t> packed;  ///< [batch, bit_planes, words_per_plane], games/planes.h
  std::span<const float> scalars;         ///< [batch, scalars]
};
struct RunnerOutput {
  std::span<float> policy;   ///< [batch, policy_size] logits
  std::span<float> outcome;  ///< [batch, outcome_size] probabilities, seats relative to the mover
  /// [batch, cells], [batch], [batch, endings] of Heads; empty: not wanted.
  std::span<float> owner = {}, score = {}, ending = {};
};

/// Not thread-safe.
class NetRunner {
 public:
  virtual ~NetRunner() = default;
  virtual void run(const RunnerInput& input, const RunnerOutput& output) = 0;
};

/// Any architecture, through its own forward(). Takes the net over.
std::unique_ptr<NetRunner> make_torch_runner(std::unique_ptr<Net> net, const Device& device,
                                             InferPrecision precision, int max_batch);

}  // namespace az
