#include "tests/support/three_player.h"

#include <gtest/gtest.h>

#include <set>

#include "games/advance.h"
#include "games/state_of.h"

namespace az {
namespace {

/// What search, storage and rating need from the toy game: without these properties it would test
/// nothing.
TEST(ThreePlayer, RandomGamesShowTiesDoubleMovesAndForcedSteps) {
  const auto game = three_player_game();
  std::set<std::array<std::int8_t, kMaxPlayers>> places;
  int double_moves = 0, forced = 0, decisions = 0;
  std::vector<Action> legal;
  for (std::uint32_t g = 0; g < 500; ++g) {
    Rng rng({.seed = 7, .game = g});
    const auto state = game->new_state();
    forced += advance(*state, legal);
    while (!state->terminal()) {
      const int seat = state->to_play();
      state->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
      double_moves += !state->terminal() && state->to_play() == seat;
      ++decisions;
      forced += advance(*state, legal);
    }
    places.insert(state->outcome().place);
  }
  EXPECT_GT(double_moves, 100);
  EXPECT_GT(forced, 1000);
  EXPECT_GT(decisions, 1500);
  using Places = std::array<std::int8_t, kMaxPlayers>;
  for (const Places& wanted : {Places{1, 2, 3}, Places{3, 1, 2}, Places{1, 1, 3}, Places{1, 2, 2}})
    EXPECT_TRUE(places.contains(wanted));
  for (const Places& place : places)
    EXPECT_EQ(*std::min_element(place.begin(), place.begin() + 3), 1);
}

TEST(ThreePlayer, PayoffsFollowTheSetting) {
  ThreePlayer ranks({ThreePlayerPayoff::kRanks}), winner({ThreePlayerPayoff::kWinner});
  for (ThreePlayer* game : {&ranks, &winner}) {
    for (const char* field : {"b1", "a1", "a2"}) game->apply(*game->parse(field));  // sums 2, 1, 3
    EXPECT_EQ(game->to_play(), 2) << "a 3 moves again";
    game->adjudicate();
  }
  EXPECT_EQ(ranks.outcome().payoff, (std::array<float, 4>{0, -1, 1, 0}));
  EXPECT_EQ(winner.outcome().payoff, (std::array<float, 4>{-0.5f, -0.5f, 1, 0}));
  EXPECT_TRUE(ranks.outcome().truncated);
}

}  // namespace
}  // namespace az
