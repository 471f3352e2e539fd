// How strong RingRift's heuristic is: the figures of its README, printed again.
#include <gtest/gtest.h>

#include <iostream>

#include "games/registry.h"
#include "search/net_free.h"
#include "tests/arena/played_matches.h"

namespace az {
namespace {

struct Sparring {
  const char* game;
  int simulations;  ///< of the heuristic; 0: one ply
  int opponent;     ///< heuristic of so many simulations; −1: random; −100: search, no net, 100
  std::size_t openings;
  double least;  ///< share of first places
};

class HeuristicStrength : public testing::TestWithParam<Sparring> {};

TEST_P(HeuristicStrength, IsWhatTheReadmeSays) {
  const Sparring& sparring = GetParam();
  const auto game = make_game(*parse_yaml(sparring.game, "variant")).value();
  const Agent agent = heuristic_agent(game->info(), sparring.simulations);
  const Agent opponent = sparring.opponent >= 0 ? heuristic_agent(game->info(), sparring.opponent)
                         : sparring.opponent == -1 ? random_agent()
                                                   : search_agent(-sparring.opponent);
  const auto games = play(*game, some_openings(*game, sparring.openings, 4), agent, opponent);
  std::cout << sparring.game << ": " << agent.name << " against " << opponent.name << ": "
            << with_interval(wins(games), games.size()) << std::endl;
  EXPECT_GE(wins(games), sparring.least * static_cast<double>(games.size()));
}

// A third and a quarter are equal play of three and four.
INSTANTIATE_TEST_SUITE_P(
    RingRift, HeuristicStrength,
    testing::Values(Sparring{"{name: ringrift}", 0, -1, 500, 0.95},
                    Sparring{"{name: ringrift, board: hex8}", 0, -1, 250, 0.95},
                    Sparring{"{name: ringrift, players: 3}", 0, -1, 200, 0.75},
                    Sparring{"{name: ringrift, players: 4}", 0, -1, 100, 0.7},
                    Sparring{"{name: ringrift, board: hex8, players: 3}", 0, -1, 100, 0.75},
                    Sparring{"{name: ringrift}", 0, -100, 50, 0.5},
                    Sparring{"{name: ringrift}", 32, 0, 50, 0.85},
                    Sparring{"{name: ringrift, board: hex8}", 32, 0, 30, 0.8},
                    Sparring{"{name: ringrift, players: 3}", 32, 0, 30, 0.6},
                    Sparring{"{name: ringrift}", 100, 32, 30, 0.6},
                    Sparring{"{name: ringrift}", 32, -1, 50, 0.97},
                    Sparring{"{name: ringrift, players: 3}", 32, -1, 50, 0.92},
                    Sparring{"{name: ringrift, players: 4}", 32, -1, 40, 0.88}));

}  // namespace
}  // namespace az
