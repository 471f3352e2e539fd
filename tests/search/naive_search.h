// naive_search.h — the same searches once more, slow and obvious, to compare with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "core/outcome.h"
#include "games/advance.h"
#include "search/evaluator.h"
#include "search/gumbel.h"
#include "search/search_config.h"

namespace az {

/// The search of gumbel.h and puct.h once more: recursive, on maps, in double precision, without
/// reuse or noise.
class NaiveSearch {
 public:
  NaiveSearch(const Game& game, const SearchConfig& config, Evaluator& evaluator)
      : info_(game.info()), config_(config), evaluator_(evaluator) {}

  struct Node {
    std::unique_ptr<State> state;
    std::vector<Action> legal;
    std::vector<double> log_priors;
    std::vector<double> net;  ///< utilities by seat
    std::vector<std::unique_ptr<Node>> children;
    std::vector<double> visits, sums;
    double all_visits = 0, own_sum = 0;
  };

  std::vector<double> run(const State& root, int simulations) {
    auto node = make(root.clone());
    std::vector<std::uint32_t> table;
    const int considered = std::min(
        {config_.gumbel.max_considered, static_cast<int>(node->legal.size()), simulations});
    halving_table(considered, simulations, table);
    for (int i = 0; i < simulations; ++i) {
      const std::uint32_t asked = table[static_cast<std::size_t>(i)];
      visit(*node, config_.algorithm == SearchAlgorithm::kGumbel ? &asked : nullptr);
    }
    return node->visits;
  }

 private:
  std::unique_ptr<Node> make(std::unique_ptr<State> state) {
    auto node = std::make_unique<Node>();
    node->state = std::move(state);
    advance(*node->state, node->legal);
    node->children.resize(node->legal.size());
    node->visits.resize(node->legal.size(), 0);
    node->sums.resize(node->legal.size(), 0);
    node->net.resize(static_cast<std::size_t>(info_.players));
    std::vector<float> log_priors(node->legal.size()),
        outcome(static_cast<std::size_t>(info_.outcome_size()));
    if (node->legal.empty()) {
      const Outcome end = node->state->outcome();
      for (std::size_t s = 0; s < node->net.size(); ++s) node->net[s] = utility(end.payoff[s]);
    } else {
      const Leaf leaf{node->state.get(), node->legal};
      const int ticket = evaluator_.submit({&leaf, 1});
      Evaluation evaluation{log_priors, outcome};
      evaluator_.wait(ticket, {&evaluation, 1});
      std::array<float, kMaxPlayers> payoffs{};
      expected_payoff(info_, outcome, std::span(payoffs).first(node->net.size()));
      for (std::size_t s = 0; s < node->net.size(); ++s) node->net[s] = utility(payoffs[s]);
      node->log_priors.assign(log_priors.begin(), log_priors.end());
    }
    return node;
  }
  double utility(float payoff) const {
    return 2 * (static_cast<double>(payoff) - info_.value_low) /
               (info_.value_high - info_.value_low) -
           1;
  }

  std::vector<double> visit(Node& node, const std::uint32_t* asked) {
    ++node.all_visits;
    if (node.legal.empty()) return node.net;
    const auto seat = static_cast<std::size_t>(node.state->to_play());
    if (node.all_visits == 1) node.own_sum += node.net[seat];
    const std::size_t edge = choose(node, asked);
    std::vector<double> values;
    if (!node.children[edge]) {
      auto state = node.state->clone();
      state->apply(node.legal[edge]);
      node.children[edge] = make(std::move(state));
      Node& child = *node.children[edge];
      values = child.net;
      if (!child.legal.empty())
        child.own_sum += values[static_cast<std::size_t>(child.state->to_play())];
    } else {
      values = visit(*node.children[edge], nullptr);
    }
    node.visits[edge] += 1;
    node.sums[edge] += values[seat];
    node.own_sum += values[seat];
    return values;
  }

  std::size_t choose(const Node& node, const std::uint32_t* asked) const {
    const std::size_t size = node.legal.size();
    const double total = std::accumulate(node.visits.begin(), node.visits.end(), 0.0);
    const double net = node.net[static_cast<std::size_t>(node.state->to_play())];
    std::vector<double> score(size), q(size), p(size);
    double mass = 0, weighted = 0, most = 0;
    for (std::size_t i = 0; i < size; ++i) {
      p[i] = std::exp(node.log_priors[i]);
      most = std::max(most, node.visits[i]);
      if (node.visits[i] == 0) continue;
      q[i] = node.sums[i] / node.visits[i];
      mass += p[i];
      weighted += p[i] * q[i];
    }
    if (config_.algorithm == SearchAlgorithm::kPuct) {
      const PuctConfig& c = config_.puct;
      const double factor = (c.c_init + c.c_log * std::log((total + c.c_base) / c.c_base)) *
                            std::sqrt(total + c.visit_offset);
      const double mean =
          (net + std::accumulate(node.sums.begin(), node.sums.end(), 0.0)) / (1 + total);
      const double first_play =
          mass * mass * mean + (1 - mass * mass) * net - c.first_play_reduction * std::sqrt(mass);
      for (std::size_t i = 0; i < size; ++i)
        score[i] = (node.visits[i] > 0 ? q[i] : first_play) + factor * p[i] / (1 + node.visits[i]);
    } else {
      const double mixed = total > 0 ? (net + total * weighted / mass) / (1 + total) : net;
      const double sigma = (config_.gumbel.c_visit + most) * config_.gumbel.c_scale;
      double sum = 0;
      for (std::size_t i = 0; i < size; ++i) {
        score[i] = node.log_priors[i] + sigma * ((node.visits[i] > 0 ? q[i] : mixed) + 1) / 2;
        if (asked == nullptr) sum += score[i] = std::exp(score[i] - sigma);
      }
      for (std::size_t i = 0; i < size; ++i) {
        if (asked == nullptr) score[i] = score[i] / sum - node.visits[i] / (1 + total);
        if (asked != nullptr && node.visits[i] != *asked) score[i] = -INFINITY;
      }
    }
    return static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
  }

  const GameInfo& info_;
  SearchConfig config_;
  Evaluator& evaluator_;
};

}  // namespace az
