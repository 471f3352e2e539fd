#include "gtp/analysis.h"

#include <algorithm>
#include <cmath>

#include "config/field.h"
#include "gtp/protocol.h"

namespace az {
namespace {

constexpr int kMostEdges = 10'000'000;  ///< about 200 MB of tree
constexpr std::size_t kLongestLine = 20;

SearchConfig analysing(SearchConfig config) {
  config.algorithm = SearchAlgorithm::kPuct;
  config.tree_reuse = false;
  return config;
}

/// What front ends ask for unasked, and what the lines stay without.
bool is_ignored(std::string_view key, std::string_view text, bool is_number) {
  if (key == "minmoves") return is_number;
  const bool is_switch =
      key == "ownership" || key == "movesOwnership" || key == "rootInfo" || key == "pvVisits";
  return is_switch && (text == "true" || text == "false");
}

}  // namespace

Result<AnalysisOrder> read_analysis_order(std::span<const std::string> words, int players) {
  AnalysisOrder order;
  const auto wrong = [] {
    return fail("syntax error: [COLOUR] [CENTISECONDS] [interval CENTISECONDS] [maxmoves N]");
  };
  const auto number = [](const std::string& word) {
    const auto value = config_detail::parse_int64(word);
    return value && *value >= 0 && *value <= 1'000'000 ? static_cast<int>(*value) : -1;
  };
  std::size_t at = 0;
  if (at < words.size())
    if (const int seat = parse_gtp_colour(words[at]); seat >= 0) {
      if (seat >= players) return wrong();
      order.seat = seat;
      ++at;
    }
  if (at < words.size())
    if (const int interval = number(words[at]); interval >= 0) {
      order.interval = 0.01 * interval;
      ++at;
    }
  for (; at < words.size(); at += 2) {
    if (at + 1 == words.size()) return wrong();
    const std::string &key = words[at], &text = words[at + 1];
    const int value = number(text);
    if (key == "interval" && value >= 0) {
      order.interval = 0.01 * value;
    } else if (key == "maxmoves" && value >= 0) {
      order.most = static_cast<std::size_t>(value);
    } else if (!is_ignored(key, text, value >= 0)) {
      return wrong();
    }
  }
  order.interval = std::max(order.interval, 0.01);
  return order;
}

Analysis::Analysis(const Game& game, const Agent& agent, Evaluator& evaluator, const State& root)
    : evaluator_(evaluator), root_(root.clone()), search_(game, analysing(agent.search)) {
  search_.begin(*root_, {.simulations = kMostEdges / game.info().action_count}, {});
}

bool Analysis::step() {
  Leaf leaf;
  if (!search_.next_leaf(leaf)) return false;
  Evaluation evaluation = search_.evaluation();
  evaluator_.wait(evaluator_.submit(std::span(&leaf, 1)), std::span(&evaluation, 1));
  search_.accept();
  return true;
}

std::vector<Analysis::Candidate> Analysis::candidates(std::size_t most) const {
  const Tree& tree = search_.tree();
  if (tree.empty()) return {};
  const Edges edges = tree.edges(0);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < edges.size; ++i)
    if (edges.visits[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return edges.visits[a] > edges.visits[b]; });
  if (order.size() > most) order.resize(most);
  std::vector<Candidate> candidates;
  for (const std::size_t i : order)
    candidates.push_back({.move = root_->to_string(edges.actions[i]),
                          .visits = edges.visits[i],
                          .winrate = 0.5 * (1 + static_cast<double>(edges.q[i])),
                          .utility = static_cast<double>(edges.q[i]),
                          .prior = std::exp(static_cast<double>(edges.log_priors[i])),
                          .line = line_from(i)});
  return candidates;
}

std::vector<std::string> Analysis::line_from(std::size_t edge) const {
  const Tree& tree = search_.tree();
  const std::unique_ptr<State> state = root_->clone();
  std::vector<std::string> line;
  std::vector<Action> only;
  const auto play = [&](Action action) {
    line.push_back(state->to_string(action));
    state->apply(action);
  };
  for (NodeId node = 0; line.size() < kLongestLine;) {
    const Edges edges = tree.edges(node);
    play(edges.actions[edge]);
    node = tree.child(node, edge);
    if (node == kNoNode || tree.node(node).terminal() || tree.node(node).stats == kNoNode) break;
    for (int forced = tree.node(node).forced_steps; forced > 0; --forced) {
      state->legal(only);
      play(only.front());
    }
    const Edges next = tree.edges(node);
    edge = static_cast<std::size_t>(std::max_element(next.visits, next.visits + next.size) -
                                    next.visits);
    if (next.visits[edge] == 0) break;
  }
  return line;
}

}  // namespace az
