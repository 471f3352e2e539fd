// trainer.h — one net in training: forward, backward, reduction, step, moving average; on every
// rank alike.
//
// Knows rows only as batches. Which rows come when, when to stop and where to save is the stage's
// business (train/train_stage.h).
#pragma once

#include <array>
#include <memory>
#include <string>

#include "comm/collective.h"
#include "core/named_tensors.h"
#include "core/result.h"
#include "net/net.h"
#include "replay/batch.h"
#include "train/flat_parameters.h"
#include "train/optimizer.h"
#include "train/reducer.h"
#include "train/train_config.h"

namespace az {

/// Means over a batch of all ranks; norms of its gradient.
struct StepReport {
  double policy = 0, outcome = 0;                      ///< cross-entropies in nats, unweighted
  double owner = 0, score = 0, ending = 0, reply = 0;  ///< of the other heads, the same
  double divergence = 0;                               ///< KL(policy target ‖ net), nats
  double total = 0;                                    ///< weighted
  double gradient_norm = 0;                            ///< of the whole gradient, before clipping
  double policy_gradient = 0,
         outcome_gradient = 0;  ///< of the loss by the head's own logits, weights included
  double learning_rate = 0;

  StepReport& operator+=(const StepReport& other);
  StepReport scaled(double factor) const;
};

struct StepReportNumber {
  const char* name;  ///< in checkpoints
  double StepReport::*member;
  bool from_rows;  ///< a sum over the batch's rows, so ranks add their parts
};
/// Every number of a report: what sums, means and checkpoints go over.
inline constexpr auto kStepReportNumbers =
    std::to_array<StepReportNumber>({{"policy", &StepReport::policy, true},
                                     {"outcome", &StepReport::outcome, true},
                                     {"owner", &StepReport::owner, true},
                                     {"score", &StepReport::score, true},
                                     {"ending", &StepReport::ending, true},
                                     {"reply", &StepReport::reply, true},
                                     {"divergence", &StepReport::divergence, true},
                                     {"total", &StepReport::total, true},
                                     {"policy_gradient", &StepReport::policy_gradient, true},
                                     {"outcome_gradient", &StepReport::outcome_gradient, true},
                                     {"gradient_norm", &StepReport::gradient_norm, false},
                                     {"learning_rate", &StepReport::learning_rate, false}});
static_assert(sizeof(StepReport) == kStepReportNumbers.size() * sizeof(double),
              "a number of StepReport is missing above");

class Trainer {
 public:
  /// net: initialised or loaded, on its device. host sums reports in host memory, device sums
  /// gradients where the net lies; they may be one object. All outlive the trainer.
  Trainer(const Net& net, const TrainConfig& config, Collective& host, Collective& device);

  /// One step on a batch of which this rank holds `slice` (possibly no rows). weight_sum: of the
  /// whole batch, above 0. Every rank calls it and gets the same report. A loss or gradient that is
  /// not finite is an error (kHalted), and the weights are then what they were.
  Result<StepReport> step(const Batch& slice, double weight_sum);

  /// Losses of the moving average, without learning. As step(): one call per rank and batch.
  Result<StepReport> measure(const Batch& slice, double weight_sum);

  std::int64_t steps() const { return optimizer_.steps(); }  ///< since generation 0
  NamedTensors weights() { return parameters_.named(parameters_.values()); }
  NamedTensors average() { return parameters_.named(average_); }
  NamedTensors optimizer_state() const { return optimizer_.state(); }
  /// Continues from a checkpoint: every name and shape must fit.
  Result<void> restore(const NamedTensors& weights, const NamedTensors& average,
                       const NamedTensors& optimizer, std::int64_t steps);

 private:
  /// Forward pass of the slice; backward too when `learn`. Sums of the slice.
  StepReport pass(const Batch& slice, double weight_sum, bool learn);
  /// Sums over ranks; an error when anything is not finite.
  Result<void> share(StepReport& report, const char* what);

  const Net& net_;
  TrainConfig config_;
  Collective& host_;
  torch::Device device_;
  FlatParameters parameters_;
  Optimizer optimizer_;
  GradientReducer reducer_;
  torch::Tensor average_;  ///< [P] exponential moving average of the weights
};

/// Makes LibTorch compute the same bits in every run: deterministic kernels, a fixed number of
/// threads.
void make_torch_deterministic(int threads);

}  // namespace az
