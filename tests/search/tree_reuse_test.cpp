#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "search/search.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

TEST(TreeReuse, ContinuesExactlyAsAFreshSearchWould) {
  for (const int variant : {0, 1, 2, 3})
    for (const TieOrder tie_order : {TieOrder::kAscending, TieOrder::kMiddleOut}) {
      const GameOf<TreeGame> game({.players = 2 + (variant & 1),
                                   .branching = 5,
                                   .depth = 12,
                                   .early_ends = variant == 3,
                                   .forced = (variant & 2) != 0});
      FakeEvaluator evaluator(hashed_evaluation);
      SearchConfig config = puct_config();
      config.tie_order = tie_order;
      Search fresh(game, config);
      config.tree_reuse = true;
      Search reusing(game, config);
      const auto state = game.new_state();
      std::vector<Action> legal;
      std::uint32_t ply = 0;
      std::uint64_t saved = 0;
      for (advance(*state, legal); !legal.empty(); advance(*state, legal), ++ply) {
        const std::uint64_t before = evaluator.evaluations();
        const Snapshot a(
            run_search(reusing, evaluator, *state, {.simulations = 200}, {.ply = ply}));
        const std::uint64_t between = evaluator.evaluations();
        const Snapshot b(run_search(fresh, evaluator, *state, {.simulations = 200}, {.ply = ply}));
        saved += evaluator.evaluations() - between - (between - before);
        // A subtree that got more visits than the budget keeps them.
        if (a.simulations == 200) {
          EXPECT_EQ(a.visits, b.visits);
          EXPECT_EQ(a.action, b.action);
          for (std::size_t i = 0; i < a.q.size(); ++i) EXPECT_NEAR(a.q[i], b.q[i], 1e-5);
        }
        reusing.move(a.action);
        state->apply(a.action);
      }
      EXPECT_GT(saved, variant == 3 ? 10u : 200u);
    }
}

TEST(TreeReuse, StartsAfreshInAnotherPositionAndAfterReset) {
  const GameOf<TreeGame> game({.branching = 5, .depth = 40});
  FakeEvaluator evaluator(hashed_evaluation);
  SearchConfig config = puct_config();
  config.tree_reuse = true;
  Search search(game, config);
  const auto state = game.new_state(), other = game.new_state();
  const Snapshot first(run_search(search, evaluator, *state, {.simulations = 100}));
  search.move(first.action);
  other->apply((first.action + 1) % 5);
  const std::uint64_t before = evaluator.evaluations();
  const Snapshot b(run_search(search, evaluator, *other, {.simulations = 100}));
  EXPECT_EQ(evaluator.evaluations() - before, 101u);
  search.reset();
  EXPECT_EQ(Snapshot(run_search(search, evaluator, *state, {.simulations = 100})), first);
}

TEST(TreeReuse, GumbelHalvesTheNewVisitsOnTopOfTheOldOnes) {
  const GameOf<TreeGame> game({.branching = 7, .depth = 8});
  FakeEvaluator evaluator(hashed_evaluation);
  SearchConfig config = gumbel_config();
  config.tree_reuse = true;
  Search search(game, config);
  const auto state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  std::uint32_t kept = 0;
  for (std::uint32_t ply = 0; ply < 4; ++ply) {
    const Snapshot r(
        run_search(search, evaluator, *state, {.simulations = 64, .noise = true}, {.ply = ply}));
    EXPECT_EQ(r.simulations, 64);
    EXPECT_EQ(std::accumulate(r.visits.begin(), r.visits.end(), 0u), 64 + kept);
    const auto at = std::find(r.legal.begin(), r.legal.end(), r.action) - r.legal.begin();
    kept = r.visits[static_cast<std::size_t>(at)] - 1;  // less the child's own evaluation
    search.move(r.action);
    state->apply(r.action);
    advance(*state, legal);
  }
}

TEST(TreeReuse, FollowsForcedStepsThatAreNodesOfTheirOwn) {
  const GameOf<TreeGame> game({.branching = 3, .depth = 10, .forced = true});
  FakeEvaluator evaluator(hashed_evaluation);
  SearchConfig config = puct_config();
  config.tree_reuse = true;
  config.collapse_forced = false;
  Search search(game, config);
  const auto state = game.new_state();
  std::vector<Action> legal;
  std::uint64_t evaluated = 0;
  int searches = 0;
  for (advance(*state, legal); !legal.empty(); advance(*state, legal), ++searches) {
    const std::uint64_t before = evaluator.evaluations();
    const Action action = run_search(search, evaluator, *state, {.simulations = 300}).action;
    evaluated += evaluator.evaluations() - before;
    search.move(action);
    state->apply(action);
  }
  EXPECT_LT(evaluated, static_cast<std::uint64_t>(searches) * 220);
}

}  // namespace
}  // namespace az
