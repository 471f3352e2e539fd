// summary.h — what a file says of itself, or a run by generation.
#pragma once

#include <string>

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// Of an HDF5 file: its kind, identity, attributes, datasets, and for games their statistics. Of a
/// run: a table by generation.
Result<Answer> summarize(const Path& path);

/// "shard", "net" …: what an HDF5 file says it is.
Result<std::string> kind_of_h5(const Path& path);

}  // namespace az
