// grade.h — how well a net, alone and with search, knows solved positions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "search/evaluator.h"
#include "search/search_config.h"
#include "store/exam_set.h"

namespace az {

/// Sums over positions, so that parts graded apart add up.
struct ExamScore {
  std::int64_t positions = 0;
  std::int64_t labelled = 0;         ///< positions with labels: only there a mistake is known
  std::int64_t decisive = 0;         ///< some action is a mistake
  std::int64_t mistakes_raw = 0;     ///< the net's likeliest action is one
  std::int64_t mistakes_search = 0;  ///< the searched action is one
  std::int64_t value_right = 0;      ///< the likeliest of win, draw, loss is the class
  double value_log_loss = 0;         ///< Σ −ln P(class), nats
  double optimal_mass = 0;  ///< Σ policy mass on actions that are no mistakes, of the labelled
  bool searched = false;

  void add(const ExamScore& other);
  double percent(std::int64_t count) const {
    return positions ? 100.0 * static_cast<double>(count) / static_cast<double>(positions) : 0;
  }
  /// Of all positions, as the value class: one without labels cannot show a mistake.
  double mistakes_raw_percent() const { return percent(mistakes_raw); }
  double mistakes_search_percent() const { return percent(mistakes_search); }
};

/// Grades positions[begin], positions[begin + stride], … Values come from the evaluator alone; with
/// search.simulations > 0 the labelled positions are searched too, `slots` side by side, without
/// noise. stop: as in run_lockstep; a stopped grading returns false in `finished`.
struct Grading {
  ExamScore score;
  bool finished = true;
};
Grading grade(const Game& game, std::span<const ExamPosition> positions, std::size_t begin,
              std::size_t stride, Evaluator& evaluator, const SearchConfig& search, int slots,
              const std::function<bool()>& stop);

}  // namespace az
