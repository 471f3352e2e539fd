// halt_mark.h — jobs/halted.yaml: a guard stopped the run, and why; while it lies there only
// `arrayzero resume --accept-halt` goes on.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

/// Leaves the mark; one that lies there already is kept, for it is the cause.
Result<void> mark_halted(const RunDir& run, std::string_view stage, Generation generation,
                         std::string_view reason);

/// The reason of the mark, "" where there is none.
std::string halt_reason(const RunDir& run);

}  // namespace az
