// run_history.h — a run's numbers over its generations, for plots: progress, throughput, games,
// training steps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "plan/progress.h"

namespace az {

/// What self-play of one generation was like.
struct SelfPlayHistory {
  Generation generation = 0;
  double games = 0, plies = 0;  ///< of all shards
  double mean_entropy = 0;      ///< mean over shards
  /// Of the lives that ended by themselves: a life that was killed left shards, but not its time.
  double timed_games = 0, cpu_s = 0;
  /// Share of distinct first 8 plies among the games; nothing when no shard can be read.
  std::optional<double> distinct_openings;
  double resident_bytes = 0;  ///< the largest of the ranks
};

/// One logged training step.
struct TrainStep {
  double step = 0, loss = 0, policy_loss = 0, outcome_loss = 0;
};

struct RunHistory {
  std::vector<GenerationProgress> generations;
  std::vector<SelfPlayHistory> selfplay;
  std::vector<TrainStep> steps;
  std::vector<std::string> warnings;  ///< files that are there and cannot be read, each with why
};

/// Reads progress, metrics and (for the openings) the shards of generations 0 … last.
Result<RunHistory> read_history(const RunDir& run, Generation last);

}  // namespace az
