#include "search/tree.h"

#include <algorithm>
#include <cmath>

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
      outcome_size_(static_cast<std::size_t>(info.outcome_size())) {}

void Tree::Storage::clear() {
  nodes.clear();
  outcomes.clear();
  actions.clear();
  log_priors.clear();
  stats = 0;
}

void Tree::clear() { now_.clear(); }

Edges Tree::view(const Storage& storage, NodeId id) {
  const Node& node = storage.nodes[id];
  const std::size_t stride = stride_of(node.edges);
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

Edges Tree::legal(NodeId id) const {
  const Node& node = now_.nodes[id];
  return {.size = node.edges,
          .actions = now_.actions.data() + node.legal,
          .log_priors = now_.log_priors.data() + node.legal};
}

std::span<const float> Tree::net_outcome(NodeId id) const {
  return std::span(now_.outcomes).subspan(id * 2 * outcome_size_, outcome_size_);
}

std::span<const float> Tree::outcome_sum(NodeId id) const {
  return std::span(now_.outcomes).subspan((id * 2 + 1) * outcome_size_, outcome_size_);
}

void Tree::take_stats(Storage& storage, Node& node) {
  const std::uint32_t stride = stride_of(node.edges);
  node.stats = storage.stats;
  storage.stats += stride;
  const std::size_t needed = storage.stats;
  if (storage.counts.size() < needed * 2) {
    const std::size_t entries = std::max<std::size_t>(needed * 2, 512);
    storage.floats.resize(entries * 4);
    storage.counts.resize(entries * 2);
  }
}

void Tree::open(NodeId id) {
  Node& node = now_.nodes[id];
  if (node.stats != kNoNode) return;
  check(!node.terminal(), "a terminal node has no edges");
  take_stats(now_, node);
  const std::size_t stride = stride_of(node.edges);
  float* const priors = floats_of(now_, node);
  std::uint32_t* const counts = counts_of(now_, node);
  std::fill_n(priors, 4 * stride, 0.0f);
  std::fill_n(counts, stride, 0u);
  std::fill_n(counts + stride, stride, kNoNode);
  const float* const log_priors = now_.log_priors.data() + node.legal;
  float last_log = 1, last = 0;  // priors are often equal: one exponential for all of them
  for (std::size_t i = 0; i < node.edges; ++i) {
    if (log_priors[i] != last_log) {
      last_log = log_priors[i];
      last = std::exp(last_log);
    }
    priors[i] = last;
  }
}

/// Appends actions and log-priors in the tie order.
void Tree::order_legal(std::span<const Action> legal, std::span<const float> log_priors) {
  if (tie_order_ == TieOrder::kAscending) {
    now_.actions.insert(now_.actions.end(), legal.begin(), legal.end());
    now_.log_priors.insert(now_.log_priors.end(), log_priors.begin(), log_priors.end());
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
    now_.actions.push_back(legal[from]);
    now_.log_priors.push_back(log_priors[from]);
  }
}

NodeId Tree::add(TreeStep parent, int to_play, int forced_steps, std::span<const Action> legal,
                 std::span<const float> log_priors, std::span<const float> outcome) {
  const auto id = static_cast<NodeId>(now_.nodes.size());
  Node node;
  node.legal = static_cast<std::uint32_t>(now_.actions.size());
  node.edges = static_cast<std::uint32_t>(legal.size());
  node.to_play = static_cast<std::uint8_t>(to_play);
  node.forced_steps = static_cast<std::uint16_t>(forced_steps);
  if (!legal.empty()) {
    node.net_value = utilities(info_, outcome)[static_cast<std::size_t>(to_play)];
    order_legal(legal, log_priors);
  }
  now_.nodes.push_back(node);
  now_.outcomes.insert(now_.outcomes.end(), outcome.begin(), outcome.end());
  now_.outcomes.insert(now_.outcomes.end(), outcome_size_, 0.0f);
  if (parent.node != kNoNode) {
    const Node& above = now_.nodes[parent.node];
    counts_of(now_, above)[stride_of(above.edges) + parent.edge] = id;
  }
  return id;
}

void Tree::backup(std::span<const TreeStep> path, NodeId leaf) {
  const std::size_t size = outcome_size_;
  float* const outcomes = now_.outcomes.data();
  const float* const outcome = outcomes + leaf * 2 * size;
  const Utilities values = utilities(info_, {outcome, size});
  const auto visit = [&](NodeId id) {
    Node& node = now_.nodes[id];
    ++node.visits;
    node.value_sum += values[node.to_play];
    float* const sum = outcomes + (id * 2 + 1) * size;
    for (std::size_t i = 0; i < size; ++i) sum[i] += outcome[i];
  };
  visit(leaf);
  for (const TreeStep& step : path) {
    visit(step.node);
    Node& node = now_.nodes[step.node];
    const std::size_t stride = stride_of(node.edges);
    float* const edge = floats_of(now_, node) + step.edge;  // prior, q, value sum, square sum
    std::uint32_t& visits = counts_of(now_, node)[step.edge];
    const float value = values[node.to_play];
    if (visits++ == 0) node.visited_mass += edge[0];
    edge[2 * stride] += value;
    edge[3 * stride] += value * value;
    edge[stride] = edge[2 * stride] / static_cast<float>(visits);
  }
}

void Tree::keep(NodeId root) {
  spare_.clear();
  copied_.clear();
  const auto copy = [&](NodeId from) {
    const auto to = static_cast<NodeId>(spare_.nodes.size());
    Node node = now_.nodes[from];
    const auto actions = now_.actions.begin() + node.legal;
    const auto log_priors = now_.log_priors.begin() + node.legal;
    node.legal = static_cast<std::uint32_t>(spare_.actions.size());
    spare_.actions.insert(spare_.actions.end(), actions, actions + node.edges);
    spare_.log_priors.insert(spare_.log_priors.end(), log_priors, log_priors + node.edges);
    const auto outcomes =
        now_.outcomes.begin() + static_cast<std::ptrdiff_t>(from * 2 * outcome_size_);
    spare_.outcomes.insert(spare_.outcomes.end(), outcomes,
                           outcomes + static_cast<std::ptrdiff_t>(2 * outcome_size_));
    const bool open = node.stats != kNoNode;
    if (open) take_stats(spare_, node);
    spare_.nodes.push_back(node);
    if (open) {
      const std::size_t stride = stride_of(node.edges);
      std::copy_n(floats_of(now_, now_.nodes[from]), 4 * stride, floats_of(spare_, node));
      std::copy_n(counts_of(now_, now_.nodes[from]), 2 * stride, counts_of(spare_, node));
      copied_.emplace_back(from, to);
    }
    return to;
  };
  copy(root);
  while (!copied_.empty()) {
    const auto [from, to] = copied_.back();
    copied_.pop_back();
    const Edges edges = view(now_, from);  // copying grows only the spare storage
    for (std::size_t i = 0; i < edges.size; ++i) {
      if (edges.children[i] == kNoNode) continue;
      const NodeId child = copy(edges.children[i]);
      counts_of(spare_, spare_.nodes[to])[edges.stride + i] = child;
    }
  }
  std::swap(now_, spare_);
}

}  // namespace az
