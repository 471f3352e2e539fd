// verify.h — replays every stored move and outcome of a file or a run by the rules.
#pragma once

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// A shard, carry or match file, or a run: all of its files of these kinds.
Result<Answer> verify(const Path& path);

}  // namespace az
