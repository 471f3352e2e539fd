#include "rating/plackett_luce.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"
#include "rating/elo.h"

namespace az {
namespace {

constexpr RatingOptions kPlain{.prior_sd_elo = 0, .fit_seats = false, .widen_overdispersed = false};

/// Players in the order in which they finished.
Ranking finish(std::vector<int> order, double count = 1) {
  return {std::move(order), {1, 2, 3, 4}, count};
}

TEST(PlackettLuce, ReproducesTheWorkedExampleToThePrintedDigits) {
  const std::vector<Ranking> games = {finish({0, 1, 2, 3}, 5), finish({1, 0, 2, 3}, 3),
                                      finish({0, 2, 1, 3}, 3), finish({2, 0, 3, 1}, 2),
                                      finish({3, 1, 0, 2}, 2), finish({0, 3, 1, 2}),
                                      finish({1, 2, 3, 0})};
  const auto fit = fit_plackett_luce(4, games, kPlain);
  ASSERT_TRUE(fit) << fit.error().to_string();
  EXPECT_NEAR(fit->elo[0], 165.878, 5e-4);
  EXPECT_NEAR(fit->elo[1], 51.270, 5e-4);
  EXPECT_NEAR(fit->elo[2], -23.005, 5e-4);
  EXPECT_NEAR(fit->elo[3], -194.143, 5e-4);
  double sum = 0;
  for (const double elo : fit->elo) sum += std::exp(elo / kEloPerNat);
  const std::vector<double> gamma = {0.505052, 0.261106, 0.170267, 0.063575};
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(std::exp(fit->elo[i] / kEloPerNat) / sum, gamma[i], 5e-7);
}

TEST(PlackettLuce, TwoPlayersWithoutDrawsAreElo) {
  const std::vector<PairRecord> records = {{0, 1, 30, 0, 15}, {1, 0, 18, 0, 22}, {1, 2, 28, 0, 14},
                                           {2, 1, 15, 0, 20}, {0, 2, 35, 0, 6},  {2, 0, 10, 0, 30}};
  std::vector<Ranking> games;
  for (const PairRecord& r : records) {
    games.push_back({{r.first, r.second}, {1, 2}, r.wins});
    games.push_back({{r.first, r.second}, {2, 1}, r.losses});
  }
  RatingOptions options{.prior_sd_elo = 0, .widen_overdispersed = false};
  const auto elo = fit_elo(3, records, options);
  const auto luce = fit_plackett_luce(3, games, options);
  ASSERT_TRUE(elo && luce);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(luce->elo[static_cast<std::size_t>(i)], elo->elo[static_cast<std::size_t>(i)],
                1e-6);
    EXPECT_NEAR(luce->se(i), elo->se(i), 1e-6);
  }
  EXPECT_NEAR(luce->advantage, elo->advantage, 1e-6);
}

TEST(PlackettLuce, TiedLosersCountOnlyTheWinner) {
  // The likelihood of "0 first, the rest tied" is its first stage: with u = 0 except player 0, the
  // maximum has P(0 wins) = observed share.
  const std::vector<Ranking> games = {
      {{0, 1, 2}, {1, 2, 2}, 6}, {{0, 1, 2}, {2, 1, 2}, 2}, {{0, 1, 2}, {2, 2, 1}, 2}};
  const auto fit = fit_plackett_luce(3, games, kPlain);
  ASSERT_TRUE(fit) << fit.error().to_string();
  double sum = 0;
  for (const double elo : fit->elo) sum += std::exp(elo / kEloPerNat);
  EXPECT_NEAR(std::exp(fit->elo[0] / kEloPerNat) / sum, 0.6, 1e-7);
  EXPECT_NEAR(fit->elo[1], fit->elo[2], 1e-6);
}

TEST(PlackettLuce, FindsSeatOffsets) {
  Rng rng({.seed = 4});
  const std::vector<double> truth = {100, 0, -100}, seat = {60, 0, -60};
  std::vector<Ranking> games;
  for (int game = 0; game < 3000; ++game) {
    std::vector<int> who = {game % 3, (game + 1) % 3, (game + 2) % 3};
    std::vector<int> place(3);
    // Gumbel draws sort into a Plackett–Luce order.
    std::vector<std::pair<double, std::size_t>> draw;
    for (std::size_t s = 0; s < 3; ++s)
      draw.emplace_back(
          -((truth[static_cast<std::size_t>(who[s])] + seat[s]) / kEloPerNat + rng.gumbel()), s);
    std::sort(draw.begin(), draw.end());
    for (std::size_t k = 0; k < 3; ++k) place[draw[k].second] = static_cast<int>(k) + 1;
    games.push_back({who, place, 1});
  }
  const auto fit = fit_plackett_luce(3, games, {.anchor = 1});
  ASSERT_TRUE(fit) << fit.error().to_string();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fit->elo[i], truth[i], 25);  // about 3 standard errors
    EXPECT_NEAR(fit->seat[i], seat[i], 20);
  }
}

TEST(PlackettLuce, ShutoutsNeedThePrior) {
  const std::vector<Ranking> games = {{{0, 1, 2}, {1, 2, 3}, 10}};
  EXPECT_FALSE(fit_plackett_luce(3, games, kPlain));
  const auto fit = fit_plackett_luce(3, games, {});
  ASSERT_TRUE(fit);
  EXPECT_GT(fit->elo[0], fit->elo[1]);
  EXPECT_GT(fit->elo[1], fit->elo[2]);
}

}  // namespace
}  // namespace az
