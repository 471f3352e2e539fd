// show_game.h — one stored game, move by move, with boards.
#pragma once

#include <cstdint>

#include "core/file.h"
#include "core/result.h"
#include "inspect/answer.h"

namespace az {

/// number: the game's id in a shard or carry file, its row in a match file.
Result<Answer> show_game(const Path& path, std::uint64_t number);

}  // namespace az
