#include "search/root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "search/budget.h"
#include "search/uniform_evaluator.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

TEST(RootNoise, KeepsTheSumAndMixesByItsWeight) {
  PuctConfig config;
  std::vector<float> scratch(50);
  for (const NoiseShape shape : {NoiseShape::kUniform, NoiseShape::kShaped}) {
    config.noise_shape = shape;
    for (std::uint32_t game = 0; game < 50; ++game) {
      Rng rng({.seed = 3, .purpose = Purpose::kRootNoise, .game = game});
      std::vector<float> priors(50, 0.5f / 49);
      priors[7] = 0.5f;
      const std::vector<float> before = priors;
      add_root_noise(priors, config, rng, scratch);
      EXPECT_NEAR(std::accumulate(priors.begin(), priors.end(), 0.0), 1, 1e-5);
      for (std::size_t i = 0; i < 50; ++i) EXPECT_GE(priors[i], 0.75f * before[i] - 1e-6f);
    }
  }
  config.noise_weight = 0;
  Rng rng({.seed = 3});
  std::vector<float> priors{0.1f, 0.9f};
  add_root_noise(priors, config, rng, scratch);
  EXPECT_THAT(priors, ::testing::ElementsAre(0.1f, 0.9f));
}

TEST(RootNoise, HasTheSpreadOfADirichletWithTheGivenTotal) {
  // Mean over draws 1/A, variance (1/A)(1 − 1/A) / (total + 1).
  PuctConfig config;
  config.noise_weight = 1;
  config.noise_alpha_total = 10.83;
  std::vector<float> scratch(8);
  double sum = 0, squares = 0;
  constexpr int kDraws = 20000;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    Rng rng({.seed = 4, .game = i});
    std::vector<float> priors(8, 0.125f);
    add_root_noise(priors, config, rng, scratch);
    sum += static_cast<double>(priors[3]);
    squares += static_cast<double>(priors[3]) * static_cast<double>(priors[3]);
  }
  const double variance = 0.125 * 0.875 / 11.83;
  EXPECT_NEAR(sum / kDraws, 0.125, 5 * std::sqrt(variance / kDraws));
  EXPECT_NEAR(squares / kDraws - sum / kDraws * sum / kDraws, variance, 0.05 * variance);
}

TEST(RootNoise, ShapedNoiseFavoursActionsTheNetHalfBelievesIn) {
  PuctConfig config;
  config.noise_weight = 1;
  std::vector<float> scratch(20);
  double shaped = 0, even = 0;
  for (std::uint32_t i = 0; i < 2000; ++i)
    for (const NoiseShape shape : {NoiseShape::kUniform, NoiseShape::kShaped}) {
      config.noise_shape = shape;
      std::vector<float> priors(20, 1e-5f);
      priors[2] = 1 - 19e-5f;
      Rng rng({.seed = 6, .game = i});
      add_root_noise(priors, config, rng, scratch);
      (shape == NoiseShape::kShaped ? shaped : even) += static_cast<double>(priors[2]) / 2000;
    }
  EXPECT_NEAR(even, 0.05, 0.01);
  EXPECT_NEAR(shaped, 0.5 * (0.05 + 1),
              0.02);  // the only action above the mean gets the shaped half
}

TEST(PolicyTemperature, FlattensAboveOneAndSharpensBelow) {
  std::vector<float> p{0.1f, 0.4f, 0.5f};
  apply_policy_temperature(p, 2.0);  // square roots
  EXPECT_NEAR(p[0], 0.31623 / 1.65579, 1e-4);
  EXPECT_NEAR(p[2], 0.70711 / 1.65579, 1e-4);
  p = {0.1f, 0.4f, 0.5f};
  apply_policy_temperature(p, 0.5);  // squares
  EXPECT_NEAR(p[0], 0.01 / 0.42, 1e-5);
  p = {0.1f, 0.4f, 0.5f};
  apply_policy_temperature(p, 1.0);
  EXPECT_THAT(p, ::testing::ElementsAre(0.1f, 0.4f, 0.5f));
}

TEST(MoveTemperature, HalvesItsDistanceEveryHalflife) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 4});
  SearchConfig config;
  config.temperature_halflife_plies = 10;
  EXPECT_NEAR(scheduled(config, game.info(), 0.75, 0.15, 0), 0.75, 1e-12);
  EXPECT_NEAR(scheduled(config, game.info(), 0.75, 0.15, 10), 0.45, 1e-12);
  EXPECT_NEAR(scheduled(config, game.info(), 0.75, 0.15, 20), 0.30, 1e-12);
  config.temperature_halflife_plies = 0;  // the canvas: 1 × 4
  EXPECT_NEAR(scheduled(config, game.info(), 0.75, 0.15, 4), 0.45, 1e-12);
}

TEST(MoveTemperature, ALowTemperatureSharpensTheChoice) {
  const std::vector<float> visits{10, 30, 60};
  std::vector<float> scratch(3);
  Rng rng({.seed = 9});
  std::array<double, 3> share{};
  for (int i = 0; i < 20000; ++i)
    share[choose_with_temperature(visits, 0.5, rng, scratch)] += 1 / 20000.0;
  EXPECT_NEAR(share[0], 1 / 46.0, 0.006);
  EXPECT_NEAR(share[1], 9 / 46.0, 0.015);
  EXPECT_NEAR(share[2], 36 / 46.0, 0.015);
  EXPECT_EQ(choose_with_temperature(visits, 0, rng, scratch), 2u);
}

TEST(Budget, DrawsFullSearchesWithTheirProbabilityAndFastOnesHaveNoNoise) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 4});
  SearchConfig config;
  config.simulations = 600;
  config.fast_simulations = 100;
  config.full_probability = 0.25;
  int full = 0;
  for (std::uint32_t ply = 0; ply < 4000; ++ply) {
    const SearchBudget budget =
        self_play_budget(config, game.info(), {.seed = 2, .game = 5, .ply = ply});
    EXPECT_EQ(budget.simulations, budget.full ? 600 : 100);
    EXPECT_EQ(budget.noise, budget.full);
    full += budget.full;
  }
  EXPECT_NEAR(full / 4000.0, 0.25, 5 * std::sqrt(0.25 * 0.75 / 4000));
  config.full_probability = 1;
  EXPECT_TRUE(self_play_budget(config, game.info(), {}).full);
  EXPECT_FALSE(match_budget(config).noise);
}

TEST(GumbelNoise, IsFreshForEveryPlyAndGameAndAbsentInMatches) {
  // With equal priors and equal values the chosen move is decided by the noise alone.
  const GameOf<TreeGame> game({.branching = 16, .depth = 1, .all_draws = true});
  const auto state = game.new_state();
  Search search(game, {});
  UniformEvaluator evaluator;
  std::array<std::set<Action>, 3> chosen;
  for (std::uint32_t i = 0; i < 60; ++i) {
    chosen[0].insert(run_search(search, evaluator, *state, {.simulations = 4, .noise = true},
                                {.seed = 1, .ply = i})
                         .action);
    chosen[1].insert(run_search(search, evaluator, *state, {.simulations = 4, .noise = true},
                                {.seed = 1, .game = i})
                         .action);
    chosen[2].insert(
        run_search(search, evaluator, *state, {.simulations = 4}, {.seed = 1, .ply = i}).action);
  }
  EXPECT_GT(chosen[0].size(), 10u);
  EXPECT_GT(chosen[1].size(), 10u);
  EXPECT_EQ(chosen[2].size(), 1u);
}

}  // namespace
}  // namespace az
