#include "search/tree.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "core/outcome.h"

namespace az {

Utilities utilities(const GameInfo& info, std::span<const float> outcome) {
  Utilities values{};
  expected_payoff(info, outcome, std::span(values).first(static_cast<std::size_t>(info.players)));
  const auto scale = static_cast<float>(2.0 / (info.value_high - info.value_low));
  const auto low = static_cast<float>(info.value_low);
  for (float& value : values) value = (value - low) * scale - 1.0f;
  return values;
}

float payoff(const GameInfo& info, float utility) {
  return static_cast<float>(info.value_low + (static_cast<double>(utility) + 1.0) / 2.0 *
                                                 (info.value_high - info.value_low));
}

Tree::Tree(const GameInfo& info, TieOrder tie_order)
    : info_(info),
      tie_order_(tie_order),
      outcome_size_(static_cast<std::size_t>(info.outcome_size())),
      width_(2 * outcome_size_ + static_cast<std::size_t>(info.players)) {}

/// A fresh node with room for its actions; its stats are not there yet.
NodeId Tree::new_node(Storage& storage, std::size_t edges) const {
  if (storage.nodes_used == storage.nodes.size()) {
    storage.nodes.resize(std::max<std::size_t>(64, 2 * storage.nodes.size()));
    storage.numbers.resize(storage.nodes.size() * width_);
  }
  if (storage.legal_used + edges > storage.actions.size()) {
    storage.actions.resize(std::max(storage.legal_used + edges, 2 * storage.actions.size()));
    storage.log_priors.resize(storage.actions.size());
  }
  Node& node = storage.nodes[storage.nodes_used] = Node{};
  node.legal = static_cast<std::uint32_t>(storage.legal_used);
  node.edges = static_cast<std::uint32_t>(edges);
  storage.legal_used += edges;
  return static_cast<NodeId>(storage.nodes_used++);
}

void Tree::take_stats(Storage& storage, Node& node) {
  node.stats = static_cast<std::uint32_t>(storage.stats_used);
  storage.stats_used += stride_of(node);
  if (storage.stats_used * 2 > storage.counts.size()) {
    const std::size_t entries = std::max<std::size_t>(256, storage.stats_used * 2);
    storage.floats.resize(entries * 4);
    storage.counts.resize(entries * 2);
  }
}

void Tree::make_stats(NodeId id) {
  Node& node = now_.nodes[id];
  check(!node.terminal(), "a terminal node has no edges");
  take_stats(now_, node);
  const std::size_t size = node.edges, stride = stride_of(node);
  float* const priors = floats_of(now_, node);
  std::uint32_t* const counts = counts_of(now_, node);
  std::fill_n(priors, 4 * stride, 0.0f);
  std::fill_n(counts, stride, 0u);
  std::fill_n(counts + stride, stride, kNoNode);
  std::fill(priors + stride + size, priors + 2 * stride, -std::numeric_limits<float>::infinity());
  std::fill(counts + size, counts + stride, 1u);
  const float* const log_priors = now_.log_priors.data() + node.legal;
  float last_log = 1, last = 0;  // priors are often equal: one exponential for all of them
  for (std::size_t i = 0; i < size; ++i) {
    if (log_priors[i] != last_log) {
      last_log = log_priors[i];
      last = std::exp(last_log);
    }
    priors[i] = last;
  }
}

/// Writes actions and log-priors in the tie order.
void Tree::write_legal(std::size_t at, std::span<const Action> legal,
                       std::span<const float> log_priors) {
  Action* const actions_out = now_.actions.data() + at;
  float* const priors_out = now_.log_priors.data() + at;
  if (tie_order_ == TieOrder::kAscending) {
    std::copy(legal.begin(), legal.end(), actions_out);
    std::copy(log_priors.begin(), log_priors.end(), priors_out);
    return;
  }
  // Middle out: by |2a − (count − 1)|, the lower id first; a merge, because the ids ascend.
  const auto centre = static_cast<Action>(info_.action_count - 1);
  std::size_t up = 0;
  while (up < legal.size() && 2 * legal[up] <= centre) ++up;
  std::size_t down = up;
  for (std::size_t i = 0; i < legal.size(); ++i) {
    const bool low =
        up == legal.size() || (down > 0 && centre - 2 * legal[down - 1] <= 2 * legal[up] - centre);
    const std::size_t from = low ? --down : up++;
    actions_out[i] = legal[from];
    priors_out[i] = log_priors[from];
  }
}

NodeId Tree::add(TreeStep parent, int to_play, int forced_steps, std::span<const Action> legal,
                 std::span<const float> log_priors, std::span<const float> outcome) {
  const NodeId id = new_node(now_, legal.size());
  Node& node = now_.nodes[id];
  node.to_play = static_cast<std::uint8_t>(to_play);
  node.forced_steps = static_cast<std::uint16_t>(forced_steps);
  float* const numbers = now_.numbers.data() + id * width_;
  std::copy(outcome.begin(), outcome.end(), numbers);
  std::fill_n(numbers + outcome_size_, outcome_size_, 0.0f);
  const Utilities values = utilities(info_, outcome);
  std::copy_n(values.begin(), info_.players, numbers + 2 * outcome_size_);
  if (!legal.empty()) {
    node.net_value = values[node.to_play];
    write_legal(node.legal, legal, log_priors);
  }
  if (parent.node != kNoNode) {
    const Node& above = now_.nodes[parent.node];
    counts_of(now_, above)[stride_of(above) + parent.edge] = id;
  }
  return id;
}

void Tree::backup(std::span<const TreeStep> path, NodeId leaf) {
  // Two players have three numbers: a length known to the compiler is a third of this function.
  if (outcome_size_ == 3)
    backup_numbers<3>(path, leaf);
  else
    backup_numbers<0>(path, leaf);
}

/// kSize: length of the outcome vector where it is known, or 0.
template <std::size_t kSize>
void Tree::backup_numbers(std::span<const TreeStep> path, NodeId leaf) {
  const std::size_t size = kSize > 0 ? kSize : outcome_size_;
  const std::size_t width = kSize == 3 ? 8 : width_;
  Node* const nodes = now_.nodes.data();
  float* const numbers = now_.numbers.data();
  const float* const outcome = numbers + leaf * width;
  const float* const values = outcome + 2 * size;
  const auto visit = [&](NodeId id) -> Node& {
    Node& node = nodes[id];
    ++node.visits;
    node.value_sum += values[node.to_play];
    float* const sum = numbers + id * width + size;
    for (std::size_t i = 0; i < size; ++i) sum[i] += outcome[i];
    return node;
  };
  visit(leaf);
  for (const TreeStep& step : path) {
    Node& node = visit(step.node);
    const std::size_t stride = stride_of(node);
    float* const edge = floats_of(now_, node) + step.edge;  // prior, q, value sum, square sum
    std::uint32_t& visits = counts_of(now_, node)[step.edge];
    const float value = values[node.to_play];
    if (visits++ == 0) node.visited_mass += edge[0];
    const float sum = edge[2 * stride] += value;
    edge[3 * stride] += value * value;
    edge[stride] = sum / static_cast<float>(static_cast<std::int32_t>(visits));
  }
}

void Tree::keep(NodeId root) {
  spare_.clear();
  copied_.clear();
  const auto copy = [&](NodeId from) {
    const Node old = now_.nodes[from];
    const NodeId to = new_node(spare_, old.edges);
    Node& node = spare_.nodes[to];
    const std::uint32_t legal = node.legal;
    node = old;
    node.legal = legal;
    std::copy_n(now_.actions.data() + old.legal, old.edges, spare_.actions.data() + legal);
    std::copy_n(now_.log_priors.data() + old.legal, old.edges, spare_.log_priors.data() + legal);
    std::copy_n(now_.numbers.data() + from * width_, width_, spare_.numbers.data() + to * width_);
    if (old.stats != kNoNode) {
      take_stats(spare_, node);
      const std::size_t stride = stride_of(node);
      std::copy_n(floats_of(now_, old), 4 * stride, floats_of(spare_, node));
      std::copy_n(counts_of(now_, old), 2 * stride, counts_of(spare_, node));
      copied_.emplace_back(from, to);
    }
    return to;
  };
  copy(root);
  while (!copied_.empty()) {
    const auto [from, to] = copied_.back();
    copied_.pop_back();
    const Edges edges = this->edges(from);  // copying grows only the spare storage
    for (std::size_t i = 0; i < edges.size; ++i) {
      if (edges.children[i] == kNoNode) continue;
      const NodeId child = copy(edges.children[i]);
      counts_of(spare_, spare_.nodes[to])[edges.stride + i] = child;
    }
  }
  std::swap(now_, spare_);
}

}  // namespace az
