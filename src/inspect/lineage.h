// lineage.h — from the champion to the first net, recomputing every hash on the way.
#pragma once

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// champion.yaml → net → its window manifest → its shards → the nets that played them, and the
/// net's parent, until no net is left that was made from another. Every file is read and its
/// content hashed; a name that does not lead to that content is a fault.
Result<Answer> trace_lineage(const Path& run);

}  // namespace az
