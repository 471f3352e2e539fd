// heuristic_evaluator.h — hand-made knowledge (games/rules.h: KnowsHeuristic) behind the seam of
// the nets: one ply of it alone, or a search by it.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <vector>

#include "core/hash.h"
#include "core/result.h"
#include "search/evaluator.h"
#include "search/search_config.h"

namespace az {

/// Tries every legal action: apply, advance through steps without a choice, then the game's
/// heuristic, or the outcome where the game is over.
///
/// Log-priors: softmax of the chooser's utilities after each action at kHeuristicTemperature. Equal
/// priors would cost nothing, but a search of fewer simulations than there are actions would then
/// look at the first of them and play worse than one ply. Outcome: what the best action leads to,
/// every seat choosing for itself (max-n). The ply is paid for already, and it sees whoever wins at
/// once. Any number of players, any number of threads.
class HeuristicEvaluator final : public Evaluator {
 public:
  /// leaves: of games that have a heuristic (a bug otherwise).
  int submit(std::span<const Leaf> leaves) override;
  void wait(int ticket, std::span<Evaluation> out) override;
  /// Positions that were valued.
  std::uint64_t evaluations() const override {
    return evaluations_.load(std::memory_order_relaxed);
  }

 private:
  struct Answer {
    std::vector<float> log_priors, outcome;
  };

  std::mutex mutex_;  ///< of next_ and waiting_
  int next_ = 0;
  std::map<int, std::vector<Answer>> waiting_;  ///< by ticket
  std::atomic<std::uint64_t> evaluations_{0};
};

/// In utilities, which lie in [−1, 1].
inline constexpr double kHeuristicTemperature = 0.1;

/// Simulations 0 or 1: one ply, the greatest prior. More: PUCT with the evaluator's priors and
/// values, without noise.
SearchConfig heuristic_search(int simulations);
/// Who a heuristic agent is: the game's heuristic_id and all that chooses its moves.
Hash128 heuristic_identity(const GameInfo& info, const SearchConfig& search);

/// Who teaches in self-play: the heuristic, searching as the nets do, noise and all, but with its
/// own simulations.
struct Teacher {
  SearchConfig search;
  Hash128 identity;
};
/// Fails with kUsage where the game has no heuristic.
Result<Teacher> make_teacher(const GameInfo& info, SearchConfig search, int simulations);

}  // namespace az
