#include "search/puct.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/uniform_evaluator.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

/// Edges on plain arrays, padded as the tree pads them.
struct ToyEdges {
  explicit ToyEdges(std::size_t count) : size(count), stride((count + 7) / 8 * 8) {
    priors.resize(stride, 0);
    q.resize(stride, -INFINITY);
    square_sums.resize(stride, 0);
    visits.resize(stride, 1);
    for (std::size_t i = 0; i < count; ++i) q[i] = 0, visits[i] = 0;
  }
  void set(std::size_t i, float prior, std::uint32_t n, float mean, float square_sum = 0) {
    priors[i] = prior, visits[i] = n, q[i] = mean, square_sums[i] = square_sum;
  }
  Edges view() const {
    return {.size = size,
            .stride = stride,
            .priors = priors.data(),
            .q = q.data(),
            .square_sums = square_sums.data(),
            .visits = visits.data()};
  }
  std::size_t size, stride;
  std::vector<float> priors, q, square_sums;
  std::vector<std::uint32_t> visits;
};

/// The formula as written in search_config.h, in double precision, one edge at a time.
std::size_t naive_select(const Edges& e, float exploration, float first_play) {
  std::size_t best = 0;
  double best_score = -INFINITY;
  for (std::size_t i = 0; i < e.size; ++i) {
    const double q = static_cast<double>(e.visits[i] > 0 ? e.q[i] : first_play);
    const double score = q + static_cast<double>(exploration) * static_cast<double>(e.priors[i]) /
                                 (1.0 + e.visits[i]);
    if (score > best_score) best_score = score, best = i;
  }
  return best;
}

TEST(PuctSelect, IsTheFormulaForAnyNumberOfEdges) {
  Rng rng({.seed = 5});
  for (std::size_t size = 1; size <= 40; ++size)
    for (int trial = 0; trial < 50; ++trial) {
      ToyEdges edges(size);
      for (std::size_t i = 0; i < size; ++i)
        edges.set(i, static_cast<float>(rng.uniform()), rng.below(4),
                  static_cast<float>(rng.uniform() * 2 - 1));
      const auto exploration = static_cast<float>(rng.uniform() * 3);
      const Edges view = edges.view();
      ASSERT_EQ(puct_select(view, view.priors, exploration, -0.3f),
                naive_select(view, exploration, -0.3f));
    }
}

TEST(PuctSelect, TakesTheFirstAmongEqualsAndNeverThePadding) {
  for (std::size_t size = 1; size <= 17; ++size) {
    ToyEdges edges(size);
    const Edges view = edges.view();
    EXPECT_EQ(puct_select(view, view.priors, 0.0f, -1.0f), 0u) << size;
    edges.q[size - 1] = -0.9f;
    edges.visits[size - 1] = 1;
    EXPECT_EQ(puct_select(view, view.priors, 0.0f, -1.0f), size - 1);
  }
}

TEST(Puct, ExplorationFactorMeetsVectorsByHand) {
  PuctConfig config;
  config.c_init = 1.25, config.c_log = 1, config.c_base = 19652, config.visit_offset = 0;
  // (1.25 + ln((100 + 19652) / 19652)) · 10
  EXPECT_NEAR(exploration_factor(config, 100), 12.55075, 1e-4);
  config = {};
  config.c_init = 1.0, config.c_log = 0.45, config.c_base = 500, config.visit_offset = 0.01;
  // (1 + 0.45 ln 2) · sqrt(500.01)
  EXPECT_NEAR(exploration_factor(config, 500), 29.33607, 1e-3);
  EXPECT_NEAR(exploration_factor(config, 0), 0.1, 1e-6);
}

TEST(Puct, FirstPlayMixesNetAndMeanByTheVisitedMass) {
  PuctConfig config;
  Node node;
  node.net_value = 0.5f;
  node.visits = 4;
  node.value_sum = -0.4f;
  node.visited_mass = 0.25f;
  // m = 1/4: V = 1/16 · (−0.1) + 15/16 · 0.5 = 0.4625; less 0.2 · 1/2.
  EXPECT_NEAR(first_play_utility(config, node, 0.2), 0.3625, 1e-6);
  config.first_play = FirstPlay::kZero;
  EXPECT_EQ(first_play_utility(config, node, 0.2), 0);
}

TEST(Puct, ForcesTriedActionsToTheirShare) {
  ToyEdges edges(3);
  edges.set(0, 0.5f, 90, 0.2f);
  edges.set(1, 0.4f, 0, 0.0f);   // never tried: not forced
  edges.set(2, 0.1f, 4, -0.5f);  // sqrt(2 · 0.1 · 100) = 4.47
  const Edges view = edges.view();
  EXPECT_EQ(forced_playout(view, view.priors, 2.0, 100), 2u);
  edges.visits[2] = 5;
  EXPECT_EQ(forced_playout(view, view.priors, 2.0, 100), 3u);
}

