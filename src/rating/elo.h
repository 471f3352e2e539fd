// elo.h — ratings of two-player games: Bradley–Terry with Davidson's draws and a first-move
// advantage, MAP by Newton.
//
// With x = θ_first + a − θ_second (nats): P(win) : P(draw) : P(loss) = e^(x/2) : ν : e^(−x/2). At
// the maximum without a prior every player's observed score equals his expected score.
// Deterministic; dense, for up to some 3000 players. Sources: Bradley & Terry 1952; Davidson 1970;
// Davidson & Beaver 1977 (order effect).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/result.h"
#include "rating/rating_fit.h"

namespace az {

/// All games of two players with the same one moving first, counted from his side.
struct PairRecord {
  int first = 0, second = 0;
  double wins = 0, draws = 0, losses = 0;

  double games() const { return wins + draws + losses; }
  double score() const { return wins + draws / 2; }
};

/// {P(win), P(draw), P(loss)} of the first player. x: θ_first + a − θ_second in Elo.
std::array<double, 3> davidson(double x_elo, double nu);

/// Fits `players` ratings. Records may repeat a pairing. Fails on no games, on players out of range
/// or equal, and, without a prior, when games do not connect the players or a player won or lost
/// everything.
Result<RatingFit> fit_elo(int players, std::span<const PairRecord> records,
                          const RatingOptions& options);

}  // namespace az
