// tic_tac_toe_test.cpp — the rules against counts that anyone can look up.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "games/state_of.h"
#include "games/tic_tac_toe/rules.h"

namespace az {
namespace {

struct Counts {
  std::uint64_t games = 0, first_wins = 0, second_wins = 0, draws = 0;
  std::set<std::string> boards;
  std::set<std::uint64_t> hashes;
};

void walk(const TicTacToe& position, Counts& counts) {
  counts.boards.insert(position.draw());
  counts.hashes.insert(position.hash());
  if (position.terminal()) {
    ++counts.games;
    const Outcome outcome = position.outcome();
    ++(outcome.payoff[0] > 0   ? counts.first_wins
       : outcome.payoff[0] < 0 ? counts.second_wins
                               : counts.draws);
    return;
  }
  std::vector<Action> legal;
  position.legal(legal);
  for (const Action action : legal) {
    TicTacToe next = position;
    next.apply(action);
    walk(next, counts);
  }
}

TEST(TicTacToe, HasTheKnownNumbersOfGamesAndPositions) {
  Counts counts;
  walk(TicTacToe(), counts);
  EXPECT_EQ(counts.games, 255168u);
  EXPECT_EQ(counts.first_wins, 131184u);
  EXPECT_EQ(counts.second_wins, 77904u);
  EXPECT_EQ(counts.draws, 46080u);
  EXPECT_EQ(counts.boards.size(), 5478u);
  EXPECT_EQ(counts.hashes.size(), 5478u) << "one hash per position, whatever the order of moves";
}

TEST(TicTacToe, RandomPlayoutsAreUniform) {
  // Exact under uniform play: X wins 737/1260, O 121/420, draws 8/63. 40,000 games: 4 standard
  // deviations are 0.01.
  Rng rng({.seed = 3, .purpose = Purpose::kPlayout});
  constexpr int kGames = 40000;
  const PlayoutCounts counts = GameOf<TicTacToe>().playouts(PlayoutMode::kLegal, kGames, rng);
  EXPECT_NEAR(static_cast<double>(counts.wins[0]) / kGames, 737.0 / 1260, 0.01);
  EXPECT_NEAR(static_cast<double>(counts.wins[1]) / kGames, 121.0 / 420, 0.01);
  EXPECT_NEAR(static_cast<double>(counts.draws) / kGames, 8.0 / 63, 0.01);
}

}  // namespace
}  // namespace az
