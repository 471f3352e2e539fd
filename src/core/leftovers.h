// leftovers.h — what killed writers leave beside a file: ".NAME.TAG.part" (core/file.h).
#pragma once

#include "core/file.h"
#include "core/result.h"

namespace az {

/// Removes the parts that killed writers of `path` left. For who is about to become its only
/// writer: a writer that still lives would fail to rename.
Result<void> remove_leftovers(const Path& path);

}  // namespace az
