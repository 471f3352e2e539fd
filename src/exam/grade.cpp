#include "exam/grade.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/outcome.h"
#include "search/budget.h"
#include "search/lockstep.h"

namespace az {
namespace {

/// Positions of this part, handed to whichever slot is free.
class Queue {
 public:
  Queue(std::span<const ExamPosition> positions, std::size_t begin, std::size_t stride)
      : positions_(positions), next_(begin), stride_(stride) {}
  const ExamPosition* take() {
    if (next_ >= positions_.size()) return nullptr;
    const ExamPosition* position = &positions_[next_];
    next_ += stride_;
    return position;
  }

 private:
  std::span<const ExamPosition> positions_;
  std::size_t next_, stride_;
};

void grade_values(const Game& game, Queue queue, Evaluator& evaluator,
                  const std::function<bool()>& stop, Grading& grading) {
  constexpr std::size_t kBatch = 256;
  const auto outcome_size = static_cast<std::size_t>(game.info().outcome_size());
  std::vector<const ExamPosition*> batch;
  std::vector<Leaf> leaves;
  std::vector<std::vector<float>> priors, outcomes;
  std::vector<Evaluation> answers;
  for (;;) {
    if (stop()) {
      grading.finished = false;
      return;
    }
    batch.clear(), leaves.clear(), priors.clear(), outcomes.clear(), answers.clear();
    while (batch.size() < kBatch) {
      const ExamPosition* position = queue.take();
      if (position == nullptr) break;
      batch.push_back(position);
      leaves.push_back({position->state.get(), position->legal});
      priors.emplace_back(position->legal.size());
      outcomes.emplace_back(outcome_size);
    }
    if (batch.empty()) return;
    for (std::size_t i = 0; i < batch.size(); ++i) answers.push_back({priors[i], outcomes[i]});
    evaluator.wait(evaluator.submit(leaves), answers);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const ExamPosition& position = *batch[i];
      ExamScore& score = grading.score;
      std::vector<float> relative(outcome_size);  // win, draw, loss of the mover
      to_relative(game.info(), position.state->to_play(), outcomes[i], relative);
      const auto value = static_cast<std::size_t>(position.value);
      const auto likeliest = std::max_element(relative.begin(), relative.end()) - relative.begin();
      ++score.positions;
      score.value_right += static_cast<std::size_t>(likeliest) == value;
      score.value_log_loss -= std::log(std::max(1e-12, static_cast<double>(relative[value])));
      if (position.mistake.empty()) continue;
      ++score.labelled;
      score.decisive += position.decisive();
      const auto best = std::max_element(priors[i].begin(), priors[i].end()) - priors[i].begin();
      score.mistakes_raw += position.mistake[static_cast<std::size_t>(best)];
      for (std::size_t a = 0; a < priors[i].size(); ++a)
        if (!position.mistake[a]) score.optimal_mass += std::exp(static_cast<double>(priors[i][a]));
    }
  }
}

/// Searches one position after another.
class ExamSlot final : public Slot {
 public:
  ExamSlot(const Game& game, const SearchConfig& config, Queue& queue, ExamScore& score)
      : config_(config), search_(game, config), queue_(queue), score_(score) {}

  Search* next() override {
    if (position_ != nullptr) judge(search_.result().action);
    while ((position_ = queue_.take()) != nullptr) {
      if (!position_->decisive()) continue;  // no action can be a mistake
      search_.reset();
      search_.begin(*position_->state, match_budget(config_), {});
      return &search_;
    }
    return nullptr;
  }

 private:
  void judge(Action action) {
    const auto at = std::lower_bound(position_->legal.begin(), position_->legal.end(), action);
    score_.mistakes_search +=
        position_->mistake[static_cast<std::size_t>(at - position_->legal.begin())];
  }

  const SearchConfig& config_;
  Search search_;
  Queue& queue_;
  ExamScore& score_;
  const ExamPosition* position_ = nullptr;
};

}  // namespace

void ExamScore::add(const ExamScore& other) {
  positions += other.positions;
  labelled += other.labelled;
  decisive += other.decisive;
  mistakes_raw += other.mistakes_raw;
  mistakes_search += other.mistakes_search;
  value_right += other.value_right;
  value_log_loss += other.value_log_loss;
  optimal_mass += other.optimal_mass;
  searched = searched || other.searched;
}

Grading grade(const Game& game, std::span<const ExamPosition> positions, std::size_t begin,
              std::size_t stride, Evaluator& evaluator, const SearchConfig& search, int slots,
              const std::function<bool()>& stop) {
  Grading grading;
  grade_values(game, Queue(positions, begin, stride), evaluator, stop, grading);
  if (!grading.finished || search.simulations == 0) return grading;

  Queue queue(positions, begin, stride);
  const std::size_t mine =
      (positions.size() + stride - 1 - std::min(begin, positions.size())) / stride;
  std::vector<std::unique_ptr<ExamSlot>> owned;
  std::vector<Slot*> running;
  for (std::size_t i = 0; i < std::min(mine, static_cast<std::size_t>(slots)); ++i) {
    owned.push_back(std::make_unique<ExamSlot>(game, search, queue, grading.score));
    running.push_back(owned.back().get());
  }
  Evaluator* const evaluators[] = {&evaluator};
  grading.finished = run_lockstep(evaluators, running, stop);
  grading.score.searched = true;
  return grading;
}

}  // namespace az
