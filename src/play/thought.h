// thought.h — one decision of an agent with its reasons: the move, what it expects, what it looked
// at.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "core/rng.h"
#include "games/game.h"
#include "search/evaluator.h"

namespace az {

struct Thought {
  struct Option {
    Action action = 0;
    std::uint32_t visits = 0;
    float policy = 0;  ///< what training would learn from this search
    float payoff = 0;  ///< expected by the seat to move
  };
  Action action = 0;
  int simulations = 0;
  std::vector<float> outcome;   ///< [outcome_size] by absolute seats; empty: no opinion (random)
  std::vector<Option> options;  ///< every legal action, most visited first; empty: no opinion
};

/// Every thought begins with a fresh tree: the same position, ply and stream give the same answer.
/// legal: at least two. evaluator: nullptr for the random agent alone.
Thought think(const Game& game, const Agent& agent, Evaluator* evaluator, const State& state,
              std::span<const Action> legal, const StreamName& name);

/// "value +0.31 (wins 62 %, draws 7 %, loses 31 %), visits 4: 45, 3: 30 of 100", seen from `seat`.
/// state: where the agent thought.
std::string describe(const Thought& thought, const State& state, int seat);

}  // namespace az
