// openings.h — seeded openings: random legal moves that make a deterministic match play different
// games.
//
// No two openings share a position that one of them ends in, so no two games of a match can be the
// same sequence of moves, however the agents play.
#pragma once

#include <cstdint>
#include <vector>

#include "core/result.h"
#include "games/game.h"

namespace az {

struct OpeningRequest {
  std::size_t count = 0;
  int plies_min = 0, plies_max = 0;
  std::uint64_t seed = 0;
  std::uint32_t generation = 0;
};

/// Uniformly random decisions, none terminal. Opening i has plies_min + i mod (plies_max −
/// plies_min
/// + 1) plies, or more where short ones would hold more than half of the game's random lines.
/// Depends on (seed, kMatchOpening, generation, i) and on the openings before it. plies_max 0:
/// every opening is the initial position, and repeated games are the caller's to find. Fails when
/// the game has too few distinct openings.
Result<std::vector<std::vector<Action>>> draw_openings(const Game& game,
                                                       const OpeningRequest& request);

}  // namespace az
