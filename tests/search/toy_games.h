// toy_games.h — small games and made-up evaluators whose searches can be checked by hand or against
// a naive model.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/outcome.h"
#include "core/rng.h"
#include "games/advance.h"
#include "games/state_of.h"
#include "search/evaluator.h"
#include "search/search.h"

namespace az {

inline std::uint64_t toy_mix(std::uint64_t h, std::uint64_t x) {
  h = (h ^ (x + 0x9e3779b97f4a7c15u)) * 0xbf58476d1ce4e5b9u;
  return (h ^ (h >> 29)) * 0x94d049bb133111ebu;
}

/// Every path of `depth` choices among `branching` actions ends in an outcome drawn from the path's
/// hash.
class TreeGame {
 public:
  struct Settings {
    int players = 2, branching = 3, depth = 4;
    int id_stride = 1;  ///< action ids are 0, stride, 2 stride …
    bool all_draws = false;
    bool early_ends = false;  ///< some paths end after two choices
    bool forced = false;      ///< some positions have one action
    bool repeats = false;     ///< the same seat chooses twice in turn
    static void describe(auto& self, auto& v) {
      v.field("players", self.players, "");
      v.field("branching", self.branching, "");
      v.field("depth", self.depth, "");
      v.field("id_stride", self.id_stride, "");
      v.field("all_draws", self.all_draws, "");
      v.field("early_ends", self.early_ends, "");
      v.field("forced", self.forced, "");
      v.field("repeats", self.repeats, "");
    }
  };
  static constexpr std::string_view kName = "tree_game", kBlurb = "a toy";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1;

  explicit TreeGame(const Settings& settings) : settings_(settings) {}
  static GameInfo info(const Settings& s) {
    GameInfo info;
    info.players = s.players;
    info.action_count = (s.branching - 1) * s.id_stride + 1;
    info.canvas = {1, info.action_count};
    info.bit_planes = 1;
    info.policy_maps = 1;
    info.max_plies = s.depth;
    if (s.players == 2) info.payoff_by_place = {1, -1};
    if (s.players == 3) info.payoff_by_place = {1, 0, -1};
    if (s.players == 4) info.payoff_by_place = {1, 0.5, -0.5, -1};
    return info;
  }

  int to_play() const { return (settings_.repeats ? plies_ / 2 : plies_) % settings_.players; }
  void legal(std::vector<Action>& actions) const {
    actions.clear();
    if (terminal()) return;
    const int count = settings_.forced && plies_ > 0 && hash_ % 5 == 0 ? 1 : settings_.branching;
    for (int i = 0; i < count; ++i) actions.push_back(static_cast<Action>(i * settings_.id_stride));
  }
  void apply(Action a) {
    check(!terminal() && a % static_cast<Action>(settings_.id_stride) == 0, "illegal {}", a);
    hash_ = toy_mix(hash_, a / static_cast<Action>(settings_.id_stride));
    ++plies_;
  }
  bool terminal() const {
    return adjudicated_ || plies_ >= settings_.depth ||
           (settings_.early_ends && plies_ >= 2 && hash_ % 7 == 0);
  }
  void adjudicate() { adjudicated_ = true; }
  Outcome outcome() const {
    const GameInfo info = TreeGame::info(settings_);
    if (settings_.all_draws || hash_ % 4 == 3) return draw_outcome(info, EndReason::kDraw);
    std::vector<int> places;
    for (int i = 0; i < settings_.players; ++i)
      places.push_back((i + static_cast<int>(hash_ / 4 % 4)) % settings_.players + 1);
    return place_outcome(info, places, EndReason::kWin);
  }
  void encode(Planes&) const {}
  Site site(Action a) const { return {0, static_cast<int>(a)}; }
  Action transform(Action a, int) const { return a; }
  int transform_cell(int cell, int) const { return cell; }
  void aux(AuxTarget, int, std::span<float>) const {}
  std::string to_string(Action a) const { return std::to_string(a); }
  Result<Action> parse(std::string_view) const { return fail("not needed"); }
  std::string draw() const { return ""; }
  std::uint64_t hash() const { return toy_mix(hash_, static_cast<std::uint64_t>(plies_)); }

 private:
  Settings settings_;
  int plies_ = 0;
  std::uint64_t hash_ = 1;
  bool adjudicated_ = false;
};

/// Calls a function for every leaf; nothing is batched away.
class FakeEvaluator final : public Evaluator {
 public:
  using Function = std::function<void(const State&, std::span<const Action>, Evaluation&)>;
  explicit FakeEvaluator(Function function) : function_(std::move(function)) {}

