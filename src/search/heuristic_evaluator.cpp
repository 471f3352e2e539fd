#include "search/heuristic_evaluator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "core/check.h"
#include "core/outcome.h"
#include "games/advance.h"

namespace az {
namespace {

/// Part of the identity: raise it when priors or values are made in another way.
constexpr std::uint64_t kVersion = 1;

using Payoffs = std::array<float, kMaxPlayers>;

/// What each of a position's actions leads to; the buffers are kept from position to position.
class OnePly {
 public:
  /// Expected payoffs by seat after each of `legal`.
  std::span<const Payoffs> look(const State& state, std::span<const Action> legal) {
    const GameInfo& info = state.info();
    if (!after_ || after_->info().rules_id != info.rules_id) after_ = state.clone();
    const auto players = static_cast<std::size_t>(info.players);
    payoffs_.resize(legal.size());
    for (std::size_t i = 0; i < legal.size(); ++i) {
      after_->assign(state);
      after_->apply(legal[i]);
      advance(*after_, actions_);
      if (actions_.empty())
        payoffs_[i] = after_->outcome().payoff;
      else
        after_->heuristic(std::span(payoffs_[i]).first(players));
    }
    return payoffs_;
  }

 private:
  std::unique_ptr<State> after_;
  std::vector<Action> actions_;
  std::vector<Payoffs> payoffs_;
};

}  // namespace

int HeuristicEvaluator::submit(std::span<const Leaf> leaves) {
  OnePly ply;
  std::vector<Answer> answers(leaves.size());
  std::vector<double> scores;
  std::uint64_t valued = 0;
  for (std::size_t l = 0; l < leaves.size(); ++l) {
    const State& state = *leaves[l].state;
    const GameInfo& info = state.info();
    const auto payoffs = ply.look(state, leaves[l].legal);
    valued += payoffs.size();
    const auto chooser = static_cast<std::size_t>(state.to_play());
    const double per_payoff = 2 / (info.value_high - info.value_low) / kHeuristicTemperature;
    const auto best = std::max_element(
        payoffs.begin(), payoffs.end(),
        [chooser](const Payoffs& a, const Payoffs& b) { return a[chooser] < b[chooser]; });
    const float most = (*best)[chooser];
    double sum = 0;
    scores.clear();
    for (const Payoffs& payoff : payoffs) {
      scores.push_back(per_payoff * static_cast<double>(payoff[chooser] - most));
      sum += std::exp(scores.back());
    }
    Answer& answer = answers[l];
    for (const double score : scores)
      answer.log_priors.push_back(static_cast<float>(score - std::log(sum)));
    answer.outcome.resize(static_cast<std::size_t>(info.outcome_size()));
    outcome_expecting(info, std::span(*best).first(static_cast<std::size_t>(info.players)),
                      answer.outcome);
  }
  evaluations_.fetch_add(valued, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  waiting_.emplace(next_, std::move(answers));
  return next_++;
}

void HeuristicEvaluator::wait(int ticket, std::span<Evaluation> out) {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    const auto at = waiting_.find(ticket);
    check(at != waiting_.end(), "no ticket {}", ticket);
    answers = std::move(at->second);
    waiting_.erase(at);
  }
  check(out.size() == answers.size(), "{} evaluations of {}", out.size(), answers.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::copy(answers[i].log_priors.begin(), answers[i].log_priors.end(),
              out[i].log_priors.begin());
    std::copy(answers[i].outcome.begin(), answers[i].outcome.end(), out[i].outcome.begin());
  }
}

SearchConfig heuristic_search(int simulations) {
  SearchConfig search;
  search.algorithm = SearchAlgorithm::kPuct;
  search.simulations = simulations > 1 ? simulations : 0;
  search.tree_reuse = false;
  search.puct.c_init = 1;
  search.puct.c_log = 0;
  search.puct.first_play = FirstPlay::kReduction;
  // Temperature and reduction were chosen by games of RingRift: of 0, 0.2 and 0.5 the least won.
  search.puct.first_play_reduction = 0;
  search.puct.move_choice = MoveChoice::kVisits;
  return search;
}

Hash128 heuristic_identity(const GameInfo& info, const SearchConfig& search) {
  check(info.has_heuristic(), "{} has no heuristic", info.family);
  return Hasher()
      .add("heuristic agent")
      .add(kVersion)
      .add(static_cast<std::uint64_t>(std::llround(1e6 * kHeuristicTemperature)))
      .add(info.heuristic_id)
      .add(hash_config(search))
      .finish();
}

Result<Teacher> make_teacher(const GameInfo& info, SearchConfig search, int simulations) {
  if (!info.has_heuristic())
    return fail(fmt::format("selfplay.teacher: {} has no heuristic", info.family),
                "`arrayzero games` says which games have one", Exit::kUsage);
  search.simulations = simulations;
  return Teacher{search, heuristic_identity(info, search)};
}

}  // namespace az
