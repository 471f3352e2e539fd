// stored_sgf.h — one stored game of Go as SGF: result, komi, rules, and what the search thought.
#pragma once

#include <cstdint>

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// number: as show_game's. The comment on a searched move says visits and value (mean payoff of who
/// moved) of the root, then of its most visited moves. An unfinished game's result is Void. Fails
/// with kUsage for games that are not Go.
Result<Answer> stored_sgf(const Path& path, std::uint64_t number);

}  // namespace az
