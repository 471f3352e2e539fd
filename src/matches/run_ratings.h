// run_ratings.h — one rating of everybody who played in a run, from all match files of one
// protocol.
#pragma once

#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "rating/rating_fit.h"
#include "store/match.h"

namespace az {

/// A player is a net with a search, whatever its labels.
struct RatedPlayer {
  StoredAgent agent;
  double games = 0;
  bool operator==(const RatedPlayer&) const = default;
};

struct RunRatings {
  std::vector<RatedPlayer> players;  ///< in order of first appearance, random first where it played
  RatingFit fit;

  /// Index of the agent with this net and search, or −1.
  int find(const StoredAgent& agent) const;
};

/// Fits one rating; the random agent is 0 where it played, else the mean is. Matches must share a
/// protocol (a bug otherwise). Two players: Davidson with first-move advantage; more: Plackett–Luce
/// with seat offsets.
Result<RunRatings> rate_matches(std::span<const Match> matches, double prior_sd_elo);

}  // namespace az