TEST(Puct, PruningTakesBackWhatForcingAloneExplains) {
  PuctConfig config;
  config.c_init = 1, config.c_log = 0, config.visit_offset = 0, config.forced_playouts = 2;
  ToyEdges edges(4);
  edges.set(0, 0.6f, 80, 0.5f);
  edges.set(1, 0.2f, 13, 0.3f);
  edges.set(2, 0.1f, 5, -0.9f);
  edges.set(3, 0.1f, 2, 0.45f);
  std::vector<float> out(4);
  const Edges view = edges.view();
  pruned_visits(config, view, view.priors, 100, out);
  // The best: 0.5 + 10 · 0.6 / 81 = 0.574. Edge 1: 0.3 + 2 / (1 + n) stays below while n ≥ 7 (0.55;
  // at 6 0.586), and up to floor(sqrt(40)) = 6 may go. Edge 2 loses floor(sqrt(20)) = 4 of 5, and
  // one left is dropped. Edge 3 would exceed the best at once (0.45 + 1 / 2), so it keeps its two.
  EXPECT_THAT(out, ::testing::ElementsAre(80, 7, 0, 2));
}

TEST(Puct, LowerBoundPrefersTheSurerActionAmongThoseWithEnoughVisits) {
  PuctConfig config;
  ToyEdges edges(4);
  edges.set(0, 0, 100, 0.40f, 100 * 0.80f);  // spread 64: s = 0.081
  edges.set(1, 0, 90, 0.38f, 90 * 0.1444f);  // no spread: s = 0.011
  edges.set(2, 0, 14, 1.0f, 14);             // below 15 % of the visits
  edges.set(3, 0, 0, 0.0f);
  EXPECT_EQ(best_lower_bound(config, edges.view()), 1u);
  config.lcb_deviations = 0;
  EXPECT_EQ(best_lower_bound(config, edges.view()), 0u);
  config.lcb_min_visits = 0;
  EXPECT_EQ(best_lower_bound(config, edges.view()), 2u);
}

TEST(PuctSearch, ForcedPlayoutsAndPruningShapeTheTargetOnlyWithNoise) {
  const GameOf<TreeGame> game({.branching = 12, .depth = 5});
  FakeEvaluator evaluator(hashed_evaluation);
  const auto state = game.new_state();
  Search search(game, puct_config());
  const SearchResult& plain = run_search(search, evaluator, *state, {.simulations = 300});
  for (std::size_t i = 0; i < plain.legal.size(); ++i)
    EXPECT_FLOAT_EQ(plain.policy[i], static_cast<float>(plain.visits[i]) / 300.0f);
  const SearchResult& noisy =
      run_search(search, evaluator, *state, {.simulations = 300, .noise = true});
  double sum = 0, most = 0, dropped = 0;
  for (std::size_t i = 0; i < noisy.legal.size(); ++i) {
    sum += static_cast<double>(noisy.policy[i]);
    most = std::max(most, static_cast<double>(noisy.policy[i]));
    dropped += noisy.visits[i] > 0 && noisy.policy[i] == 0;
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_GT(dropped, 0);
  const auto best =
      std::max_element(noisy.visits.begin(), noisy.visits.end()) - noisy.visits.begin();
  EXPECT_EQ(noisy.policy[static_cast<std::size_t>(best)], static_cast<float>(most));
}

TEST(PuctSearch, TemperatureZeroPlaysTheMostVisitedAndOneSamplesTheVisits) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 4});
  FakeEvaluator evaluator(hashed_evaluation);
  const auto state = game.new_state();
  Search search(game, puct_config());
  constexpr int kDraws = 4000;
  std::array<int, 4> count{};
  std::vector<float> policy;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    const SearchResult& r = run_search(
        search, evaluator, *state, {.simulations = 20, .temperature = 1}, {.seed = 1, .game = i});
    ++count[r.action];
    policy.assign(r.policy.begin(), r.policy.end());
  }
  for (std::size_t a = 0; a < 4; ++a) {
    const double p = static_cast<double>(policy[a]);
    EXPECT_NEAR(count[a] / double{kDraws}, p,
                5 * std::sqrt(p * (1 - p) / kDraws) + 1e-9);  // five standard errors
  }
  const auto best = std::max_element(policy.begin(), policy.end()) - policy.begin();
  for (std::uint32_t i = 0; i < 20; ++i)
    EXPECT_EQ(
        run_search(search, evaluator, *state, {.simulations = 20}, {.seed = 1, .game = i}).action,
        static_cast<Action>(best));
}

TEST(PuctSearch, WithoutSimulationsPlaysTheNetsBestMove) {
  const GameOf<TreeGame> game({.branching = 5, .depth = 3});
  Search search(game, puct_config());
  FakeEvaluator evaluator(ranked_evaluation);
  const auto state = game.new_state();
  const SearchResult& result = run_search(search, evaluator, *state, {.simulations = 0});
  EXPECT_EQ(result.action, 0u);
  EXPECT_NEAR(result.policy[0], 0.636409, 1e-6);
  EXPECT_EQ(evaluator.evaluations(), 1u);
}

}  // namespace
}  // namespace az
