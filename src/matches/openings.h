// openings.h — what makes a deterministic match play different games: random legal moves, drawn by
// seed, or the lines of SGF files.
//
// No two openings share a position that one of them ends in, so no two games of a match can be the
// same sequence of moves, however the agents play.
#pragma once

#include <cstdint>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "games/game.h"
#include "layout/opening_files.h"

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

/// `count` of the lines of SGF files (main lines and variations), at most `plies` moves of each (0:
/// all), in an order that depends on (seed, generation). A line that ends on a board on another's
/// way is left out: no two openings are equal, continue or transpose into each other. Errors:
/// kData, with file and place, for a line that this game cannot play (another board, stones set up,
/// an illegal move, the game over); kUsage for other games than Go and for too few lines.
Result<std::vector<std::vector<Action>>> book_openings(const Game& game, const Value& game_section,
                                                       const OpeningFiles& files, int plies,
                                                       const OpeningRequest& request);

}  // namespace az
