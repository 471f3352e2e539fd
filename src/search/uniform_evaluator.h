// uniform_evaluator.h — an evaluator that knows nothing: search without a net, and exact tests.
#pragma once

#include <array>
#include <atomic>

#include "search/evaluator.h"

namespace az {

/// Log-prior −ln(legal) for every legal action; the outcome is the draw: everything on "all share"
/// (2 players: 0 1 0; more: the last entry alone), so every seat expects payoff_draw, which is 0
/// because payoffs sum to 0. Stateless but for its counter; any number of threads may share it.
class UniformEvaluator final : public Evaluator {
 public:
  UniformEvaluator();
  int submit(std::span<const Leaf> leaves) override;
  void wait(int ticket, std::span<Evaluation> out) override;
  std::uint64_t evaluations() const override {
    return evaluations_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t kTable = 128;
  std::array<float, kTable> log_priors_;  ///< −ln i
  std::atomic<std::uint64_t> evaluations_{0};
};

}  // namespace az
