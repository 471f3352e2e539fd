// toy_evaluators.h — positions and answers for tests of evaluators.
#pragma once

#include <memory>
#include <vector>

#include "core/rng.h"
#include "games/advance.h"
#include "games/game.h"
#include "search/evaluator.h"

namespace az::test {

struct Position {
  std::unique_ptr<State> state;
  std::vector<Action> legal;
  Leaf leaf() const { return {state.get(), legal}; }
};

/// Positions with a choice, along random games.
inline std::vector<Position> random_positions(const Game& game, int count, std::uint64_t seed) {
  std::vector<Position> positions;
  Rng rng({.seed = seed, .purpose = Purpose::kPlayout});
  std::vector<Action> legal;
  auto state = game.new_state();
  advance(*state, legal);
  while (static_cast<int>(positions.size()) < count) {
    if (legal.empty()) {
      state = game.new_state();
      advance(*state, legal);
    }
    positions.push_back({state->clone(), legal});
    state->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    advance(*state, legal);
  }
  return positions;
}

struct Answer {
  std::vector<float> outcome, log_priors, aux{};
  bool operator==(const Answer&) const = default;
};

/// One batch under way: submitted when made, waited for by take().
struct Query {
  std::vector<Answer> answers;
  std::vector<Evaluation> evaluations;
  int ticket = 0;

  Query(Evaluator& evaluator, const std::vector<const Position*>& positions, bool aux = false) {
    std::vector<Leaf> leaves;
    answers.resize(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
      leaves.push_back(positions[i]->leaf());
      answers[i].log_priors.resize(positions[i]->legal.size());
      answers[i].outcome.resize(
          static_cast<std::size_t>(positions[i]->state->info().outcome_size()));
      leaves.back().aux = aux;
      if (aux)
        answers[i].aux.resize(static_cast<std::size_t>(positions[i]->state->info().aux_size()));
      evaluations.push_back({answers[i].log_priors, answers[i].outcome, answers[i].aux});
    }
    ticket = evaluator.submit(leaves);
  }
  std::vector<Answer> take(Evaluator& evaluator) {
    evaluator.wait(ticket, evaluations);
    return std::move(answers);
  }
};

inline std::vector<const Position*> pointers(const std::vector<Position>& positions) {
  std::vector<const Position*> all;
  for (const Position& position : positions) all.push_back(&position);
  return all;
}

inline std::vector<Answer> ask(Evaluator& evaluator, const std::vector<const Position*>& positions,
                               bool aux = false) {
  return Query(evaluator, positions, aux).take(evaluator);
}

}  // namespace az::test
