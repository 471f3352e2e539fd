#include "search/gumbel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
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
  friend void PrintTo(const Golden& g, std::ostream* out) {
    *out << "n " << g.simulations << ", legal " << g.legal << ", m " << g.max_considered;
  }
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

TEST(Gumbel, MixedValueAndImprovedPolicyMeetAHandComputation) {
  const std::array<float, 4> log_priors{std::log(0.5f), std::log(0.3f), std::log(0.15f),
                                        std::log(0.05f)};
  const std::array<float, 4> priors{0.5f, 0.3f, 0.15f, 0.05f};
  const std::array<float, 4> q{0.2f, -0.4f, 0, 0};
  const std::array<std::uint32_t, 4> visits{2, 1, 0, 0};
  const Edges edges{.size = 4,
                    .log_priors = log_priors.data(),
                    .priors = priors.data(),
                    .q = q.data(),
                    .visits = visits.data()};
  // S = 3 visits were really made, whatever was configured: (0.1 + 3 · (0.5 · 0.2 − 0.3 · 0.4) /
  // 0.8) / 4
  EXPECT_NEAR(mixed_value(edges, 0.1f), 0.00625, 1e-6);
  // sigma(q) = (50 + 2) · 1 · (u + 1) / 2
  EXPECT_NEAR(sigma_scale({}, edges), 26, 1e-5);
  GumbelConfig config;
  config.c_visit = 2;
  config.c_scale = 0.5;  // sigma = (2 + 2) · 0.5 · (u + 1) / 2 = u + 1
  std::array<float, 4> policy{};
  improved_policy(config, edges, 0.1f, policy);
  // 0.5 e^0.2, 0.3 e^−0.4, 0.15 e^0.00625, 0.05 e^0.00625 over their sum 1.0130524
  const std::array<double, 4> expected{0.6028326, 0.1985046, 0.1489971, 0.0496657};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(policy[i], expected[i], 2e-6);
  std::array<float, 4> scratch{};
  // minus visits / 4: 0.103, −0.051, 0.149, 0.050
  EXPECT_EQ(select_by_improved_policy(config, edges, 0.1f, scratch), 2u);
}

TEST(Gumbel, TinyPriorsKeepTheirOrderWhereProbabilitiesUnderflow) {
  // exp(−200) is 0 in single precision; the logits still tell the actions apart.
  const std::array<float, 3> log_priors{0, -300, -200}, priors{1, 0, 0}, q{-1, 1, 1};
  const std::array<std::uint32_t, 3> visits{400, 1, 1};
  const Edges edges{.size = 3,
                    .log_priors = log_priors.data(),
                    .priors = priors.data(),
                    .q = q.data(),
                    .visits = visits.data()};
  std::array<float, 3> policy{};
  improved_policy({}, edges, 0, policy);
  EXPECT_NEAR(policy[2], 1, 1e-6);
  EXPECT_LT(policy[1], 1e-6);
}

TEST(Gumbel, PolicyTargetCoversAllLegalActionsAndSumsToOne) {
  const GameOf<TreeGame> game({.branching = 30, .depth = 4});
  FakeEvaluator evaluator(hashed_evaluation);
  const auto state = game.new_state();
  SearchConfig config;
  config.gumbel.c_scale = 0.02;  // weak enough that no probability underflows
  Search search(game, config);
  const SearchResult& r = run_search(search, evaluator, *state, {.simulations = 16, .noise = true});
  EXPECT_EQ(r.considered, 16);
  EXPECT_EQ(std::accumulate(r.visits.begin(), r.visits.end(), 0u), 16u);
  EXPECT_NEAR(std::accumulate(r.policy.begin(), r.policy.end(), 0.0), 1, 1e-5);
  for (const float p : r.policy) EXPECT_GT(p, 0);
}

}  // namespace
}  // namespace az
