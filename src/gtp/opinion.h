// opinion.h — what an evaluator says of one position, without a search.
#pragma once

#include <span>
#include <vector>

#include "search/evaluator.h"

namespace az {

struct Opinion {
  std::vector<Action> legal;
  std::vector<float> log_priors;    ///< [legal]
  std::vector<float> outcome;       ///< [outcome_size] absolute seats
  std::vector<float> owner, score;  ///< [cells], [1] seen from the seat to move; empty: not known
  /// Of an action that is legal, else −1.
  double prior(Action action) const;
};

/// state: not terminal.
Opinion ask(Evaluator& evaluator, const State& state);

}  // namespace az
