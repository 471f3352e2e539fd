// analysis.h — a search that goes on until somebody has seen enough, and what it thinks so far.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "core/result.h"
#include "search/evaluator.h"
#include "search/search.h"

namespace az {

struct AnalysisOrder {
  int seat = -1;            ///< −1: who is to move
  double interval = 1;      ///< seconds between lines
  std::size_t most = 1000;  ///< moves in a line
};

/// [COLOUR] [CENTISECONDS] then any of: interval CENTISECONDS, maxmoves N, minmoves N, and the
/// switches of other engines that ask for more than there is here.
Result<AnalysisOrder> read_analysis_order(std::span<const std::string> words, int players);

class Analysis {
 public:
  struct Candidate {
    std::string move;
    std::uint32_t visits = 0;
    double winrate = 0;             ///< of the seat to move, a draw counts half
    double utility = 0;             ///< the same in [−1, 1]
    double prior = 0;               ///< the evaluator's
    std::vector<std::string> line;  ///< how it would go on, the move first
  };

  /// Searches by PUCT without noise, whatever the agent's own algorithm is: its visits mean
  /// something at any time. root: not terminal. All but root outlive this.
  Analysis(const Game& game, const Agent& agent, Evaluator& evaluator, const State& root);

  /// One more evaluation; false: the tree is as large as it may become.
  bool step();
  /// Those with visits, most visited first.
  std::vector<Candidate> candidates(std::size_t most) const;

 private:
  std::vector<std::string> line_from(std::size_t edge) const;

  Evaluator& evaluator_;
  std::unique_ptr<State> root_;
  Search search_;
};

}  // namespace az
