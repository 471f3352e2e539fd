// match_score.h — how one side of evaluation games scored.
#pragma once

#include <cstdint>
#include <vector>

#include "core/result.h"
#include "rating/interval.h"
#include "store/match.h"

namespace az {

struct MatchScore {
  Estimate score;    ///< 0 … 1: of the side's seats, as core/score_scale.h says; count: games
  double equal = 0;  ///< the score of equal players
  std::uint64_t distinct = 0;  ///< games that differ in moves, seats or variant
};

/// agent: 0, the candidate, or 1, its opponent; matches: against one opponent, not empty. Games of
/// one opening are one cluster of the 95 % interval. Fails on a match that is not of two agents.
Result<MatchScore> match_score(const std::vector<Match>& matches, std::uint8_t agent);

}  // namespace az
