#include "gtp/analysis.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "config/field.h"
#include "core/check.h"
#include "core/score_scale.h"
#include "core/text.h"
#include "gtp/protocol.h"

namespace az {
namespace {

SearchConfig analysing(SearchConfig config) {
  config.algorithm = SearchAlgorithm::kPuct;
  config.tree_reuse = false;
  config.decisive_moves = false;  // whoever asks wants to see the other moves, too
  return config;
}

}  // namespace

Result<AnalysisOrder> read_analysis_order(std::span<const std::string> words, int players) {
  AnalysisOrder order;
  const auto wrong = [] {
    return fail(
        "syntax error: [COLOUR] [CENTISECONDS] [interval CENTISECONDS] [minmoves N] [maxmoves N] "
        "[allow|avoid COLOUR MOVE,MOVE DEPTH] "
        "[rootInfo|ownership|movesOwnership|pvVisits true|false]");
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
  const std::pair<std::string_view, bool*> switches[] = {{"rootInfo", &order.root},
                                                         {"ownership", &order.owner},
                                                         {"movesOwnership", &order.moves_owner},
                                                         {"pvVisits", &order.line_visits}};
  for (; at < words.size(); at += 2) {
    if (words[at] == "allow" || words[at] == "avoid") {
      const int seat = at + 3 < words.size() ? parse_gtp_colour(words[at + 1]) : -1;
      if (seat < 0 || seat >= players || number(words[at + 3]) < 1) return wrong();
      order.restrictions.push_back({seat, words[at] == "allow", split(words[at + 2], ',')});
      at += 2;
      continue;
    }
    if (at + 1 == words.size()) return wrong();
    const std::string &key = words[at], &text = words[at + 1];
    const int value = number(text);
    const auto* const found = std::find_if(std::begin(switches), std::end(switches),
                                           [&](const auto& entry) { return entry.first == key; });
    if (found != std::end(switches)) {
      if (text != "true" && text != "false") return wrong();
      *found->second = text == "true";
      continue;
    }
    if (value < 0) return wrong();
    if (key == "interval") {
      order.interval = 0.01 * value;
    } else if (key == "minmoves") {
      order.least = static_cast<std::size_t>(value);
    } else if (key == "maxmoves") {
      order.most = static_cast<std::size_t>(value);
    } else {
      return wrong();
    }
  }
  order.interval = std::max(order.interval, 0.01);
  return order;
}

/// Sums over the simulations below the root's edges, and in the last place over all.
struct Analysis::Sums {
  std::size_t width = 0;       ///< numbers each: the score, then the owners where asked for
  std::vector<double> values;  ///< [edges + 1, width]
};

Analysis::Analysis(const Game& game, const Agent& agent, const Evaluator& evaluator,
                   const State& root, int simulations, std::span<const Action> only)
    : info_(game.info()),
      deviations_(agent.search.puct.lcb_deviations),
      only_(only.begin(), only.end()),
      root_(root.clone()),
      search_(game, analysing(agent.search)) {
  if (evaluator.has_aux() && info_.players == 2)
    aux_size_ = static_cast<std::size_t>(info_.aux_size());
  leaf_aux_.resize(aux_size_);
  search_.begin(
      *root_,
      {.simulations = std::min(simulations, kMostEdges / info_.action_count), .only = only_}, {});
}

bool Analysis::next_leaf(Leaf& leaf) {
  if (!search_.next_leaf(leaf)) return false;
  leaf_seat_ = leaf.state->to_play();
  leaf.aux = aux_size_ > 0;
  return true;
}

Evaluation Analysis::evaluation() {
  Evaluation evaluation = search_.evaluation();
  evaluation.aux = leaf_aux_;
  return evaluation;
}

void Analysis::accept() {
  search_.accept();
  if (aux_size_ == 0) return;
  const std::size_t nodes = search_.tree().size();
  aux_.resize(nodes * aux_size_);
  known_.resize(nodes);
  known_.back() = true;
  const float sign = leaf_seat_ == root_->to_play() ? 1.0f : -1.0f;
  std::transform(leaf_aux_.begin(), leaf_aux_.end(), aux_of(static_cast<NodeId>(nodes - 1)).begin(),
                 [&](float x) { return sign * x; });
}

bool Analysis::step(Evaluator& evaluator) {
  Leaf leaf;
  if (!next_leaf(leaf)) return false;
  Evaluation answer = evaluation();
  evaluator.wait(evaluator.submit(std::span(&leaf, 1)), std::span(&answer, 1));
  accept();
  return true;
}

/// Who leads where: a child is always younger than its parent.
void Analysis::find_parents() {
  const Tree& tree = search_.tree();
  parents_.resize(tree.size());
  branches_.resize(tree.size());
  for (NodeId id = 0; id < tree.size(); ++id) {
    if (tree.node(id).terminal() || tree.node(id).stats == kNoNode) continue;
    const Edges edges = tree.edges(id);
    for (std::uint32_t edge = 0; edge < edges.size; ++edge) {
      const NodeId child = edges.children[edge];
      if (child == kNoNode) continue;
      parents_[child] = {id, edge};
      branches_[child] = id == 0 ? edge : branches_[id];
    }
  }
}

/// Plays to the end of a game that the tree knows, and asks it.
void Analysis::add_terminal(NodeId node) {
  const Tree& tree = search_.tree();
  std::vector<TreeStep> path;
  for (NodeId at = node; at != 0; at = parents_[at].node) path.push_back(parents_[at]);
  const std::unique_ptr<State> state = root_->clone();
  std::vector<Action> only;
  const auto force = [&](NodeId at) {
    for (int forced = tree.node(at).forced_steps; forced > 0; --forced) {
      state->legal(only);
      state->apply(only.front());
    }
  };
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].node != 0) force(path[i].node);
    state->apply(tree.action(path[i]));
  }
  force(node);
  check(state->terminal(), "an end that is none");
  std::span<float> out = aux_of(node);
  for (const AuxTarget target : info_.aux) {
    const auto size = static_cast<std::size_t>(info_.aux_size(target));
    state->aux(target, root_->to_play(), out.first(size));
    out = out.subspan(size);
  }
  known_[node] = true;
}

