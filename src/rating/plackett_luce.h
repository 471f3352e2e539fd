// plackett_luce.h — ratings of games with three or four players from the order in which they
// finished.
//
// log P(r1 > r2 > … > rk) = Σ_m [u(r_m) − log Σ_{l ≥ m} exp u(r_l)], u = θ_player + d_seat. Tied
// places average over the orders they allow, so "one winner, the rest tied" is the first stage
// alone. With two players and no ties this is elo.h without draws. Sources: Luce 1959; Plackett
// 1975; Hunter 2004.
#pragma once

#include <span>
#include <vector>

#include "core/result.h"
#include "rating/rating_fit.h"

namespace az {

/// How one game, or `count` equal ones, ended.
struct Ranking {
  std::vector<int> player;  ///< [seats]
  std::vector<int> place;   ///< [seats] 1 = first; equal places are tied
  double count = 1;
};

/// MAP by Newton with covariance. Fails as fit_elo does. phi is judged on the
/// first places of every player in every line-up.
Result<RatingFit> fit_plackett_luce(int players, std::span<const Ranking> rankings,
                                    const RatingOptions& options);

}  // namespace az
