// game_contract.h — what games/rules.h promises, checked on any game by playing it at random.
//
// The contract is a function that returns what is violated, not a set of assertions: so tests can
// plant a fault in a game and require that it is found, and a new game's author can read all that
// is wrong at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "games/game.h"

namespace az {

struct ContractOptions {
  std::uint64_t seed = 1;
  int games = 12;           ///< random games to the end
  int max_violations = 20;  ///< stops after so many
};

/// One line per violation: "unsorted legal list: ply 3 of game 0: …"; empty: the game keeps the
/// contract.
std::vector<std::string> contract_violations(const Game& game, const ContractOptions& options = {});

}  // namespace az
