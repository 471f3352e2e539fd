// frozen.h — what a run must not change once it has begun: its configuration, by hash, and its
// plan.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

/// The hash of run.yaml's content; its comments do not count.
Result<std::string> configuration_hash(const RunDir& run);

/// run.yaml must hold what plan.yaml says the run began with (`configuration`): 64. A run without
/// plan.yaml was made by hand and has nothing frozen.
Result<void> check_configuration(const RunDir& run);

/// Has the run's plan a stage of `app` that runs once, as generation 0? Not without plan.yaml.
Result<bool> plans_first(const RunDir& run, std::string_view app);

}  // namespace az
