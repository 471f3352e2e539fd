// agent.h — who can play: an identity made of hashes, and what it takes to make one choose a move.
//
// Agents are described, not built: a match opens one evaluator per distinct net, and every game
// holds one Player per seat. Engines have minds of their own (engines/engine.h): a block of games
// starts one and asks it, there is no Player for them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arena/arena_config.h"
#include "core/hash.h"
#include "core/rng.h"
#include "games/game.h"
#include "search/search.h"

namespace az {

enum class AgentKind {
  kRandom,     ///< uniform over the legal actions
  kSearch,     ///< search without a net: uniform priors, drawn leaves
  kHeuristic,  ///< the game's hand-made knowledge: one ply, or a search by it
  kNet,        ///< search with a net
  kEngine,     ///< another program, over GTP
};

struct Agent {
  std::string name;  ///< a label; never an identity
  AgentKind kind = AgentKind::kRandom;
  SearchConfig search;    ///< kSearch, kHeuristic (one ply: no simulations), kNet
  Hash128 net;            ///< kNet: content hash of the net's file
  Hash128 heuristic{};    ///< kHeuristic: heuristic_identity()
  EngineConfig engine{};  ///< kEngine

  /// Of the search's settings, of who the engine or the heuristic is; zero where nothing is.
  Hash128 search_hash() const;
};

Agent random_agent();
/// net_free_search(): the anchor of known strength.
Agent search_agent(int simulations);
/// heuristic_search(): one ply for 0 or 1 simulations. info: of a game that has a heuristic.
Agent heuristic_agent(const GameInfo& info, int simulations);
Agent net_agent(std::string name, const Hash128& net, const SearchConfig& search);
Agent engine_agent(std::string name, const EngineConfig& engine);

/// One agent's mind during one game: it keeps a search tree where the agent's settings re-use it.
class Player {
 public:
  /// agent: not an engine.
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
  StreamName name_;
  Action chosen_ = 0;
};

}  // namespace az
