#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/search.h"
#include "search/uniform_evaluator.h"
#include "tests/search/toy_games.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using ::testing::ElementsAreArray;

/// The payoffs of perfect play, every seat for itself (ties: the lowest action, as in a search with
/// enough visits the outcome among equals may differ, only the chooser's own payoff is compared).
std::vector<float> backward_induction(const State& state, Action* best = nullptr) {
  std::vector<Action> legal;
  const auto copy = state.clone();
  advance(*copy, legal);
  const auto players = static_cast<std::size_t>(state.info().players);
  if (legal.empty()) {
    const Outcome outcome = copy->outcome();
    return {outcome.payoff.begin(), outcome.payoff.begin() + static_cast<std::ptrdiff_t>(players)};
  }
  std::vector<float> result;
  const auto seat = static_cast<std::size_t>(copy->to_play());
  for (const Action action : legal) {
    const auto next = copy->clone();
    next->apply(action);
    const auto values = backward_induction(*next);
    if (!result.empty() && values[seat] <= result[seat]) continue;
    result = values;
    if (best != nullptr) *best = action;
  }
  return result;
}

TEST(MaxN, ThreePlayersEachMaximiseTheirOwnValue) {
  // Small enough to solve; the first seat's choice must get it what backward induction promises.
  for (const int players : {3, 4})
    for (const bool repeats : {false, true}) {
      const GameOf<TreeGame> game(
          {.players = players, .branching = 2, .depth = 5, .repeats = repeats});
      UniformEvaluator evaluator;
      Search search(game, puct_config());
      const auto state = game.new_state();
      std::vector<Action> legal;
      for (advance(*state, legal); !legal.empty(); advance(*state, legal)) {
        const auto seat = static_cast<std::size_t>(state->to_play());
        const SearchResult& result = run_search(search, evaluator, *state, {.simulations = 20000});
        const auto after = state->clone();
        after->apply(result.action);
        EXPECT_EQ(backward_induction(*after)[seat], backward_induction(*state)[seat]);
        state->apply(result.action);
      }
    }
}

TEST(MaxN, ValuesOfAllSeatsSumToWhatPayoffsSumTo) {
  const auto game = three_player_game();
  UniformEvaluator evaluator;
  const auto state = game->new_state();
  for (const SearchConfig& config : {gumbel_config(), puct_config()}) {
    Search search(*game, config);
    const SearchResult& r = run_search(search, evaluator, *state, {.simulations = 500});
    EXPECT_EQ(r.root_outcome.size(), 10u);
    std::array<float, 3> values{};
    expected_payoff(game->info(), r.root_outcome, values);
    EXPECT_NEAR(values[0] + values[1] + values[2], 0, 1e-4);
    // Every seat takes some place unless all share: each row of places sums to 1 − P(all share).
    for (std::size_t seat = 0; seat < 3; ++seat)
      EXPECT_NEAR(r.root_outcome[3 * seat] + r.root_outcome[3 * seat + 1] +
                      r.root_outcome[3 * seat + 2] + r.root_outcome[9],
                  1, 1e-4);
    // The chooser's q, weighed by visits, with the root's own evaluation, is the chooser's value.
    double sum = 0;
    for (std::size_t i = 0; i < r.legal.size(); ++i)
      sum += static_cast<double>(r.q[i]) * r.visits[i];
    EXPECT_NEAR(sum / (1 + r.simulations), values[0], 1e-4);
  }
}

TEST(MaxN, UniformEvaluatorSaysThatAllShare) {
  for (int players = 2; players <= 4; ++players) {
    const GameOf<TreeGame> game({.players = players, .branching = 3, .depth = 3});
    UniformEvaluator evaluator;
    Search search(game, gumbel_config());
    const auto state = game.new_state();
    const SearchResult& r = run_search(search, evaluator, *state, {.simulations = 0});
    std::vector<float> expected(static_cast<std::size_t>(game.info().outcome_size()), 0);
    expected[players == 2 ? 1 : expected.size() - 1] = 1;
    EXPECT_THAT(r.net_outcome, ElementsAreArray(expected));
    EXPECT_THAT(r.q, ::testing::Each(0.0f));
  }
}

}  // namespace
}  // namespace az
