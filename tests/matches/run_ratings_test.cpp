#include "matches/run_ratings.h"

#include <gtest/gtest.h>

namespace az {
namespace {

StoredAgent agent(std::string label) { return {label, hash128(label), {}}; }

/// Agent 0 from every seat against agent 1 in the others; whoever sits at seat 0 wins.
Match rotated(int players, const StoredAgent& one, const StoredAgent& other) {
  Match match;
  match.header.game.players = players;
  match.header.agents = {one, other};
  for (int seat = 0; seat < players; ++seat) {
    MatchGame game;
    game.outcome.reason = EndReason::kWin;
    for (int s = 0; s < players; ++s) {
      game.seat_agent[static_cast<std::size_t>(s)] = s == seat ? 0 : 1;
      game.outcome.place[static_cast<std::size_t>(s)] = s == 0 ? 1 : 2;
    }
    match.games.push_back(game);
  }
  return match;
}

TEST(RunRatings, AGameCountsOnceForAnAgentHoweverManySeatsItHolds) {
  for (const int players : {2, 3, 4}) {
    const std::vector<Match> matches = {rotated(players, agent("a"), agent("b")),
                                        rotated(players, agent("b"), agent("c"))};
    const auto ratings = rate_matches(matches, 1000);
    ASSERT_TRUE(ratings) << ratings.error().to_string();
    ASSERT_EQ(ratings->players.size(), 3u);
    EXPECT_EQ(ratings->players[0].games, players);
    EXPECT_EQ(ratings->players[1].games, 2 * players);
    EXPECT_EQ(ratings->players[2].games, players);
  }
}

}  // namespace
}  // namespace az
