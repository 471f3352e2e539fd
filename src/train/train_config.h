// train_config.h — the `train:` section: how a net learns from the window, and when a person must
// look first.
#pragma once

#include <cstdint>

#include "config/field.h"

namespace az {

enum class OptimizerKind { kAdamW, kSgd };
inline const Words<OptimizerKind> kOptimizerWords{
    {{"adamw", OptimizerKind::kAdamW}, {"sgd", OptimizerKind::kSgd}}};

enum class Schedule { kConstant, kCosine };
inline const Words<Schedule> kScheduleWords{
    {{"constant", Schedule::kConstant}, {"cosine", Schedule::kCosine}}};

enum class TrainDevice { kCpu, kGpu };
inline const Words<TrainDevice> kTrainDeviceWords{
    {{"cpu", TrainDevice::kCpu}, {"gpu", TrainDevice::kGpu}}};

struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::kAdamW;
  double learning_rate = 1e-3;
  Schedule schedule = Schedule::kConstant;
  std::int64_t warmup_steps = 200;
  std::int64_t horizon_steps = 0;
  double final_fraction = 0.1;
  double weight_decay = 1e-4;
  double momentum = 0.9;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double clip_norm = 10;

  static void describe(auto& self, auto& v) {
    v.field("kind", self.kind, kOptimizerWords, "AdamW, or SGD with Nesterov's momentum");
    v.field("learning_rate", self.learning_rate, Range{1e-9, 100},
            "after warm-up, on the mean loss of a batch; AdamW about 1e-3 at batch 256, times "
            "sqrt(batch / 256)");
    v.field("schedule", self.schedule, kScheduleWords, "of the learning rate after warm-up");
    v.field("warmup_steps", self.warmup_steps, Range{0, 1e9},
            "steps since generation 0 in which the rate grows linearly from 0");
    v.field("horizon_steps", self.horizon_steps, Range{0, 1e12},
            "cosine: steps since generation 0 at which the rate has fallen to its last value");
    v.field("final_fraction", self.final_fraction, Range{0, 1},
            "cosine: the last value as a fraction of learning_rate");
    v.field("weight_decay", self.weight_decay, Range{0, 10},
            "decoupled, per step times the rate; on weights only, not on biases");
    v.field("momentum", self.momentum, Range{0, 0.9999}, "of SGD");
    v.field("beta1", self.beta1, Range{0, 0.9999}, "of AdamW [arXiv:1711.05101]");
    v.field("beta2", self.beta2, Range{0, 0.99999}, "of AdamW");
    v.field("epsilon", self.epsilon, Range{1e-16, 1}, "of AdamW");
    v.field("clip_norm", self.clip_norm, Range{0, 1e9},
            "largest Euclidean norm of the gradient; 0: no clipping");
  }
};

struct LossConfig {
  double policy = 1;
  double outcome = 1;
  double owner = 0;
  double score = 0;
  double ending = 0;
  double reply = 0;

  bool aux() const { return owner > 0 || score > 0 || ending > 0; }

  static void describe(auto& self, auto& v) {
    v.field("policy", self.policy, Range{0, 1000}, "weight of the policy's cross-entropy");
    v.field("outcome", self.outcome, Range{0, 1000}, "weight of the outcome's cross-entropy");
    v.field("owner", self.owner, Range{0, 1000},
            "weight of the final owner per cell, where the game has one");
    v.field("score", self.score, Range{0, 1000},
            "weight of the final score's Huber loss, where the game has one");
    v.field(
        "ending", self.ending, Range{0, 1000},
        "weight of the cross-entropy of how the game ends, where the game tells victories apart");
    v.field("reply", self.reply, Range{0, 1000},
            "weight of the next decision's policy, cross-entropy; needs net.reply");
  }
};

/// When the anomaly rule halts the chain (train/anomaly.h).
struct AnomalyConfig {
  int history = 20;
  int least_history = 4;
  double deviations = 10;
  double least_rise = 0.25;
  double least_rows = 0.5;
  double least_window = 0.9;
  double least_unique = 0.5;
  double least_entropy = 0.25;

  static void describe(auto& self, auto& v) {
    v.field("history", self.history, Range{2, 10000},
            "generations of its own past that a run is compared with");
    v.field("least_history", self.least_history, Range{2, 10000},
            "generations before losses are judged at all");
    v.field(
        "deviations", self.deviations, Range{1, 1e6},
        "a loss is anomalous when it lies so many robust deviations (1.4826 MAD) above the median");
    v.field("least_rise", self.least_rise, Range{0, 1000},
            "and by this fraction of the median, so that a very steady loss may tremble");
    v.field("least_rows", self.least_rows, Range{0, 1},
            "new rows below this fraction of the median of the past are shrunken data");
    v.field("least_window", self.least_window, Range{0, 1},
            "rows of the window below this fraction of what its law asks of all rows that the run "
            "has made are shrunken data");
    v.field("least_unique", self.least_unique, Range{0, 1},
            "the same as least_rows for the share of distinct games");
    v.field("least_entropy", self.least_entropy, Range{0, 1},
            "the same for the mean entropy of the policy targets");
  }
};

struct TrainConfig {
  TrainDevice device = TrainDevice::kCpu;
  std::int64_t batch = 256;
  double reuse = 4;
  std::int64_t maximum_steps = 100000;
  double ema_decay = 0.999;
  double checkpoint_minutes = 10;
  int keep_checkpoints = 1;
  std::int64_t log_steps = 50;
  std::int64_t hold_out_rows = 4096;
  int hold_out_checks = 1;
  double bucket_megabytes = 1;
  OptimizerConfig optimizer;
  LossConfig loss;
  AnomalyConfig anomaly;

  static void describe(auto& self, auto& v) {
    v.field("device", self.device, kTrainDeviceWords, "what the net is trained on");
    v.field("batch", self.batch, Range{1, 1 << 24}, "rows per step, of all ranks together");
    v.field("reuse", self.reuse, Range{0.01, 1000},
            "rows trained on per new row: 4 is careful, 8 fast");
    v.field("maximum_steps", self.maximum_steps, Range{1, 1e9},
            "most steps per generation; rows beyond them are not carried over");
    v.field("ema_decay", self.ema_decay, Range{0, 0.999999},
            "of the moving average of the weights, which is what is exported and plays; 0: the "
            "weights themselves");
    v.field("checkpoint_minutes", self.checkpoint_minutes, Range{0.001, 1e6},
            "wall time between two checkpoints within a generation");
    v.field("keep_checkpoints", self.keep_checkpoints, Range{1, 1000},
            "checkpoints kept within a generation; the last one always stays");
    v.field("log_steps", self.log_steps, Range{1, 1e9}, "steps between two metric lines");
    v.field("hold_out_rows", self.hold_out_rows, Range{0, 1e9},
            "at most so many held-out rows measure the loss; 0: none");
    v.field("hold_out_checks", self.hold_out_checks, Range{1, 1000},
            "times per generation that the average is measured; the best one is exported");
    v.field("bucket_megabytes", self.bucket_megabytes, Range{0.001, 1024},
            "gradients are summed over ranks in pieces of this size, while the rest is computed");
    v.group("optimizer", self.optimizer, "the optimizer");
    v.group("loss", self.loss, "weights of the losses");
    v.group("anomaly", self.anomaly, "what halts the chain");
  }
};

}  // namespace az
