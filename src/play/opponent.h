// opponent.h — whom to play and at what: the command line's words turned into a game, an agent and
// its evaluator.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "config/value.h"
#include "core/result.h"
#include "games/game.h"

namespace CLI {
class App;
}

namespace az {

/// What the command line says. One of run, net and agent is given.
struct OpponentArguments {
  std::string run = {}, net = {},
              agent = {};  ///< a run directory, a net's file, "random", "search" or "heuristic"
  int generation = -1;     ///< of the run; −1: its champion
  std::string game = {};   ///< name; empty: the run's or the net's
  std::vector<std::string> settings = {};  ///< "game.size=5", over the game's
  int simulations = -1;                    ///< −1: the run's, else the agent's usual number
};

struct Opponent {
  Value game_section;  ///< complete
  /// What is played in the run, complete; empty without one.
  std::vector<Value> variants{};
  bool of_variant = false;  ///< the section is one of these but for what --set changes
  std::unique_ptr<Game> game;
  Agent agent;
  std::unique_ptr<Evaluator> evaluator;  ///< none for the random agent
  int generation = -1;                   ///< of the net; −1: there is none
};

/// Errors: a command line that contradicts itself (kUsage), files that are missing or damaged, a
/// net of another game.
Result<Opponent> open_opponent(const OpponentArguments& arguments);

/// The complete section of the game that the command line names, without an opponent: `section`'s
/// unless the command line names another, then its settings.
Result<Value> choose_game_section(const OpponentArguments& arguments, Value section = Value::map());

/// --run, --generation, --net, --agent, --game, --set and --simulations.
void add_opponent_options(CLI::App& app, OpponentArguments& arguments);

}  // namespace az
