// hold_out.h — which games only measure the loss. Decided by name, so it never changes and no rank
// needs to ask.
#pragma once

#include <cstdint>

namespace az {

/// True for a share of the games. root_game: the game's id within its generation; for a fork that
/// of the game at the root of its forks, so that no opening is learnt that hold-out rows repeat.
bool is_held_out(std::uint64_t seed, std::uint32_t generation, std::uint64_t root_game,
                 double share);

}  // namespace az
