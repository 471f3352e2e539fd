#include "search/heuristic_evaluator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "games/advance.h"
#include "games/hex/rules.h"
#include "games/registry.h"
#include "games/state_of.h"
#include "tests/search/toy_games.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

std::unique_ptr<Game> hex(int size) {
  return std::make_unique<GameOf<Hex>>(Hex::Settings{.size = size});
}

/// What the evaluator says of one position.
struct Answer {
  std::vector<Action> legal;
  std::vector<float> log_priors, outcome, values;
};

Answer ask(HeuristicEvaluator& evaluator, const State& state) {
  Answer answer;
  state.legal(answer.legal);
  answer.log_priors.resize(answer.legal.size());
  answer.outcome.resize(static_cast<std::size_t>(state.info().outcome_size()));
  answer.values.resize(static_cast<std::size_t>(state.info().players));
  const Leaf leaf{&state, answer.legal};
  Evaluation evaluation{answer.log_priors, answer.outcome};
  evaluator.wait(evaluator.submit(std::span(&leaf, 1)), std::span(&evaluation, 1));
  expected_payoff(state.info(), answer.outcome, answer.values);
  return answer;
}

/// Plays a line of moves by their text.
std::unique_ptr<State> after(const Game& game, const std::vector<std::string>& moves) {
  auto state = game.new_state();
  for (const std::string& move : moves) state->apply(state->parse(move).value());
  return state;
}

TEST(HeuristicEvaluator, SeesAWinInOneExactly) {
  const auto game = hex(4);
  HeuristicEvaluator evaluator;
  const auto state = after(*game, {"a1", "d1", "a2", "d2", "a3", "d3"});  // a4 connects
  const Answer answer = ask(evaluator, *state);
  const auto best = std::max_element(answer.log_priors.begin(), answer.log_priors.end());
  EXPECT_EQ(
      state->to_string(answer.legal[static_cast<std::size_t>(best - answer.log_priors.begin())]),
      "a4");
  EXPECT_EQ(answer.values, (std::vector<float>{1, -1}));
}

TEST(HeuristicEvaluator, PriorsAreTheSoftmaxOfWhatEveryActionLeadsTo) {
  const auto game = hex(5);
  HeuristicEvaluator evaluator;
  const auto state = after(*game, {"c3", "b2", "d1"});
  const Answer answer = ask(evaluator, *state);
  std::vector<float> values(2);
  double sum = 0, best = -1;
  std::vector<double> utilities;
  for (const Action action : answer.legal) {
    const auto next = state->clone();
    next->apply(action);
    next->heuristic(values);
    utilities.push_back(static_cast<double>(values[1]));
    best = std::max(best, utilities.back());
  }
  for (const float p : answer.log_priors) sum += std::exp(static_cast<double>(p));
  EXPECT_NEAR(sum, 1, 1e-5);
  for (std::size_t i = 1; i < utilities.size(); ++i)
    EXPECT_NEAR(static_cast<double>(answer.log_priors[i] - answer.log_priors[0]),
                (utilities[i] - utilities[0]) / kHeuristicTemperature, 1e-4);
  EXPECT_NEAR(static_cast<double>(answer.values[1]), best, 1e-6);
  EXPECT_EQ(evaluator.evaluations(), answer.legal.size());
}

TEST(HeuristicEvaluator, EverySeatOfThreeChoosesForItself) {
  const auto game = three_player_game();
  HeuristicEvaluator evaluator;
  const auto state = game->new_state();
  std::vector<Action> legal;
  Rng rng({.seed = 1});
  for (advance(*state, legal); !legal.empty(); advance(*state, legal)) {
    const auto seat = static_cast<std::size_t>(state->to_play());
    const Answer answer = ask(evaluator, *state);
    std::vector<float> values(3), best;
    for (const Action action : legal) {
      const auto next = state->clone();
      std::vector<Action> more;
      next->apply(action);
      advance(*next, more);
      if (more.empty()) {
        const Outcome outcome = next->outcome();
        std::copy_n(outcome.payoff.begin(), 3, values.begin());
      } else {
        next->heuristic(values);
      }
      if (best.empty() || values[seat] > best[seat]) best = values;
    }
    for (std::size_t s = 0; s < 3; ++s) EXPECT_NEAR(answer.values[s], best[s], 1e-6);
    state->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
  }
}

TEST(HeuristicEvaluator, BatchesOfSeveralVariantsAndTicketsOutOfTurn) {
  const auto small = hex(3), large = hex(5);
  HeuristicEvaluator evaluator;
  const auto a = small->new_state(), b = large->new_state();
  std::vector<Action> of_a, of_b;
  a->legal(of_a);
  b->legal(of_b);
  const std::vector<Leaf> both{{a.get(), of_a}, {b.get(), of_b}};
  const int first = evaluator.submit(both), second = evaluator.submit(std::span(both).first(1));
  std::vector<float> priors_a(of_a.size()), priors_b(of_b.size()), again(of_a.size());
  std::vector<float> outcome_a(3), outcome_b(3), outcome_again(3);
  std::vector<Evaluation> one{{again, outcome_again}};
  evaluator.wait(second, one);
  std::vector<Evaluation> two{{priors_a, outcome_a}, {priors_b, outcome_b}};
  evaluator.wait(first, two);
  EXPECT_EQ(priors_a, again);
  EXPECT_EQ(outcome_a, outcome_again);
  EXPECT_EQ(priors_b, ask(evaluator, *b).log_priors);
}

struct HexAgain : Hex {
  using Hex::Hex;
  static constexpr int kHeuristicVersion = Hex::kHeuristicVersion + 1;
};

TEST(HeuristicIdentity, IsTheHeuristicsVersionTheVariantAndTheSearch) {
  const GameInfo info = hex(5)->info();
  const Hash128 identity = heuristic_identity(info, heuristic_search(32));
  EXPECT_NE(identity, heuristic_identity(hex(4)->info(), heuristic_search(32)));
  EXPECT_NE(identity, heuristic_identity(info, heuristic_search(33)));
  EXPECT_EQ(heuristic_identity(info, heuristic_search(0)),
            heuristic_identity(info, heuristic_search(1)));
  const GameOf<HexAgain> again({.size = 5});
  EXPECT_EQ(again.info().rules_id, info.rules_id);
  EXPECT_NE(again.info().heuristic_id, info.heuristic_id);
  EXPECT_NE(identity, heuristic_identity(again.info(), heuristic_search(32)));
}

TEST(HeuristicIdentity, AGameWithoutAHeuristicHasNone) {
  EXPECT_FALSE(make_game("tic_tac_toe").value()->info().has_heuristic());
  EXPECT_TRUE(make_game("hex").value()->info().has_heuristic());
  const std::vector<std::string> names = games_with_heuristic();
  EXPECT_NE(std::find(names.begin(), names.end(), "hex"), names.end());
  EXPECT_EQ(std::find(names.begin(), names.end(), "tic_tac_toe"), names.end());
}

}  // namespace
}  // namespace az
