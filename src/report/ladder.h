// ladder.h — strength against simulations: a net's games against itself with other numbers of
// simulations per move (arena.ladder), as ratings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "layout/run_dir.h"
#include "rating/interval.h"

namespace az {

/// The net with this many simulations per move. Elo is over the candidate, the same net with
/// arena.simulations, whose own rung is 0 without an interval.
struct LadderRung {
  int simulations = 0;
  double equal = 0;  ///< the score of equal players
  Estimate score;    ///< of these simulations, 0 … 1, against the candidate; count: games
  Estimate elo;
};

struct Ladder {
  Generation generation = 0;
  int candidate_simulations = 0;
  std::vector<LadderRung> rungs;  ///< by simulations, the candidate's among them
  Estimate span;                  ///< Elo of the most simulations over the fewest; count: games
};

struct Ladders {
  std::vector<Ladder> ladders;     ///< by generation
  std::vector<std::string> notes;  ///< what is missing
};

/// N of an opponent "selfN", the net itself; nothing of other names.
std::optional<int> ladder_simulations(std::string_view opponent);

/// What the run's match files hold of it, for generations 0 … last.
Ladders read_ladders(const RunDir& run, Generation last);

}  // namespace az
