// check_run.h — holds a run directory against its schemas: every file known, readable and of its
// shape.
#pragma once

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// A file that fails its schema is a fault; files that a run does not contain and leftovers of
/// killed writers are named but are none.
Result<Answer> check_run(const Path& run);

}  // namespace az
