// analysis.h — a search that goes on until somebody has seen enough, and what it thinks so far.
//
// Where the evaluator knows aux targets (core/game_info.h) of a game for two, their means over the
// tree are there, too: the owner of every cell and the score. A game's end counts as what it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "core/result.h"
#include "gtp/move_restriction.h"
#include "search/evaluator.h"
#include "search/search.h"

namespace az {

struct AnalysisOrder {
  int seat = -1;                                  ///< −1: who is to move
  double interval = 1;                            ///< seconds between lines
  std::size_t least = 0;                          ///< moves in a line, also those without visits
  std::size_t most = 1000;                        ///< moves in a line
  bool root = false, owner = false;               ///< rootInfo, ownership
  bool moves_owner = false, line_visits = false;  ///< movesOwnership, pvVisits
  /// "allow b D4,Q16 1", "avoid …": of the position itself.
  std::vector<MoveRestriction> restrictions{};
};

/// [COLOUR] [CENTISECONDS] then any of: interval CENTISECONDS, minmoves N, maxmoves N, allow or
/// avoid COLOUR MOVE,MOVE… DEPTH and, with true or false, rootInfo, ownership, movesOwnership,
/// pvVisits.
Result<AnalysisOrder> read_analysis_order(std::span<const std::string> words, int players);

class Analysis {
 public:
  /// What is expected, seen from the seat to move at the root.
  struct Expectation {
    std::uint32_t visits = 0;
    double winrate = 0;           ///< a draw counts half
    double utility = 0;           ///< the same in [−1, 1]
    std::optional<double> score;  ///< points ahead, komi counted; nothing: not known
    std::vector<float> owner{};  ///< [cells] of the canvas, +1 own … −1 the other's; empty: not
                                 ///< known or not asked for
  };
  struct Candidate {
    std::string move;
    Expectation expected;
    double lower_utility = 0;         ///< search/puct.h, best_lower_bound
    double prior = 0;                 ///< the evaluator's
    std::vector<std::string> line{};  ///< how it would go on, the move first; one at least
    std::vector<std::uint32_t> line_visits{};
  };
  struct Report {
    Expectation root;
    std::vector<Candidate> moves;  ///< most visited first, then by prior
  };
  struct Wish {
    std::size_t least = 0, most = 1000;  ///< moves; those without visits come after the others
    bool owner = false, moves_owner = false;
    std::size_t longest_line = 20;
  };
  /// More are not searched whatever is asked for: about 200 MB of tree.
  static constexpr int kMostEdges = 10'000'000;

  /// Searches by PUCT without noise, whatever the agent's own algorithm is: its visits mean
  /// something at any time. root: not terminal. All but root outlive this. simulations: beyond
  /// what kMostEdges allows no more is done. only: as in SearchBudget.
  Analysis(const Game& game, const Agent& agent, const Evaluator& evaluator, const State& root,
           int simulations, std::span<const Action> only = {});

  /// As Search: ask, evaluate, accept. False: all simulations are made.
  bool next_leaf(Leaf& leaf);
  Evaluation evaluation();
  void accept();
  /// The same in one.
  bool step(Evaluator& evaluator);

  bool begun() const { return !search_.tree().empty(); }
  /// Some move has a visit: report() names one.
  bool names_a_move() const { return begun() && search_.tree().node(0).visits > 1; }
  /// begun() must be true.
  Report report(const Wish& wish);
  const State& root() const { return *root_; }

 private:
  struct Sums;  ///< of aux, by root edge

  std::span<float> aux_of(NodeId node) {
    return std::span(aux_).subspan(node * aux_size_, aux_size_);
  }
  void find_parents();
  void add_terminal(NodeId node);
  Sums sums(bool owner);
  /// The expected score, as core/score_scale.h says, of a utility of the search.
  double chance(double utility) const;
  Expectation expectation(const Sums& sums, std::size_t branch, std::uint32_t visits,
                          double utility, bool owner) const;
  Candidate candidate(const Sums& sums, std::size_t edge, const Wish& wish) const;
  void follow(std::size_t edge, std::size_t longest, Candidate& candidate) const;

  const GameInfo& info_;
  double deviations_;
  std::vector<Action> only_;
  std::unique_ptr<State> root_;
  Search search_;
  std::size_t aux_size_ = 0;  ///< 0: nobody knows
  int leaf_seat_ = 0;
  std::vector<float> leaf_aux_;
  std::vector<float> aux_;  ///< [nodes × aux_size] each node's own, seen from the root's seat
  std::vector<bool> known_;
  std::vector<TreeStep> parents_;        ///< [nodes]
  std::vector<std::uint32_t> branches_;  ///< [nodes] the root's edge above
};

}  // namespace az
