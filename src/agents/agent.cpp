#include "agents/agent.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "search/budget.h"
#include "search/heuristic_evaluator.h"
#include "search/net_free.h"

namespace az {

Hash128 Agent::search_hash() const {
  switch (kind) {
    case AgentKind::kRandom:
      return {};
    case AgentKind::kSearch:
    case AgentKind::kNet:
      return hash_config(search);
    case AgentKind::kHeuristic:
      return heuristic;
    case AgentKind::kEngine:
      return hash128(engine.identity());
  }
  return {};
}

Agent random_agent() {
  Agent agent;
  agent.name = "random";
  return agent;
}

Agent search_agent(int simulations) {
  Agent agent;
  agent.name = fmt::format("search{}", simulations);
  agent.kind = AgentKind::kSearch;
  agent.search = net_free_search(simulations);
  return agent;
}

Agent heuristic_agent(const GameInfo& info, int simulations) {
  Agent agent;
  agent.search = heuristic_search(simulations);
  agent.name = AnchorConfig{AnchorKind::kHeuristic, simulations}.label();
  agent.kind = AgentKind::kHeuristic;
  agent.heuristic = heuristic_identity(info, agent.search);
  return agent;
}

Agent net_agent(std::string name, const Hash128& net, const SearchConfig& search) {
  Agent agent;
  agent.name = std::move(name);
  agent.kind = AgentKind::kNet;
  agent.search = search;
  agent.net = net;
  return agent;
}

Agent engine_agent(std::string name, const EngineConfig& engine) {
  Agent agent;
  agent.name = std::move(name);
  agent.kind = AgentKind::kEngine;
  agent.engine = engine;
  return agent;
}

namespace {

/// One of the actions with the greatest policy. Hand-made values are coarse: the first of many
/// equal actions, always, would make games alike.
Action drawn_among_best(const SearchResult& result, StreamName name) {
  const float most = *std::max_element(result.policy.begin(), result.policy.end());
  std::vector<Action> best;
  for (std::size_t i = 0; i < result.legal.size(); ++i)
    if (result.policy[i] == most) best.push_back(result.legal[i]);
  name.purpose = Purpose::kMove;
  return best[Rng(name).below(static_cast<std::uint32_t>(best.size()))];
}

}  // namespace

Player::Player(const Game& game, const Agent& agent) : agent_(agent) {
  check(agent.kind != AgentKind::kEngine, "{} has a mind of its own", agent.name);
  if (agent.kind != AgentKind::kRandom) search_ = std::make_unique<Search>(game, agent.search);
}

Search* Player::begin(const State& state, std::span<const Action> legal, const StreamName& name) {
  if (!search_) {
    StreamName stream = name;
    stream.purpose = Purpose::kMove;
    Rng rng(stream);
    chosen_ = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
    return nullptr;
  }
  name_ = name;
  search_->begin(state, match_budget(agent_.search), name);
  return search_.get();
}

Action Player::action() const {
  if (!search_) return chosen_;
  const bool one_ply = agent_.kind == AgentKind::kHeuristic && agent_.search.simulations == 0;
  return one_ply ? drawn_among_best(search_->result(), name_) : search_->result().action;
}

void Player::move(Action action) {
  if (search_) search_->move(action);
}

}  // namespace az
