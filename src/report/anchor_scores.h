// anchor_scores.h — how the nets of a run scored against each of its anchors, and against the
// champion that each was to replace.
#pragma once

#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "report/chart.h"
#include "report/match_score.h"

namespace az {

struct AnchorScore {
  Generation generation = 0;
  std::string opponent;  ///< "heuristic32", "champion"
  MatchScore score;      ///< the candidate's
};

struct AnchorScores {
  std::vector<AnchorScore> scores;  ///< by generation, then opponent
  std::vector<std::string> notes;   ///< what could not be read
};

/// Of at most kMostLevels generations of 0 … last, evenly spread, `champion` and the last among
/// them.
inline constexpr Generation kMostLevels = 40;
AnchorScores read_anchor_scores(const RunDir& run, Generation last, Generation champion);

/// The champion's, as a table: the first row is the heading. Empty without games.
std::vector<std::vector<std::string>> anchor_rows(const AnchorScores& scores, Generation champion);
/// generation,opponent,games,distinct,score,low,high,equal
std::string anchor_csv(const AnchorScores& scores);
/// Scores by generation, a curve for every opponent.
Chart anchor_chart(const AnchorScores& scores);

}  // namespace az