Analysis::Sums Analysis::sums(bool owner) {
  Sums sums;
  if (aux_size_ == 0) return sums;
  const Tree& tree = search_.tree();
  aux_.resize(tree.size() * aux_size_);
  known_.resize(tree.size());
  find_parents();
  const auto cells = static_cast<std::size_t>(info_.canvas.cells());
  sums.width = 1 + (owner ? cells : 0);
  const std::size_t all = tree.edges(0).size;
  sums.values.resize((all + 1) * sums.width);
  for (NodeId id = 0; id < tree.size(); ++id) {
    const Node& node = tree.node(id);
    if (!known_[id]) add_terminal(id);
    const double weight = node.terminal() ? node.visits : 1;
    for (const std::size_t branch : {all, std::size_t{branches_[id]}}) {
      if (id == 0 && branch != all) continue;
      double* const sum = sums.values.data() + branch * sums.width;
      std::size_t offset = 0;
      for (const AuxTarget target : info_.aux) {
        const float* const aux = aux_of(id).data() + offset;
        if (target == AuxTarget::kScore) sum[0] += weight * static_cast<double>(aux[0]);
        if (target == AuxTarget::kOwner && owner)
          for (std::size_t cell = 0; cell < cells; ++cell)
            sum[1 + cell] += weight * static_cast<double>(aux[cell]);
        offset += static_cast<std::size_t>(info_.aux_size(target));
      }
    }
  }
  return sums;
}

double Analysis::chance(double utility) const {
  const double payoff =
      info_.value_low + 0.5 * (utility + 1) * (info_.value_high - info_.value_low);
  return score_scale(info_).score(payoff);
}

