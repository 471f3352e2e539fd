// halt_mark.h — jobs/halted.yaml: a guard stopped the run, and why; while it lies there only
// `arrayzero resume --accept-halt` goes on. The mark then moves to jobs/accepted/, where a guard
// that would halt again for the same reason finds that a person has decided.
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

/// Takes the mark away and keeps it as accepted, of its stage and generation alone. A mark that
/// names neither is only taken away; no mark is fine.
Result<void> accept_halt(const RunDir& run);

/// The reason that a person accepted last for this stage and generation, "" where there is none.
std::string accepted_halt(const RunDir& run, std::string_view stage, Generation generation);

}  // namespace az
