// conform.h — games that somebody else recorded, replayed by our rules.
#pragma once

#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// Replays every game of the files (plain or gzip) and compares what they hold of every step; the
/// formats are the families' own (games/conformance.h). Differences are faults of the answer; a
/// file that cannot be read fails.
Result<Answer> conform(const std::string& family, const std::vector<Path>& files);

}  // namespace az
