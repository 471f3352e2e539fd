// agent.h — who can play: an identity made of hashes, and what it takes to make one choose a move.
//
// Agents are described, not built: a match opens one evaluator per distinct net, and every game
// holds one Player per seat. An agent that speaks another protocol (an external engine) is one more
// kind here and one more branch in Player.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/hash.h"
#include "core/rng.h"
#include "games/game.h"
#include "search/search.h"

namespace az {

enum class AgentKind {
  kRandom,  ///< uniform over the legal actions
  kSearch,  ///< search without a net: uniform priors, drawn leaves
  kNet,     ///< search with a net
};

struct Agent {
  std::string name;  ///< a label; never an identity
  AgentKind kind = AgentKind::kRandom;
  SearchConfig search;  ///< kSearch, kNet
  Hash128 net;          ///< kNet: content hash of the net's file

  /// Of the search's settings; zero where there is no search.
  Hash128 search_hash() const;
};

Agent random_agent();
/// net_free_search(): the anchor of known strength.
Agent search_agent(int simulations);
Agent net_agent(std::string name, const Hash128& net, const SearchConfig& search);

/// One agent's mind during one game: it keeps a search tree where the agent's settings re-use it.
class Player {
 public:
  Player(const Game& game, const Agent& agent);

  /// Starts choosing at `state`, which has at least two legal actions. name: seed, generation,
  /// game, ply. Returns the search to run to its end before action() is asked, or nullptr when the
  /// choice is made already.
  Search* begin(const State& state, std::span<const Action> legal, const StreamName& name);
  Action action() const;
  /// Every action that anyone played, in order.
  void move(Action action);

 private:
  const Agent& agent_;
  std::unique_ptr<Search> search_;
  Action chosen_ = 0;
};

}  // namespace az