Analysis::Expectation Analysis::expectation(const Sums& sums, std::size_t branch,
                                            std::uint32_t visits, double utility,
                                            bool owner) const {
  const double winrate = chance(utility);
  Expectation expected{
      .visits = visits, .winrate = winrate, .utility = 2 * winrate - 1, .score = std::nullopt};
  if (sums.width == 0 || visits == 0) return expected;
  const double* const sum = sums.values.data() + branch * sums.width;
  const auto asks = [&](AuxTarget target) {
    return std::find(info_.aux.begin(), info_.aux.end(), target) != info_.aux.end();
  };
  if (asks(AuxTarget::kScore)) expected.score = sum[0] / visits;
  if (owner && asks(AuxTarget::kOwner))
    for (std::size_t cell = 1; cell < sums.width; ++cell)
      expected.owner.push_back(static_cast<float>(sum[cell] / visits));
  return expected;
}

Analysis::Report Analysis::report(const Wish& wish) {
  const Tree& tree = search_.tree();
  check(begun(), "a report of nothing");
  const Edges edges = tree.edges(0);
  const Sums sums = this->sums(wish.owner || wish.moves_owner);
  const Node& root = tree.node(0);
  Report report{.root = expectation(sums, edges.size, root.visits,
                                    static_cast<double>(root.value_sum) / root.visits, wish.owner),
                .moves = {}};
  std::vector<std::size_t> order(edges.size);
  for (std::size_t i = 0; i < edges.size; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(edges.visits[a], edges.log_priors[a]) >
           std::tuple(edges.visits[b], edges.log_priors[b]);
  });
  for (const std::size_t edge : order) {
    if (report.moves.size() >= wish.most) break;
    if (edges.visits[edge] == 0 && report.moves.size() >= wish.least) break;
    report.moves.push_back(candidate(sums, edge, wish));
    // Nothing is known of a move without visits: the position's own value is the best guess.
    Expectation& expected = report.moves.back().expected;
    if (expected.visits == 0) {
      expected = report.root;
      expected.visits = 0;
      if (!wish.moves_owner) expected.owner.clear();
    }
  }
  return report;
}

Analysis::Candidate Analysis::candidate(const Sums& sums, std::size_t edge,
                                        const Wish& wish) const {
  const Edges edges = search_.tree().edges(0);
  const std::uint32_t visits = edges.visits[edge];
  const auto utility = static_cast<double>(edges.q[edge]);
  Candidate candidate{.move = root_->to_string(edges.actions[edge]),
                      .expected = expectation(sums, edge, visits, utility, wish.moves_owner),
                      .lower_utility = -1,
                      .prior = std::exp(static_cast<double>(edges.log_priors[edge]))};
  if (visits > 0) {
    const double n = visits,
                 squares = std::max(
                     static_cast<double>(edges.square_sums[edge]) - n * utility * utility, 0.0);
    candidate.lower_utility = 2 * chance(utility - deviations_ * std::sqrt(squares + 1) / n) - 1;
  }
  follow(edge, std::max<std::size_t>(wish.longest_line, 1), candidate);
  return candidate;
}

void Analysis::follow(std::size_t edge, std::size_t longest, Candidate& candidate) const {
  const Tree& tree = search_.tree();
  const std::unique_ptr<State> state = root_->clone();
  std::vector<Action> only;
  const auto play = [&](Action action, std::uint32_t visits) {
    candidate.line.push_back(state->to_string(action));
    candidate.line_visits.push_back(visits);
    state->apply(action);
  };
  for (NodeId node = 0; candidate.line.size() < longest;) {
    const Edges edges = tree.edges(node);
    play(edges.actions[edge], edges.visits[edge]);
    node = tree.child(node, edge);
    if (node == kNoNode || tree.node(node).terminal() || tree.node(node).stats == kNoNode) break;
    for (int forced = tree.node(node).forced_steps; forced > 0; --forced) {
      state->legal(only);
      play(only.front(), tree.node(node).visits);
    }
    const Edges next = tree.edges(node);
    edge = static_cast<std::size_t>(std::max_element(next.visits, next.visits + next.size) -
                                    next.visits);
    if (next.visits[edge] == 0) break;
  }
}

}  // namespace az
