#include "search/gumbel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "search/uniform_evaluator.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

using ::testing::ElementsAreArray;

/// Visits of a one-move game whose actions differ only in their priors, best first.
std::vector<std::uint32_t> flat_visits(int actions, int simulations, int max_considered,
                                       int id_stride = 1) {
  const GameOf<TreeGame> game(
      {.branching = actions, .depth = 1, .id_stride = id_stride, .all_draws = true});
  SearchConfig config;
  config.gumbel.max_considered = max_considered;
  Search search(game, config);
  FakeEvaluator evaluator(ranked_evaluation);
  const auto state = game.new_state();
  const SearchResult& result = run_search(search, evaluator, *state, {.simulations = simulations});
  return {result.visits.begin(), result.visits.end()};
}

struct Golden {
  int simulations, legal, max_considered;
  std::vector<std::uint32_t> visits;
};

class GumbelVisits : public ::testing::TestWithParam<Golden> {};

/// Visit counts re-derived by hand from the rule in gumbel.h, for a fixed ranking of the moves. A
/// halving that divides by log2 of the configured 16 where 7 moves are legal fails the rows with 7.
TEST_P(GumbelVisits, FollowTheHalvingTable) {
  std::vector<std::uint32_t> expected = GetParam().visits;
  expected.resize(static_cast<std::size_t>(GetParam().legal), 0);
  EXPECT_THAT(flat_visits(GetParam().legal, GetParam().simulations, GetParam().max_considered),
              ElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(
    Golden, GumbelVisits,
    ::testing::Values(Golden{2, 20, 16, {1, 1}}, Golden{4, 20, 16, {1, 1, 1, 1}},
                      Golden{8, 20, 4, {3, 3, 1, 1}}, Golden{16, 20, 8, {4, 4, 2, 2, 1, 1, 1, 1}},
                      Golden{16, 20, 16, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
                      Golden{32, 20, 16, {4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1}},
                      Golden{50, 20, 16, {12, 12, 5, 5, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1}},
                      Golden{64, 20, 16, {15, 15, 7, 7, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1}},
                      Golden{200, 20, 16, {49, 49, 21, 21, 9, 9, 9, 9, 3, 3, 3, 3, 3, 3, 3, 3}},
                      Golden{16, 7, 16, {5, 5, 2, 1, 1, 1, 1}},
                      Golden{32, 7, 16, {12, 12, 4, 1, 1, 1, 1}},
                      Golden{64, 7, 16, {21, 21, 10, 3, 3, 3, 3}},
                      Golden{100, 20, 16, {28, 28, 10, 10, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1}},
                      Golden{1, 20, 16, {1}}, Golden{9, 1, 16, {9}}, Golden{9, 20, 1, {9}}));

TEST(GumbelSearch, DoesNotConfuseActionIdsWithPositionsInTheLegalList) {
  EXPECT_EQ(flat_visits(7, 64, 16, 1000), flat_visits(7, 64, 16, 1));
}

TEST(GumbelSearch, WithoutSimulationsPlaysTheNetsBestMove) {
  const GameOf<TreeGame> game({.branching = 5, .depth = 3});
  Search search(game, {});
  FakeEvaluator evaluator(ranked_evaluation);
  const auto state = game.new_state();
  const SearchResult& result = run_search(search, evaluator, *state, {.simulations = 0});
  EXPECT_EQ(result.action, 0u);
  EXPECT_EQ(result.simulations, 0);
  EXPECT_EQ(evaluator.evaluations(), 1u);
  // softmax(0, −1, −2, −3, −4)
  const std::array<double, 5> expected{0.636409, 0.234122, 0.0861285, 0.0316849, 0.0116562};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(result.policy[i], expected[i], 1e-6);
}

}  // namespace
}  // namespace az
