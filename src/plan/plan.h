// plan.h — plan.yaml: the frozen order, place and executables of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "plan/pipeline.h"
#include "plan/profile.h"
#include "plan/slurm.h"
#include "plan/step.h"

namespace az {

struct Plan {
  std::string run_name;  ///< "quickstart-1a2b3c4d": first part of every job's name, unique
  std::string created;   ///< "2026-01-31 12:00:00 UTC"
  std::string version;   ///< of the project
  std::map<std::string, std::string> executables;  ///< name → content hash of the copy in bin/
  std::string configuration;                       ///< configuration_hash of run.yaml
  int max_array_size = 1001;  ///< Slurm's when the run began: it fixes how steps are cut
  Pipeline pipeline;
  Profile profile;

  /// Every step from generation 0 to the last, in order.
  std::vector<Step> steps() const;
  std::vector<Step> steps(Generation first, Generation last) const;
};

Result<Plan> read_plan(const RunDir& run);
Result<void> write_plan(const RunDir& run, const Plan& plan);

/// Checks what can only be seen with pipeline and profile together.
Result<Plan> make_plan(const Value& pipeline, const Value& profile);

/// Copies the pipeline's executables, arrayzero and the tools beside it from `source` to RUN/bin
/// and notes their hashes in the plan. An executable that the pipeline names and `source` lacks is
/// an error.
Result<void> freeze_executables(const RunDir& run, const Path& source, Plan& plan);

/// The stage's one result file, where it has one: a task counts as done only while it exists.
Path stage_output(const RunDir& run, const Step& step);

/// "quickstart-1a2b3c4d" from the run directory's name and a number that differs between runs.
std::string make_run_name(const RunDir& run);

}  // namespace az
