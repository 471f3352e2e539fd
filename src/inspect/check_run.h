// check_run.h — holds a run directory against its schemas and its plan: every file known, readable
// and of its shape, configuration and executables those that the run began with.
#pragma once

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// A file that fails its schema is a fault, and so is a run.yaml or a file of bin/ whose hash is
/// not the one in plan.yaml; files that a run does not contain and leftovers of killed writers are
/// named but are none.
Result<Answer> check_run(const Path& run);

}  // namespace az