  int submit(std::span<const Leaf> leaves) override {
    Ticket ticket;
    for (const Leaf& leaf : leaves)
      ticket.leaves.emplace_back(leaf.state->clone(),
                                 std::vector<Action>(leaf.legal.begin(), leaf.legal.end()));
    evaluations_ += leaves.size();
    batch_sizes.push_back(leaves.size());
    tickets_.push_back(std::move(ticket));
    return static_cast<int>(tickets_.size()) - 1;
  }
  void wait(int ticket, std::span<Evaluation> out) override {
    Ticket& asked = tickets_.at(static_cast<std::size_t>(ticket));
    check(!asked.done && asked.leaves.size() == out.size(), "ticket {} waited for wrongly", ticket);
    asked.done = true;
    for (std::size_t i = 0; i < out.size(); ++i)
      function_(*asked.leaves[i].first, asked.leaves[i].second, out[i]);
    asked.leaves.clear();
  }
  std::uint64_t evaluations() const override { return evaluations_; }
  /// Tickets that nobody has waited for.
  int open_tickets() const {
    return static_cast<int>(
        std::count_if(tickets_.begin(), tickets_.end(), [](const Ticket& t) { return !t.done; }));
  }
  std::vector<std::size_t> batch_sizes;

 private:
  struct Ticket {
    std::vector<std::pair<std::unique_ptr<State>, std::vector<Action>>> leaves;
    bool done = false;
  };
  Function function_;
  std::vector<Ticket> tickets_;
  std::uint64_t evaluations_ = 0;
};

inline void log_softmax(std::span<float> x) {
  double sum = 0;
  for (const float v : x) sum += std::exp(static_cast<double>(v));
  for (float& v : x) v -= static_cast<float>(std::log(sum));
}

/// Priors and outcomes drawn from the position's hash: a random net.
inline void hashed_evaluation(const State& state, std::span<const Action> legal, Evaluation& out) {
  const std::uint64_t hash = state.hash();
  for (std::size_t i = 0; i < legal.size(); ++i)
    out.log_priors[i] = static_cast<float>(toy_mix(hash, i) % 1000) / 300.0f;
  log_softmax(out.log_priors);
  const auto uniform = [&](std::uint64_t i) {
    return 0.05f + static_cast<float>(toy_mix(hash, 100 + i) % 1000) / 1000.0f;
  };
  const int players = state.info().players;
  if (players == 2) {
    float sum = 0;
    for (std::size_t i = 0; i < 3; ++i) sum += out.outcome[i] = uniform(i);
    for (float& x : out.outcome) x /= sum;
    return;
  }
  // A mixture of the rotations of the places and "all share": every seat and every place sums to 1
  // − shared.
  std::vector<float> weights;
  float sum = 0;
  for (int r = 0; r <= players; ++r) {
    weights.push_back(uniform(static_cast<std::uint64_t>(r)));
    sum += weights.back();
  }
  std::fill(out.outcome.begin(), out.outcome.end(), 0.0f);
  for (int seat = 0; seat < players; ++seat)
    for (int r = 0; r < players; ++r)
      out.outcome[static_cast<std::size_t>(seat * players + (seat + r) % players)] +=
          weights[static_cast<std::size_t>(r)] / sum;
  out.outcome.back() = weights.back() / sum;
}

/// Prior order = action order, steep enough that nothing else decides; the outcome is a draw.
inline void ranked_evaluation(const State&, std::span<const Action> legal, Evaluation& out) {
  for (std::size_t i = 0; i < legal.size(); ++i) out.log_priors[i] = -static_cast<float>(i);
  log_softmax(out.log_priors);
  std::fill(out.outcome.begin(), out.outcome.end(), 0.0f);
  out.outcome[out.outcome.size() == 3 ? 1 : out.outcome.size() - 1] = 1;
}

/// One search to its end, one leaf at a time.
inline const SearchResult& run_search(Search& search, Evaluator& evaluator, const State& root,
                                      const SearchBudget& budget, const StreamName& name = {}) {
  search.begin(root, budget, name);
  for (Leaf leaf; search.next_leaf(leaf);) {
    const int ticket = evaluator.submit({&leaf, 1});
    Evaluation evaluation = search.evaluation();
    evaluator.wait(ticket, {&evaluation, 1});
    search.accept();
  }
  return search.result();
}

inline SearchConfig gumbel_config() { return {}; }
inline SearchConfig puct_config() {
  SearchConfig config;
  config.algorithm = SearchAlgorithm::kPuct;
  return config;
}

/// Everything a result says, as comparable values.
struct Snapshot {
  explicit Snapshot(const SearchResult& r)
      : action(r.action),
        simulations(r.simulations),
        legal(r.legal.begin(), r.legal.end()),
        visits(r.visits.begin(), r.visits.end()),
        q(r.q.begin(), r.q.end()),
        policy(r.policy.begin(), r.policy.end()),
        net(r.net_outcome.begin(), r.net_outcome.end()),
        root(r.root_outcome.begin(), r.root_outcome.end()) {}
  bool operator==(const Snapshot&) const = default;
  Action action;
  int simulations;
  std::vector<Action> legal;
  std::vector<std::uint32_t> visits;
  std::vector<float> q, policy, net, root;
};

}  // namespace az
