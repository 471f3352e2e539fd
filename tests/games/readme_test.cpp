// readme_test.cpp — the facts in the READMEs of the games are those of the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "games/game_facts.h"
#include "games/registry.h"

namespace az {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(GameReadme, StatesTheFactsOfTheDefaultVariant) {
  for (const std::string& name : game_names()) {
    const auto text = read_file(Path(AZ_SOURCE_DIR) / "src/games" / name / "README.md");
    ASSERT_TRUE(text) << text.error().to_string();
    const auto game = make_game(name).value();
    EXPECT_THAT(*text, StartsWith("# "));  // a formatter of code once ate the marks
    EXPECT_THAT(*text, HasSubstr("```facts\n" + game_facts(game->info()) + "```\n"));
  }
}

TEST(GameReadme, EveryGameIsListed) {
  const std::string text = read_file(Path(AZ_SOURCE_DIR) / "src/games/README.md").value();
  for (const std::string& name : game_names())
    EXPECT_THAT(text, HasSubstr("[" + name + "](" + name + "/README.md)"));
}

}  // namespace
}  // namespace az
