// step.h — one job of a run: a stage in a generation (or a part of it, where the site's largest
// array index is smaller than the stage's tasks).
#pragma once

#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "plan/pipeline.h"
#include "plan/profile.h"

namespace az {

struct Step {
  std::string stage, app, job_class;
  std::vector<std::string> args;
  Generation generation = 0;
  bool array = false;
  int tasks = 1;              ///< of the stage, over all its parts
  int offset = 0, count = 1;  ///< this step holds tasks offset … offset + count − 1
  int part = 0, parts = 1;
  std::vector<std::string> needs;  ///< groups that must have succeeded: "g0006-promote"
  /// Its end queues what lies beyond the look-ahead; in the last generation, too, behind which
  /// `resume --generations` may put more.
  bool extends = false;

  /// "g0007-selfplay": every part of the stage in this generation.
  std::string group() const;
  /// "g0007-selfplay", or "g0007-selfplay-p1" where the group has several parts.
  std::string name() const;
  /// "train" of az_train: what its logs and metrics are called.
  std::string program() const;
};

/// The steps of generations first … last, in an order in which every step follows those it needs.
/// Generation 0 holds the stages with `only: first`. max_array_size: Slurm's MaxArraySize; array
/// indices lie below it.
std::vector<Step> expand(const Pipeline& pipeline, const Profile& profile, Generation first,
                         Generation last, int max_array_size);

/// Every stage's class must be in the profile; the message names the stage's line.
Result<void> check_classes(const Pipeline& pipeline, const Profile& profile);

}  // namespace az
