#include "search/search.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/outcome.h"
#include "games/advance.h"
#include "search/gumbel.h"
#include "search/puct.h"
#include "search/root.h"

namespace az {

Search::Search(const Game& game, const SearchConfig& config)
    : game_(game),
      config_(config),
      tree_(game.info(), config.tie_order),
      root_state_(game.new_state()),
      scratch_(game.new_state()),
      leaf_outcome_(static_cast<std::size_t>(game.info().outcome_size())) {}

void Search::begin(const State& root, const SearchBudget& budget, const StreamName& name) {
  check(budget.only.empty() || !config_.tree_reuse, "some root actions with tree reuse");
  const bool kept = config_.tree_reuse && has_position_ && !tree_.empty() &&
                    !tree_.node(0).terminal() && root.hash() == root_state_->hash();
  if (!kept) tree_.clear();
  root_state_->assign(root);
  has_position_ = true;
  budget_ = budget;
  name_ = name;
  pending_ = over_ = false;
  done_ = 0;
  if (!tree_.empty()) prepare_root();
}

bool Search::next_leaf(Leaf& leaf) {
  check(!pending_ && !over_ && has_position_,
        "next_leaf() before accept(), after the end or without begin()");
  if (tree_.empty()) {
    path_.clear();
    forced_steps_ = 0;
    root_state_->legal(legal_);
    check(!legal_.empty(), "search from a terminal position");
    if (!budget_.only.empty()) legal_.assign(budget_.only.begin(), budget_.only.end());
    leaf = {root_state_.get(), legal_};
    pending_ = true;
    return true;
  }
  while (done_ < budget_.simulations) {
    if (descend()) {
      leaf = {scratch_.get(), legal_};
      pending_ = true;
      return true;
    }
  }
  finish();
  over_ = true;
  return false;
}

Evaluation Search::evaluation() {
  check(pending_, "no leaf waits for an evaluation");
  leaf_log_priors_.resize(legal_.size());
  return {leaf_log_priors_, leaf_outcome_};
}

void Search::accept() {
  check(pending_, "no leaf waits for an evaluation");
  float sum = 0;  // one test for all: a NaN or an infinity anywhere makes the sum not finite
  for (const float x : leaf_log_priors_) sum += x;
  for (const float x : leaf_outcome_) sum += x;
  check(std::isfinite(sum), "the evaluator returned a number that is not finite");
  pending_ = false;
  const bool is_root = tree_.empty();
  const State& state = is_root ? *root_state_ : *scratch_;
  const NodeId node = tree_.add(path_.empty() ? TreeStep{} : path_.back(), state.to_play(),
                                forced_steps_, legal_, leaf_log_priors_, leaf_outcome_);
  tree_.backup(path_, node);
  if (is_root)
    prepare_root();
  else
    ++done_;
}

std::optional<Action> Search::decisive(const State& state) const {
  return config_.decisive_moves ? state.decisive() : std::nullopt;
}

/// One simulation down to a position that is not in the tree. False: it ended in a terminal and is
/// counted already.
bool Search::descend() {
  path_.clear();
  std::size_t edge = select_at_root();
  for (NodeId node = 0;;) {
    path_.push_back({node, static_cast<std::uint32_t>(edge)});
    node = tree_.child(node, edge);
    if (node == kNoNode) break;
    if (tree_.node(node).terminal()) {
      tree_.backup(path_, node);
      ++done_;
      return false;
    }
    tree_.open(node);
    edge = select(node);
  }

  // The tree needs no positions to choose; only a new node does.
  scratch_->assign(*root_state_);
  for (const TreeStep& step : path_) {
    for (int forced = tree_.node(step.node).forced_steps; step.node != 0 && forced > 0; --forced) {
      scratch_->legal(legal_);
      scratch_->apply(legal_[0]);
    }
    scratch_->apply(tree_.action(step));
  }
  if (config_.collapse_forced) {
    forced_steps_ = advance(*scratch_, legal_);
  } else {
    forced_steps_ = 0;
    scratch_->legal(legal_);
  }
  if (!legal_.empty()) {
    const auto winning = decisive(*scratch_);
    if (!winning) return true;
    scratch_->apply(*winning);
    check(scratch_->terminal(), "a decisive move that does not end the game");
  }
  outcome_vector(game_.info(), scratch_->outcome(), leaf_outcome_);
  tree_.backup(path_, tree_.add(path_.back(), 0, forced_steps_, {}, {}, leaf_outcome_));
  ++done_;
  return false;
}

std::size_t Search::select(NodeId id) {
  const Node& node = tree_.node(id);
  const Edges edges = tree_.edges(id);
  if (config_.algorithm == SearchAlgorithm::kGumbel) {
    if (numbers_.size() < edges.size) numbers_.resize(edges.size);
    return select_by_improved_policy(config_.gumbel, edges, node.net_value, numbers_);
  }
  return puct_select(edges, edges.priors, exploration_factor(config_.puct, node.visits - 1),
                     first_play_utility(config_.puct, node, config_.puct.first_play_reduction));
}

std::size_t Search::select_at_root() {
  if (winning_edge_) return *winning_edge_;
  const Node& node = tree_.node(0);
  const Edges edges = tree_.edges(0);
  if (config_.algorithm == SearchAlgorithm::kGumbel) {
    // argmax of g + l + sigma(completed q) among the actions with exactly as many visits as the
    // table asks for.
    const float scale = sigma_scale(config_.gumbel, edges),
                mixed = mixed_value(edges, node.net_value);
    const std::uint32_t asked = halving_[static_cast<std::size_t>(done_)];
    std::size_t best = edges.size;
    float best_score = -INFINITY;
    for (std::size_t i = 0; i < edges.size; ++i) {
      if (edges.visits[i] - base_visits_[i] != asked) continue;
      const float score = root_scores_[i] + scale * (edges.visits[i] > 0 ? edges.q[i] : mixed);
      if (score > best_score || best == edges.size) {
        best_score = score;
        best = i;
      }
    }
    check(best < edges.size, "no root action has {} visits at simulation {}", asked, done_);
    return best;
  }
  if (!budget_.noise) return select(0);  // by the same rule as below the root
  const PuctConfig& puct = config_.puct;
  const std::uint32_t visits = node.visits - 1;
  if (puct.forced_playouts > 0) {
    const std::size_t forced =
        forced_playout(edges, root_priors_.data(), puct.forced_playouts, visits);
    if (forced < edges.size) return forced;
  }
  return puct_select(edges, root_priors_.data(), exploration_factor(puct, visits),
                     first_play_utility(puct, node, puct.first_play_reduction_root));
}

void Search::prepare_root() {
  tree_.open(0);
  const Edges edges = tree_.edges(0);
  by_action_.resize(edges.size);
  for (std::uint32_t i = 0; i < edges.size; ++i) by_action_[i] = i;
  std::sort(by_action_.begin(), by_action_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return edges.actions[a] < edges.actions[b]; });
  winning_edge_.reset();
  // Without simulations the net alone is asked.
  if (const auto winning = decisive(*root_state_); winning && budget_.simulations > 0) {
    const auto* at = std::find(edges.actions, edges.actions + edges.size, *winning);
    if (at != edges.actions + edges.size)
      winning_edge_ = static_cast<std::size_t>(at - edges.actions);
  }
  if (numbers_.size() < edges.size) numbers_.resize(edges.size);
  if (config_.algorithm == SearchAlgorithm::kGumbel)
    prepare_gumbel();
  else
    prepare_puct();
}

