#include "rating/plackett_luce.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

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

/// One draw from the model.
Ranking drawn_game(const std::vector<int>& who, std::span<const double> elo,
                   std::span<const double> seat, bool winner_only, Rng& rng) {
  std::vector<std::pair<double, std::size_t>> draw;  // Gumbel draws sort into the model's order
  for (std::size_t s = 0; s < who.size(); ++s)
    draw.emplace_back(
        -((elo[static_cast<std::size_t>(who[s])] + seat[s]) / kEloPerNat + rng.gumbel()), s);
  std::sort(draw.begin(), draw.end());
  Ranking ranking{who, std::vector<int>(who.size())};
  for (std::size_t k = 0; k < who.size(); ++k)
    ranking.place[draw[k].second] = winner_only && k > 0 ? 2 : static_cast<int>(k) + 1;
  return ranking;
}

TEST(PlackettLuce, FindsSeatOffsets) {
  Rng rng({.seed = 4});
  const std::vector<double> truth = {100, 0, -100}, seat = {60, 0, -60};
  std::vector<Ranking> games;
  for (int game = 0; game < 3000; ++game) {
    const std::vector<int> who = {game % 3, (game + 1) % 3, (game + 2) % 3};
    games.push_back(drawn_game(who, truth, seat, false, rng));
  }
  const auto fit = fit_plackett_luce(3, games, {.anchor = 1});
  ASSERT_TRUE(fit) << fit.error().to_string();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fit->elo[i], truth[i], 25);  // about 3 standard errors
    EXPECT_NEAR(fit->seat[i], seat[i], 20);
  }
}

/// One winner, the others tied: `wins` games from every seat that the winner can take.
void add_wins(std::vector<int> line_up, int winner, double wins, std::vector<Ranking>& games) {
  std::sort(line_up.begin(), line_up.end());
  do {
    for (std::size_t seat = 0; seat < line_up.size(); ++seat) {
      if (line_up[seat] != winner) continue;
      std::vector<int> place(line_up.size(), 2);
      place[seat] = 1;
      games.push_back({line_up, place, wins});
    }
  } while (std::next_permutation(line_up.begin(), line_up.end()));
}

TEST(PlackettLuce, OverdispersionWidensTheIntervals) {
  // Each beats two of the next, from every seat, twice as often as equal players would: no ladder
  // fits, though everybody's first places add up to what the ladder says.
  std::vector<Ranking> games;
  for (int player = 0; player < 3; ++player) {
    const int next = (player + 1) % 3;
    add_wins({player, next, next}, player, 20, games);
    add_wins({player, next, next}, next, 5, games);
  }
  const auto narrow = fit_plackett_luce(3, games, kPlain);
  RatingOptions options = kPlain;
  options.widen_overdispersed = true;
  const auto wide = fit_plackett_luce(3, games, options);
  ASSERT_TRUE(narrow && wide);
  EXPECT_EQ(wide->degrees_of_freedom, 1);
  // 90 games a line-up, 30 wins expected, 60 seen, variance 20: three times 45.
  EXPECT_NEAR(wide->phi, 135, 1e-6);
  EXPECT_NEAR(wide->se(0), narrow->se(0) * std::sqrt(wide->phi), 1e-6);
}

TEST(PlackettLuce, GamesOfTheModelItselfHaveADispersionOfOne) {
  const std::vector<double> elo = {150, 50, -50, -150}, seat = {100, 0, -100};
  struct Case {
    std::vector<std::vector<int>> line_ups;
    bool winner_only;
    int degrees_of_freedom;
    double high;  ///< of the mean phi; lower places make the fit freer of the first ones
  };
  const std::vector<std::vector<int>> pairs = {{0, 1, 1}, {1, 0, 0}, {1, 2, 2}, {2, 3, 3},
                                               {3, 0, 0}, {0, 2, 2}, {3, 1, 1}};
  const std::vector<std::vector<int>> triples = {{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}};
  for (const Case& c :
       {Case{pairs, true, 4, 1.2}, Case{triples, true, 5, 1.2}, Case{triples, false, 5, 1.5}}) {
    double phi = 0;
    constexpr int kRepeats = 150;
    Rng rng({.seed = 5});
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
      std::map<std::pair<std::vector<int>, std::vector<int>>, double> counts;
      for (const std::vector<int>& line_up : c.line_ups)
        for (std::size_t game = 0; game < 150; ++game) {
          std::vector<int> who = line_up;
          std::rotate(who.begin(), who.begin() + static_cast<std::ptrdiff_t>(game % 3), who.end());
          counts[{who, drawn_game(who, elo, seat, c.winner_only, rng).place}] += 1;
        }
      std::vector<Ranking> games;
      for (const auto& [ended, count] : counts) games.push_back({ended.first, ended.second, count});
      const auto fit = fit_plackett_luce(4, games, {.prior_sd_elo = 0});
      ASSERT_TRUE(fit) << fit.error().to_string();
      EXPECT_EQ(fit->degrees_of_freedom, c.degrees_of_freedom);
      phi += fit->phi / kRepeats;
    }
    // Three standard errors of the mean are about 0.17.
    EXPECT_GT(phi, 0.83);
    EXPECT_LT(phi, c.high);
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
