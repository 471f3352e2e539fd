// One game of self-play: its noise, and its end at the ply cap.
#include "selfplay/self_play_game.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "games/advance.h"
#include "games/registry.h"
#include "search/uniform_evaluator.h"
#include "store/verify_games.h"
#include "tests/selfplay/searched_games.h"

namespace az {
namespace {

/// A Gumbel search without simulations plays argmax(log-prior + noise): with equal priors its moves
/// are the noise, made visible.
SearchConfig noise_alone() {
  SearchConfig search;
  search.simulations = 0;
  return search;
}

TEST(SelfPlayNoise, IsDrawnAfreshAtEveryPlyOfEveryGame) {
  const auto game = *make_game("connect_four");
  SelfPlayConfig config;
  UniformEvaluator evaluator;
  constexpr std::uint64_t kSeed = 7;
  constexpr std::uint32_t kGeneration = 3;
  const SearchConfig search = noise_alone();
  SelfPlayGame play(*game, search, config, kSeed, kGeneration);
  int repeats = 0, pairs = 0;
  std::vector<Action> first_moves;
  for (std::uint32_t id = 0; id < 60; ++id) {
    const GameRecord record = searched_game(play, evaluator, id);
    const auto state = game->new_state();
    std::vector<Action> legal;
    advance(*state, legal);
    for (std::uint32_t p = 0; p < record.plies.size(); ++p) {
      Rng rng({.seed = kSeed,
               .purpose = Purpose::kRootNoise,
               .generation = kGeneration,
               .game = id,
               .ply = p});
      std::vector<float> noise(legal.size());
      for (float& g : noise) g = static_cast<float>(rng.gumbel());
      const auto highest = std::max_element(noise.begin(), noise.end()) - noise.begin();
      ASSERT_EQ(record.plies[p].action, legal[static_cast<std::size_t>(highest)])
          << "game " << id << ", ply " << p;
      // No column is full before ply 6: seven equal chances each.
      if (p > 0 && p < 6) {
        ++pairs;
        repeats += record.plies[p].action == record.plies[p - 1].action;
      }
      state->apply(record.plies[p].action);
      advance(*state, legal);
    }
    first_moves.push_back(record.plies[0].action);
  }
  ASSERT_GE(pairs, 250);
  EXPECT_NEAR(static_cast<double>(repeats) / pairs, 1.0 / 7,
              5 * std::sqrt(6.0 / 49 / pairs));  // five standard errors
  for (Action column = 0; column < 7; ++column)
    EXPECT_TRUE(std::count(first_moves.begin(), first_moves.end(), column) > 0) << column;
}

TEST(SelfPlaySearches, LeaveOneVisitPerSimulationOrMoreWhereATreeIsReused) {
  UniformEvaluator evaluator;
  SelfPlayConfig config;
  std::uint64_t reused = 0, fast = 0;
  for (const char* name : {"tic_tac_toe", "connect_four"})  // the first is full of terminals
    for (const SearchAlgorithm algorithm : {SearchAlgorithm::kGumbel, SearchAlgorithm::kPuct})
      for (const bool tree_reuse : {false, true})
        for (const bool collapse_forced : {false, true}) {
          const auto game = *make_game(name);
          SearchConfig search;
          search.algorithm = algorithm;
          search.simulations = 24;
          search.fast_simulations = 5;
          search.full_probability = 0.5;
          search.tree_reuse = tree_reuse;
          search.collapse_forced = collapse_forced;
          SelfPlayGame play(*game, search, config, 7, 1);
          for (std::uint64_t id = 0; id < 6; ++id) {
            const GameRecord record = searched_game(play, evaluator, id);
            const auto verified = verify_game(*game, record, name);
            ASSERT_TRUE(verified) << verified.error().to_string();
            for (std::size_t p = 0; p < record.plies.size(); ++p) {
              std::uint64_t visits = 0;
              for (const VisitedAction& visited : record.visited_at(p)) visits += visited.visits;
              const std::uint32_t simulations = record.plies[p].simulations;
              if (tree_reuse)
                ASSERT_GE(visits, simulations);
              else
                ASSERT_EQ(visits, simulations);
              reused += visits > simulations;
              fast += record.plies[p].kind == PlyKind::kFast;
            }
          }
        }
  EXPECT_GT(reused, 100u) << "gumbel counts only its own";
  EXPECT_GT(fast, 100u);
}

}  // namespace
}  // namespace az