void Search::prepare_gumbel() {
  const Edges edges = tree_.edges(0);
  StreamName stream = name_;
  stream.purpose = Purpose::kRootNoise;
  Rng rng(stream);
  root_scores_.assign(edges.log_priors, edges.log_priors + edges.size);
  if (budget_.noise)
    for (const std::uint32_t edge : by_action_)
      root_scores_[edge] += static_cast<float>(rng.gumbel());
  base_visits_.assign(edges.visits, edges.visits + edges.size);
  considered_ =
      std::min({config_.gumbel.max_considered, static_cast<int>(edges.size), budget_.simulations});
  halving_table(considered_, budget_.simulations, halving_);
}

void Search::prepare_puct() {
  const Edges edges = tree_.edges(0);
  root_priors_.assign(edges.priors, edges.priors + edges.stride);
  done_ = static_cast<int>(tree_.node(0).visits) - 1;
  if (!budget_.noise) return;
  const PuctConfig& puct = config_.puct;
  StreamName stream = name_;
  stream.purpose = Purpose::kRootNoise;
  Rng rng(stream);
  // Drawn in the order of the actions, so the tie order does not change the noise.
  leaf_log_priors_.resize(edges.size);
  for (std::size_t i = 0; i < edges.size; ++i) leaf_log_priors_[i] = edges.priors[by_action_[i]];
  apply_policy_temperature(leaf_log_priors_,
                           scheduled(config_, game_.info(), puct.root_temperature_start,
                                     puct.root_temperature_end, name_.ply));
  add_root_noise(leaf_log_priors_, puct, rng, numbers_);
  for (std::size_t i = 0; i < edges.size; ++i) root_priors_[by_action_[i]] = leaf_log_priors_[i];
}

