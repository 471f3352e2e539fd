// generation_trainer.h — one generation's training on one rank: the loop of steps, checkpoints,
// measurements, export.
#pragma once

#include <memory>
#include <string>

#include "comm/collective.h"
#include "core/result.h"
#include "replay/batch_builder.h"
#include "replay/dataset.h"
#include "replay/row_order.h"
#include "stage/context.h"
#include "store/manifest.h"
#include "telemetry/clock.h"
#include "train/subject.h"
#include "train/train_stage.h"
#include "train/trainer.h"
#include "train/training_state.h"

namespace az {

class GenerationTrainer {
 public:
  /// Everything is borrowed. start: the checkpoint to continue from, of this generation or of an
  /// earlier one. state: what that checkpoint holds, or for an earlier generation its successor
  /// (begin_generation()).
  GenerationTrainer(Context& context, const TrainStage::Config& config, const Subject& subject,
                    const WindowManifest& manifest, const Dataset& dataset, Hash128 parent,
                    TrainingState state, Collective& host, Collective& device);

  /// Weights, average and optimizer of a checkpoint.
  Result<void> restore(const CheckpointFile& start);
  /// Trains to the end of the generation and exports, or stops early with everything saved (75,
  /// 15). Every rank.
  Result<void> run();

 private:
  Result<void> train();
  Result<StepReport> step();
  Result<void> log_step(const StepReport& report);
  Result<void> stop_early(Exit code, std::int64_t steps_before);
  /// Hold-out losses of the average; keeps the best.
  Result<void> measure();
  bool measures_at(std::int64_t step) const;
  Result<void> judge();
  Result<void> save();
  Result<void> export_net();

  Context& context_;
  const TrainStage::Config& config_;
  const Subject& subject_;
  const WindowManifest& manifest_;
  const Dataset& dataset_;
  Hash128 parent_;
  TrainingState state_;
  Trainer trainer_;
  RowOrder order_;
  BatchBuilder builder_;
  Batch batch_;
  StepReport since_log_;
  Stopwatch watch_, since_save_;
  std::int64_t steps_of_this_life_ = 0;
};

/// What the generation's own self-play looks like, without losses.
GenerationHealth data_health(const WindowManifest& manifest, const Dataset& dataset);

/// The state in which a generation begins after `previous` ended: its steps paid for by the new
/// training rows. Fails with 66 when they do not pay for one step.
Result<TrainingState> begin_generation(const TrainConfig& config, const TrainingState& previous,
                                       std::int64_t new_training_rows);

}  // namespace az
