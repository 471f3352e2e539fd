// rating_fit.h — what a rating fit tells: strengths on the Elo scale with their full covariance,
// and how far to trust it.
//
// Elo and Plackett–Luce fits (elo.h, plackett_luce.h) give the same answer type, so everything
// behind them is written once.
#pragma once

#include <vector>

namespace az {

/// Elo points per nat: 400 / ln 10.
inline constexpr double kEloPerNat = 173.71779276130073;

struct RatingOptions {
  double prior_sd_elo = 1000;  ///< of every player's N(0, sd²); keeps shutouts finite; 0: no prior
  int anchor = -1;             ///< this player is 0; −1: the mean is 0
  bool fit_seats = true;       ///< first-move advantage, or one offset per seat
  bool widen_overdispersed = true;  ///< multiply standard errors by sqrt(phi) where phi > 1
};

struct RatingFit {
  std::vector<double> elo;  ///< [players], anchor (or mean) 0
  std::vector<double>
      covariance;        ///< [players × players] of `elo`, Elo², row-major, after any widening
  double advantage = 0;  ///< two players: Elo of moving first
  double nu = 0;         ///< two players: Davidson's draw parameter; 0: no draws seen
  std::vector<double> seat;    ///< more players: Elo offset of every seat, mean 0
  double phi = 1;              ///< Pearson chi² per degree of freedom over pairings or line-ups
  int degrees_of_freedom = 0;  ///< of phi; 0: phi cannot be judged
  std::vector<int>
      component;  ///< [players] players of different numbers never met, not even through others
  int components = 0;
  double games = 0;

  double se(int player) const { return difference_se(player, -1); }
  /// Standard error of elo[a] − elo[b], Elo; b = −1: of elo[a] itself.
  double difference_se(int a, int b) const;
};

}  // namespace az