void Search::finish() {
  const Edges edges = tree_.edges(0);
  const Node& node = tree_.node(0);
  if (numbers_.size() < edges.size) numbers_.resize(edges.size);
  const std::size_t chosen = winning_edge_ ? finish_winning(*winning_edge_)
                             : config_.algorithm == SearchAlgorithm::kGumbel
                                 ? finish_gumbel()
                                 : finish_puct();  // numbers_: policy

  const std::size_t size = edges.size;
  result_legal_.resize(size);
  result_visits_.resize(size);
  result_q_.resize(size);
  result_policy_.resize(size);
  const float mixed = mixed_value(edges, node.net_value);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint32_t edge = by_action_[i];
    result_legal_[i] = edges.actions[edge];
    result_visits_[i] = edges.visits[edge];
    result_q_[i] = payoff(game_.info(), edges.visits[edge] > 0 ? edges.q[edge] : mixed);
    result_policy_[i] = numbers_[edge];
  }
  const auto net = tree_.net_outcome(0), sum = tree_.outcome_sum(0);
  result_net_.assign(net.begin(), net.end());
  result_root_.assign(sum.begin(), sum.end());
  for (float& x : result_root_) x /= static_cast<float>(node.visits);
  result_ = {.action = edges.actions[chosen],
             .simulations = done_,
             .considered = considered_,
             .legal = result_legal_,
             .visits = result_visits_,
             .q = result_q_,
             .policy = result_policy_,
             .net_outcome = result_net_,
             .root_outcome = result_root_};
}

/// `edge`, the decisive move's; numbers_ becomes all for it.
std::size_t Search::finish_winning(std::size_t edge) {
  std::fill_n(numbers_.begin(), tree_.edges(0).size, 0.0f);
  numbers_[edge] = 1;
  considered_ = 1;
  return edge;
}

/// The chosen edge; numbers_ becomes the improved policy.
std::size_t Search::finish_gumbel() {
  const Edges edges = tree_.edges(0);
  const Node& node = tree_.node(0);
  improved_policy(config_.gumbel, edges, node.net_value, numbers_);
  const float scale = sigma_scale(config_.gumbel, edges),
              mixed = mixed_value(edges, node.net_value);
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < edges.size; ++i)
    most = std::max(most, edges.visits[i] - base_visits_[i]);
  std::size_t best = edges.size;
  float best_score = -INFINITY;
  for (std::size_t i = 0; i < edges.size; ++i) {
    if (edges.visits[i] - base_visits_[i] != most) continue;
    const float score = root_scores_[i] + scale * (edges.visits[i] > 0 ? edges.q[i] : mixed);
    if (score > best_score || best == edges.size) {
      best_score = score;
      best = i;
    }
  }
  return best;
}

/// The chosen edge; numbers_ becomes the visits, pruned after forced playouts, as a distribution.
std::size_t Search::finish_puct() {
  const Edges edges = tree_.edges(0);
  const std::uint32_t visits = tree_.node(0).visits - 1;
  considered_ = static_cast<int>(std::count_if(edges.visits, edges.visits + edges.size,
                                               [](std::uint32_t n) { return n > 0; }));
  const auto target = std::span(numbers_).first(edges.size);
  if (visits == 0) {
    std::copy_n(edges.priors, edges.size, target.begin());
  } else if (budget_.noise && config_.puct.forced_playouts > 0) {
    pruned_visits(config_.puct, edges, root_priors_.data(), visits, target);
  } else {
    for (std::size_t i = 0; i < edges.size; ++i) target[i] = static_cast<float>(edges.visits[i]);
  }
  double sum = 0;
  for (const float x : target) sum += static_cast<double>(x);
  for (float& x : target) x = static_cast<float>(static_cast<double>(x) / sum);

  if (budget_.temperature <= 0 && visits > 0 && config_.puct.move_choice == MoveChoice::kLcb)
    return best_lower_bound(config_.puct, edges);
  StreamName stream = name_;
  stream.purpose = Purpose::kMove;
  Rng rng(stream);
  leaf_log_priors_.resize(edges.size);
  return choose_with_temperature(target, budget_.temperature, rng, leaf_log_priors_);
}

const SearchResult& Search::result() const {
  check(over_, "result() before the search is over");
  return result_;
}

void Search::move(Action action) {
  if (!config_.tree_reuse || !has_position_) return;
  check(!pending_, "move() while a leaf waits for its evaluation");
  NodeId child = kNoNode;
  if (!tree_.empty() && !tree_.node(0).terminal() && tree_.node(0).stats != kNoNode) {
    const Edges edges = tree_.edges(0);
    const auto* at = std::find(edges.actions, edges.actions + edges.size, action);
    check(at != edges.actions + edges.size, "action {} is not legal at the root", action);
    child = edges.children[at - edges.actions];
  }
  root_state_->apply(action);
  for (root_state_->legal(legal_); legal_.size() == 1; root_state_->legal(legal_)) {
    root_state_->apply(legal_[0]);
    if (!config_.collapse_forced && child != kNoNode)  // then the forced step is an edge of its own
      child = tree_.node(child).stats == kNoNode ? kNoNode : tree_.edges(child).children[0];
  }
  over_ = false;
  if (child == kNoNode)
    tree_.clear();
  else
    tree_.keep(child);
}

void Search::reset() {
  tree_.clear();
  has_position_ = over_ = pending_ = false;
}

}  // namespace az
