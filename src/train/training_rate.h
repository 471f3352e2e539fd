// training_rate.h — how fast a net trains on rows at hand: for az_bench, without LibTorch in its
// header.
#pragma once

#include "comm/collective.h"
#include "config/value.h"
#include "core/result.h"
#include "replay/dataset.h"
#include "train/train_config.h"

namespace az {

struct TrainingRate {
  double rows = 0;  ///< trained on by this rank
  double steps = 0;
  double cpu_s = 0, wall_s = 0;
  double build_s = 0;  ///< of wall_s: rebuilding rows by replay
};

/// Trains an untrained net on the dataset's rows for `seconds`, after a few steps that are not
/// counted. Every rank of `collective`; the batch is split among them.
Result<TrainingRate> measure_training(const Dataset& dataset, const Value& net_section,
                                      const TrainConfig& config, Collective& collective,
                                      int threads, double seconds);

}  // namespace az
