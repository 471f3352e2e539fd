#include "search/uniform_evaluator.h"

#include <algorithm>
#include <cmath>

namespace az {

UniformEvaluator::UniformEvaluator() {
  log_priors_[0] = 0;
  for (std::size_t i = 1; i < kTable; ++i) log_priors_[i] = -std::log(static_cast<float>(i));
}

int UniformEvaluator::submit(std::span<const Leaf> leaves) {
  evaluations_.fetch_add(leaves.size(), std::memory_order_relaxed);
  return 0;  // wait() needs nothing but the shapes that it is given
}

void UniformEvaluator::wait(int, std::span<Evaluation> out) {
  for (Evaluation& evaluation : out) {
    const std::size_t legal = evaluation.log_priors.size();
    const float log_prior =
        legal < kTable ? log_priors_[legal] : -std::log(static_cast<float>(legal));
    std::fill(evaluation.log_priors.begin(), evaluation.log_priors.end(), log_prior);
    std::fill(evaluation.outcome.begin(), evaluation.outcome.end(), 0.0f);
    const bool two_players = evaluation.outcome.size() == 3;
    evaluation.outcome[two_players ? 1 : evaluation.outcome.size() - 1] = 1.0f;
  }
}

}  // namespace az
