#include "search/uniform_evaluator.h"

#include <algorithm>
#include <cmath>

namespace az {

int UniformEvaluator::submit(std::span<const Leaf> leaves) {
  evaluations_.fetch_add(leaves.size(), std::memory_order_relaxed);
  return 0;  // wait() needs nothing but the shapes that it is given
}

void UniformEvaluator::wait(int, std::span<Evaluation> out) {
  std::size_t last_legal = 0;
  float log_prior = 0;
  for (Evaluation& evaluation : out) {
    const std::size_t legal = evaluation.log_priors.size();
    if (legal != last_legal) {
      last_legal = legal;
      log_prior = -std::log(static_cast<float>(legal));
    }
    std::fill(evaluation.log_priors.begin(), evaluation.log_priors.end(), log_prior);
    std::fill(evaluation.outcome.begin(), evaluation.outcome.end(), 0.0f);
    const bool two_players = evaluation.outcome.size() == 3;
    evaluation.outcome[two_players ? 1 : evaluation.outcome.size() - 1] = 1.0f;
  }
}

}  // namespace az
