#include "selfplay/opening.h"

#include <gmock/gmock.h>

#include <map>

#include "games/advance.h"
#include "games/registry.h"

namespace az {
namespace {

TEST(Openings, SharesMustSumToOneAndIntervalsBeOrdered) {
  const auto check = [](std::vector<OpeningConfig> openings) {
    SelfPlayConfig config;
    config.openings = std::move(openings);
    return config.check();
  };
  EXPECT_TRUE(check({{0.35, 14, 35}, {0.65, 0, 10}}));
  EXPECT_FALSE(check({{0.35, 14, 35}, {0.6, 0, 10}}));
  EXPECT_FALSE(check({}));
  EXPECT_FALSE((OpeningConfig{1, 5, 4}.check()));
}

TEST(Openings, LengthsFollowTheShares) {
  const std::vector<OpeningConfig> openings{{0.25, 14, 15}, {0.75, 0, 1}};
  std::map<int, int> count;
  for (std::uint32_t game = 0; game < 20000; ++game) {
    Rng rng({.seed = 1, .purpose = Purpose::kOpening, .game = game});
    ++count[draw_opening_plies(openings, rng)];
  }
  EXPECT_THAT(count, testing::SizeIs(4));
  // Five standard errors of a share of 1/8.
  EXPECT_NEAR(count[14] / 20000.0, 0.125, 5 * 0.00234);
  EXPECT_NEAR(count[0] / 20000.0, 0.375, 5 * 0.00342);
}

TEST(Openings, AlwaysLeaveADecisionToMake) {
  const auto game = make_game("connect_four");
  ASSERT_TRUE(game);
  std::vector<Action> legal;
  for (std::uint32_t number = 0; number < 500; ++number) {
    const auto state = (*game)->new_state();
    const auto played = play_opening(*state, 35, {.seed = 3, .game = number});
    EXPECT_LE(played.size(), 35u);
    EXPECT_FALSE(state->terminal());
    advance(*state, legal);
    EXPECT_GE(legal.size(), 2u);
  }
}

TEST(Openings, DependOnTheGamesNameAlone) {
  const auto game = make_game("connect_four");
  const auto a = (*game)->new_state(), b = (*game)->new_state(), c = (*game)->new_state();
  EXPECT_EQ(play_opening(*a, 10, {.seed = 3, .game = 5}),
            play_opening(*b, 10, {.seed = 3, .game = 5}));
  EXPECT_NE(play_opening(*c, 10, {.seed = 3, .game = 6}),
            play_opening(*(*game)->new_state(), 10, {.seed = 3, .game = 5}));
}

}  // namespace
}  // namespace az
