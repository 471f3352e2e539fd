#include "gtp/opinion.h"

#include <algorithm>
#include <cmath>

namespace az {

double Opinion::prior(Action action) const {
  const auto at = std::lower_bound(legal.begin(), legal.end(), action);
  if (at == legal.end() || *at != action) return -1;
  return std::exp(static_cast<double>(log_priors[static_cast<std::size_t>(at - legal.begin())]));
}

Opinion ask(Evaluator& evaluator, const State& state) {
  const GameInfo& info = state.info();
  Opinion opinion;
  state.legal(opinion.legal);
  opinion.log_priors.resize(opinion.legal.size());
  opinion.outcome.resize(static_cast<std::size_t>(info.outcome_size()));
  std::vector<float> aux(evaluator.has_aux() ? static_cast<std::size_t>(info.aux_size()) : 0);
  const Leaf leaf{&state, opinion.legal, !aux.empty()};
  Evaluation evaluation{opinion.log_priors, opinion.outcome, aux};
  evaluator.wait(evaluator.submit(std::span(&leaf, 1)), std::span(&evaluation, 1));
  auto at = aux.begin();
  for (const AuxTarget target : info.aux) {
    if (aux.empty()) break;
    const auto end = at + info.aux_size(target);
    if (target == AuxTarget::kOwner) opinion.owner.assign(at, end);
    if (target == AuxTarget::kScore) opinion.score.assign(at, end);
    at = end;
  }
  return opinion;
}

}  // namespace az
