#include "matches/openings.h"

#include <gtest/gtest.h>

#include <set>

#include "games/advance.h"
#include "games/registry.h"

namespace az {
namespace {

TEST(Openings, AreDistinctLegalAndTakeTurnsInLength) {
  const auto game = make_game("connect_four").value();
  const OpeningRequest request{
      .count = 500, .plies_min = 2, .plies_max = 6, .seed = 3, .generation = 1};
  const auto openings = draw_openings(*game, request);
  ASSERT_TRUE(openings) << openings.error().to_string();
  std::set<std::uint64_t> ends;
  for (std::size_t i = 0; i < openings->size(); ++i) {
    EXPECT_GE((*openings)[i].size(), 2 + i % 5);
    EXPECT_LE((*openings)[i].size(), 6u);
    if (i < 50) EXPECT_EQ((*openings)[i].size(), 2 + i % 5);
    const auto state = game->new_state();
    std::vector<Action> legal;
    for (const Action action : (*openings)[i]) {
      advance(*state, legal);
      ASSERT_TRUE(std::binary_search(legal.begin(), legal.end(), action));
      state->apply(action);
    }
    EXPECT_FALSE(state->terminal());
    EXPECT_TRUE(ends.insert(state->hash()).second);
  }
}

TEST(Openings, NoOpeningContinuesAnother) {
  const auto game = make_game("tic_tac_toe").value();
  const auto openings = draw_openings(
      *game, {.count = 40, .plies_min = 1, .plies_max = 5, .seed = 1, .generation = 2});
  ASSERT_TRUE(openings) << openings.error().to_string();
  for (const auto& a : *openings)
    for (const auto& b : *openings)
      if (&a != &b && a.size() <= b.size()) EXPECT_FALSE(std::equal(a.begin(), a.end(), b.begin()));
}

TEST(Openings, DependOnSeedAndGenerationAlone) {
  const auto game = make_game("connect_four").value();
  const OpeningRequest request{
      .count = 20, .plies_min = 3, .plies_max = 3, .seed = 3, .generation = 1};
  OpeningRequest other = request;
  EXPECT_EQ(*draw_openings(*game, request), *draw_openings(*game, other));
  other.generation = 2;
  EXPECT_NE(*draw_openings(*game, request), *draw_openings(*game, other));
  other = request;
  other.seed = 4;
  EXPECT_NE(*draw_openings(*game, request), *draw_openings(*game, other));
}

TEST(Openings, AGameWithTooFewIsRefused) {
  const auto game = make_game("tic_tac_toe").value();
  const auto openings = draw_openings(
      *game, {.count = 10, .plies_min = 1, .plies_max = 1, .seed = 1, .generation = 1});
  ASSERT_FALSE(openings);
  EXPECT_EQ(openings.error().code, Exit::kUsage);
  EXPECT_NE(openings.error().message.find("only 9 of 10"), std::string::npos)
      << openings.error().message;
}

}  // namespace
}  // namespace az
