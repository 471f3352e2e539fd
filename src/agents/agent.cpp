#include "agents/agent.h"

#include <fmt/format.h>

#include "core/check.h"
#include "search/budget.h"
#include "search/net_free.h"

namespace az {

Hash128 Agent::search_hash() const {
  switch (kind) {
    case AgentKind::kRandom:
      return {};
    case AgentKind::kSearch:
    case AgentKind::kNet:
      return hash_config(search);
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
  search_->begin(state, match_budget(agent_.search), name);
  return search_.get();
}

Action Player::action() const { return search_ ? search_->result().action : chosen_; }

void Player::move(Action action) {
  if (search_) search_->move(action);
}

}  // namespace az
