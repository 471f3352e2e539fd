#include "agents/agent.h"

#include <fmt/format.h>

#include "search/budget.h"
#include "search/net_free.h"

namespace az {

Hash128 Agent::search_hash() const {
  return kind == AgentKind::kRandom ? Hash128{} : hash_config(search);
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

Player::Player(const Game& game, const Agent& agent) : agent_(agent) {
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
