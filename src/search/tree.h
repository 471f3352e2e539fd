// tree.h — the search tree of one game: decisions as nodes, actions as edges, in a few growing
// arrays.
//
// A node knows its visits, the evaluator's outcome vector and the sum of the outcome vectors of all
// simulations through it. An edge knows its prior, its visits and the sums of the utility, and of
// its square, of the seat that chooses at its node (max-n): nothing is ever negated. Utilities are
// payoffs mapped to [−1, 1] by the game's bounds. A node's edges get their statistics only when the
// first simulation passes through it: about half of all nodes never need them. Nothing is allocated
// once the arrays have grown to the size of the game's trees; clear() keeps them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/game_info.h"
#include "search/search_config.h"

namespace az {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xffffffffu;

struct Node {
  std::uint32_t legal = 0;  ///< first of its actions and log-priors
  std::uint32_t stats =
      kNoNode;  ///< first of its edges' statistics; kNoNode: no simulation passed through yet
  std::uint32_t edges = 0;   ///< number of legal actions; 0: terminal
  std::uint32_t visits = 0;  ///< simulations that reached it, its own evaluation included
  float net_value = 0;       ///< utility of the seat to play by the evaluator (terminal: 0)
  float value_sum = 0;       ///< utility of the seat to play, summed over the visits
  float visited_mass = 0;    ///< prior mass of the edges with visits
  std::uint16_t forced_steps =
      0;  ///< steps without a choice between the parent's action and this decision
  std::uint8_t to_play = 0;

  bool terminal() const { return edges == 0; }
};

/// A node's edges as arrays, in the tree's tie order. Valid until the tree grows. The arrays after
/// log_priors have `stride` entries, a multiple of 8; those beyond `size` can never
/// be chosen: prior 0, q −inf, one visit.
struct Edges {
  std::size_t size = 0, stride = 0;
  const Action* actions = nullptr;
  const float* log_priors = nullptr;
  const float* priors = nullptr;
  const float* q = nullptr;  ///< mean utility of the chooser; 0 without visits
  const float* value_sums = nullptr;
  const float* square_sums = nullptr;
  const std::uint32_t* visits = nullptr;
  const std::uint32_t* children = nullptr;  ///< NodeId or kNoNode
};

/// One choice of a descent.
struct TreeStep {
  NodeId node = kNoNode;
  std::uint32_t edge = 0;
};

using Utilities = std::array<float, kMaxPlayers>;

/// Expected payoffs under an outcome vector, by seat, mapped to [−1, 1].
Utilities utilities(const GameInfo& info, std::span<const float> outcome);
/// A utility as a payoff again.
float payoff(const GameInfo& info, float utility);

class Tree {
 public:
  Tree(const GameInfo& info, TieOrder tie_order);

  void clear() { now_.clear(); }
  /// Node 0 is the root, if there is any node.
  bool empty() const { return now_.nodes_used == 0; }
  std::size_t size() const { return now_.nodes_used; }

  const Node& node(NodeId id) const { return now_.nodes[id]; }
  /// The edges of a node with statistics; open() makes them.
  Edges edges(NodeId id) const { return view(now_, now_.nodes[id]); }
  void open(NodeId id) {
    if (now_.nodes[id].stats == kNoNode) make_stats(id);
  }
  /// Where an edge of an opened node leads; kNoNode: nowhere yet.
  NodeId child(NodeId id, std::size_t edge) const {
    const Node& node = now_.nodes[id];
    return now_.counts[std::size_t{node.stats} * 2 + stride_of(node) + edge];
  }
  Action action(TreeStep step) const {
    return now_.actions[now_.nodes[step.node].legal + step.edge];
  }

  /// [outcome_size] what the evaluator, or the end of the game, said of this node.
  std::span<const float> net_outcome(NodeId id) const {
    return std::span(now_.numbers).subspan(id * width_, outcome_size_);
  }
  /// [outcome_size] sum over the node's visits.
  std::span<const float> outcome_sum(NodeId id) const {
    return std::span(now_.numbers).subspan(id * width_ + outcome_size_, outcome_size_);
  }

  /// Adds the node that `parent` leads to (the root when parent.node is kNoNode), without visits.
  /// legal: ascending; empty: terminal.  log_priors: [legal].  outcome: [outcome_size].
  NodeId add(TreeStep parent, int to_play, int forced_steps, std::span<const Action> legal,
             std::span<const float> log_priors, std::span<const float> outcome);

  /// Counts one more visit of `leaf`, with its net outcome, at every node and edge of the path that
  /// led there.
  void backup(std::span<const TreeStep> path, NodeId leaf);

  /// Makes `root` the root and drops all that is not below it.
  void keep(NodeId root);

 private:
  /// Arrays that only grow, and how much of them is in use.
  struct Storage {
    std::vector<Node> nodes;
    std::vector<float>
        numbers;  ///< per node: net outcome, outcome sum, utilities of the net outcome
    std::vector<Action> actions;
    std::vector<float> log_priors;
    std::vector<float> floats;  ///< per block of statistics: priors, q, value sums, square sums
    std::vector<std::uint32_t> counts;  ///< per block of statistics: visits, children
    std::size_t nodes_used = 0, legal_used = 0, stats_used = 0;
    void clear() { nodes_used = legal_used = stats_used = 0; }
  };
  static std::size_t stride_of(const Node& node) {
    return (node.edges + std::size_t{7}) & ~std::size_t{7};
  }
  static float* floats_of(Storage& storage, const Node& node) {
    return storage.floats.data() + std::size_t{node.stats} * 4;
  }
  static std::uint32_t* counts_of(Storage& storage, const Node& node) {
    return storage.counts.data() + std::size_t{node.stats} * 2;
  }
  static Edges view(const Storage& storage, const Node& node) {
    const std::size_t stride = stride_of(node);
    const float* floats = storage.floats.data() + std::size_t{node.stats} * 4;
    const std::uint32_t* counts = storage.counts.data() + std::size_t{node.stats} * 2;
    return {.size = node.edges,
            .stride = stride,
            .actions = storage.actions.data() + node.legal,
            .log_priors = storage.log_priors.data() + node.legal,
            .priors = floats,
            .q = floats + stride,
            .value_sums = floats + 2 * stride,
            .square_sums = floats + 3 * stride,
            .visits = counts,
            .children = counts + stride};
  }
  NodeId new_node(Storage& storage, std::size_t edges) const;
  static void take_stats(Storage& storage, Node& node);
  void make_stats(NodeId id);
  template <std::size_t kSize>
  void backup_numbers(std::span<const TreeStep> path, NodeId leaf);
  void write_legal(std::size_t at, std::span<const Action> legal,
                   std::span<const float> log_priors);

  const GameInfo& info_;
  TieOrder tie_order_;
  std::size_t outcome_size_, width_;  ///< width: numbers per node
  Storage now_, spare_;
  /// keep(): nodes whose children are still to be copied.
  std::vector<std::pair<NodeId, NodeId>> copied_;
};

}  // namespace az
