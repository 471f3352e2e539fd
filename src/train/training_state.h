// training_state.h — what a training job knows beyond the weights: how far it is, what it has seen;
// in and out of checkpoints.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "layout/run_dir.h"
#include "store/checkpoint.h"
#include "train/anomaly.h"
#include "train/trainer.h"

namespace az {

/// The moving average that did best on held-out games so far in this generation.
struct BestAverage {
  NamedTensors average;
  double policy = 0, outcome = 0, loss = 0;  ///< loss: weighted as in training
  std::int64_t step = 0;                     ///< within the generation
};

struct TrainingState {
  std::int64_t generation_step = 0;   ///< done in this generation
  std::int64_t generation_steps = 0;  ///< to do
  double left_rows = 0;               ///< carried to the next generation (train/row_budget.h)
  StepReport sums;                    ///< over the steps of this generation
  std::optional<BestAverage> best;
  std::vector<GenerationHealth> history;  ///< finished generations, ascending

  bool complete() const { return generation_step == generation_steps; }
};

/// Adds the state's counters, numbers and tensors to a checkpoint.
void put_state(const TrainingState& state, CheckpointFile& checkpoint);
/// Fails when something is missing.
Result<TrainingState> take_state(const CheckpointFile& checkpoint, const std::string& file);

/// The step of the newest checkpoint of a generation, if there is any.
Result<std::optional<std::uint64_t>> latest_checkpoint(const RunDir& run, Generation generation);
/// Removes all but the newest `keep` checkpoints of a generation.
Result<void> prune_checkpoints(const RunDir& run, Generation generation, int keep);

}  // namespace az
