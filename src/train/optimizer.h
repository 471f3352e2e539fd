// optimizer.h — AdamW or SGD on flat parameters, with a state that goes into checkpoints and comes
// back bit for bit.
#pragma once

#include "core/named_tensors.h"
#include "core/result.h"
#include "train/flat_parameters.h"
#include "train/train_config.h"

namespace az {

/// Sources: AdamW, Loshchilov & Hutter 2019 (arXiv:1711.05101), algorithm 2; SGD with Nesterov's
/// momentum as in Sutskever et al. 2013. Weight decay is decoupled in both.
class Optimizer {
 public:
  Optimizer(const OptimizerConfig& config, FlatParameters& parameters);

  /// One step downhill along parameters.gradients(), scaled down to clip_norm first. rate: of this
  /// step. gradient_norm: of the unclipped gradient, which the caller has measured.
  void step(double rate, double gradient_norm);

  /// Names "first.<parameter>", "second.<parameter>".
  NamedTensors state() const;
  std::int64_t steps() const { return steps_; }
  Result<void> restore(const NamedTensors& state, std::int64_t steps);

 private:
  OptimizerConfig config_;
  FlatParameters& parameters_;
  torch::Tensor first_, second_;  ///< [P] moments; second_ only with AdamW
  std::int64_t steps_ = 0;
};

/// Euclidean norm, summed in float64.
double norm_of(const torch::Tensor& flat);

}  // namespace az
