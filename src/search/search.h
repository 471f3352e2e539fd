// search.h — one tree search at a time for one game: asks for evaluations leaf by leaf, ends with a
// move and targets.
//
//   search.begin(state, budget, name);
//   for (Leaf leaf; search.next_leaf(leaf);) { evaluate leaf into search.evaluation();
//   search.accept(); } use search.result(); search.move(action);
//
// Lockstep (search/lockstep.h) runs many of these on one thread. Nothing is allocated per
// simulation once the buffers have grown to the game's size. Not thread-safe. Values are vectors by
// seat: every seat maximises its own payoff (max-n), nothing is negated.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/rng.h"
#include "games/game.h"
#include "search/budget.h"
#include "search/evaluator.h"
#include "search/search_config.h"
#include "search/tree.h"

namespace az {

/// Valid until the next begin(). Arrays over the root's legal actions, ascending ids.
struct SearchResult {
  Action action = 0;    ///< chosen
  int simulations = 0;  ///< made; puct with tree reuse: the root's visits, reused ones included
  int considered = 0;   ///< gumbel: m; puct: root actions with visits
  std::span<const Action> legal;          ///< [legal]
  std::span<const std::uint32_t> visits;  ///< [legal]
  std::span<const float>
      q;  ///< [legal] mean payoff of the seat to move; without visits the mixed value v_mix
  std::span<const float> policy;       ///< [legal] the target that training learns, sums to 1
  std::span<const float> net_outcome;  ///< [outcome_size] the evaluator's opinion of the root
  std::span<const float>
      root_outcome;  ///< [outcome_size] mean over the root's evaluation and all simulations
};

class Search {
 public:
  /// game: outlives this.
  Search(const Game& game, const SearchConfig& config);

  /// Starts a search from `root`, a state of the game that is not terminal. Noise is drawn from
  /// (name, kRootNoise), the move from (name, kMove); name.purpose is ignored. With tree_reuse the
  /// subtree kept by move() is continued if it belongs to `root`.
  void begin(const State& root, const SearchBudget& budget, const StreamName& name);

  /// Runs to the next position that needs an evaluation; `leaf` borrows this search's buffers.
  /// Simulations that end in terminals need none. False: the search is over and result() is there.
  bool next_leaf(Leaf& leaf);
  /// Where the evaluation of the pending leaf goes.
  Evaluation evaluation();
  /// Takes the pending leaf's evaluation into the tree. A check fails on values that are not
  /// finite.
  void accept();

  const SearchResult& result() const;

  /// Tells that `action` was played from the last position told by begin() or move(), forced steps
  /// after it included. Keeps its subtree when tree_reuse is set; otherwise does nothing.
  void move(Action action);
  /// Forgets the kept subtree: a new game.
  void reset();

  const GameInfo& info() const { return game_.info(); }
  const SearchConfig& config() const { return config_; }
  const Tree& tree() const { return tree_; }

 private:
  /// Where the settings ask for it.
  std::optional<Action> decisive(const State& state) const;
  bool descend();
  std::size_t select(NodeId node);
  std::size_t select_at_root();
  void prepare_root();
  void prepare_gumbel();
  void prepare_puct();
  void finish();
  std::size_t finish_winning(std::size_t edge);
  std::size_t finish_gumbel();
  std::size_t finish_puct();

  const Game& game_;
  SearchConfig config_;
  Tree tree_;
  std::unique_ptr<State> root_state_, scratch_;

  SearchBudget budget_;
  StreamName name_;
  bool pending_ = false, over_ = false, has_position_ = false;
  int done_ = 0;  ///< simulations made

  // The descent that waits for its evaluation.
  std::vector<TreeStep> path_;
  std::vector<Action> legal_;
  int forced_steps_ = 0;
  std::vector<float> leaf_log_priors_, leaf_outcome_;

  // The root of this search, in the tree's edge order.
  std::optional<std::size_t> winning_edge_;  ///< of a decisive move
  int considered_ = 0;
  std::vector<float> root_priors_;          ///< puct: with temperature and noise
  std::vector<float> root_scores_;          ///< gumbel: g + l
  std::vector<std::uint32_t> base_visits_;  ///< gumbel: visits that a reused tree brought
  std::vector<std::uint32_t> halving_;      ///< gumbel: visit count asked for at simulation i
  std::vector<std::uint32_t> by_action_;    ///< edges in ascending order of their actions
  std::vector<float> numbers_;              ///< scratch, [edges]

  std::vector<Action> result_legal_;
  std::vector<std::uint32_t> result_visits_;
  std::vector<float> result_q_, result_policy_, result_net_, result_root_;
  SearchResult result_;
};

}  // namespace az
