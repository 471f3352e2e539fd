#include "games/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "games/advance.h"

namespace az {
namespace {

using ::testing::HasSubstr;

Value section(const char* yaml) { return *parse_yaml(yaml, "x.yaml"); }

TEST(Registry, MakesEveryGameByNameAndDescribesIt) {
  for (const std::string& name : game_names()) {
    const auto game = make_game(name);
    ASSERT_TRUE(game) << game.error().to_string();
    EXPECT_EQ((*game)->info().family, name);
    EXPECT_FALSE(game_blurb(name).empty());
    EXPECT_FALSE((*game)->info().rules_id.is_zero());
  }
}

TEST(Registry, ReadsAVariantsSettings) {
  const auto game = make_game(section("name: connect_four\nrows: 5\n"));
  ASSERT_TRUE(game);
  EXPECT_EQ((*game)->info().variant, "rows=5 columns=7");
  EXPECT_EQ((*game)->info().canvas, (Canvas{5, 7}));
}

TEST(Registry, WritesOutEverySetting) {
  const auto complete = complete_game_section(section("name: connect_four\nrows: 5\n"));
  ASSERT_TRUE(complete);
  EXPECT_EQ(complete->to_yaml(), "name: connect_four\nrows: 5\ncolumns: 7\n");
  EXPECT_THAT(game_settings_help("connect_four"), HasSubstr("columns: 7"));
}

TEST(Registry, RefusesWhatItDoesNotKnowWithFileLineAndNearestWord) {
  const auto message = [](const char* yaml) {
    return make_game(section(yaml)).error().to_string();
  };
  EXPECT_THAT(message("rows: 5\n"), HasSubstr("no `name`"));
  EXPECT_THAT(
      message("\nname: conect_four\n"),
      HasSubstr("x.yaml:2: game.name: no game 'conect_four'; did you mean 'connect_four'?"));
  EXPECT_THAT(message("name: connect_four\nrow: 5\n"),
              HasSubstr("x.yaml:2: game.row: unknown key; did you mean 'rows'?"));
  EXPECT_THAT(message("name: connect_four\nrows: 99\n"), HasSubstr("99 is outside"));
  EXPECT_THAT(message("name: connect_four\nrows: 9\ncolumns: 9\n"), HasSubstr("do not fit"));
  EXPECT_EQ(make_game(section("name: chess\n")).error().code, Exit::kUsage);
}

TEST(Registry, IdsTellVariantsApartExactlyWhereTheyDiffer) {
  const auto a = make_game(section("name: connect_four\n"));
  const auto b = make_game(section("name: connect_four\nrows: 6\n"));
  const auto c = make_game(section("name: connect_four\nrows: 5\n"));
  EXPECT_EQ((*a)->info().rules_id, (*b)->info().rules_id);
  EXPECT_EQ((*a)->info().action_space_id, (*b)->info().action_space_id);
  EXPECT_NE((*a)->info().rules_id, (*c)->info().rules_id);
  EXPECT_NE((*a)->info().action_space_id, (*c)->info().action_space_id);
  EXPECT_NE((*a)->info().encoder_id, (*c)->info().encoder_id);
}

TEST(Registry, EveryGameConfigurationMakesItsGame) {
  const Path folder = Path(AZ_SOURCE_DIR) / "configs/games";
  const std::vector<std::string> names = list_directory(folder).value();
  EXPECT_GE(names.size(), game_names().size());
  for (const std::string& name : names) {
    const auto tree = load_yaml(folder / name);
    ASSERT_TRUE(tree) << tree.error().to_string();
    ASSERT_NE(tree->find("game"), nullptr) << name;
    const auto game = make_game(*tree->find("game"));
    EXPECT_TRUE(game) << game.error().to_string();
  }
}

TEST(Advance, PlaysTheLastCellBecauseItLeavesNoChoice) {
  const auto game = *make_game("tic_tac_toe");
  const auto state = game->new_state();
  std::vector<Action> legal;
  EXPECT_EQ(advance(*state, legal), 0);
  EXPECT_EQ(legal.size(), 9u);
  for (const char* cell : {"a1", "b1", "c1", "b2", "a2", "c2", "b3", "a3"})
    state->apply(*state->parse(cell));
  EXPECT_EQ(advance(*state, legal), 1);
  EXPECT_TRUE(legal.empty());
  EXPECT_EQ(state->outcome().reason, EndReason::kDraw);
}

}  // namespace
}  // namespace az
