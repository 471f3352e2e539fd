// playthrough_test.cpp — recorded games are played again and must come out letter by letter the
// same.
//
// To record a further variant: write only the head (game:, seed:, an empty line) into
// golden/<name>.txt and regenerate.

#include "games/playthrough.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "core/file.h"
#include "games/registry.h"

namespace az {
namespace {

using ::testing::HasSubstr;

const Path kGolden = Path(AZ_SOURCE_DIR) / "tests/games/golden";
constexpr const char* kRegenerate =
    "AZ_REGENERATE=1 build/cpu/bin/games_tests --gtest_filter='Playthrough.*'";

std::vector<std::string> golden_names() { return list_directory(kGolden).value(); }

TEST(Playthrough, GoldensComeOutTheSame) {
  for (const std::string& name : golden_names()) {
    const auto recorded = read_file(kGolden / name);
    ASSERT_TRUE(recorded) << recorded.error().to_string();
    const auto repeated = repeat_playthrough(*recorded, name);
    ASSERT_TRUE(repeated) << repeated.error().to_string();
    if (std::getenv("AZ_REGENERATE") != nullptr) {
      ASSERT_TRUE(write_file(kGolden / name, *repeated));
      continue;
    }
    const auto same = compare_playthroughs(*recorded, *repeated);
    EXPECT_TRUE(same)
        << name << ": " << same.error().message
        << "\nIf the change is meant, raise the game's kRulesVersion or kEncoderVersion and run\n  "
        << kRegenerate;
  }
}

TEST(Playthrough, EveryRegisteredGameHasAGolden) {
  std::set<std::string> recorded;
  for (const std::string& name : golden_names()) {
    const std::string text = read_file(kGolden / name).value();
    const Value head = parse_yaml(text.substr(0, text.find("\n\n") + 1), name).value();
    recorded.insert(head.at_path("game.name")->text());
  }
  for (const std::string& name : game_names()) EXPECT_TRUE(recorded.contains(name)) << name;
}

TEST(Playthrough, ADifferenceIsNamedByItsLine) {
  const std::string text = *record_playthrough(*parse_yaml("name: tic_tac_toe\n", "x"), 1);
  EXPECT_TRUE(compare_playthroughs(text, text));
  std::string other = text;
  other.replace(other.find("seat: 0"), 7, "seat: 1");
  EXPECT_THAT(compare_playthroughs(text, other).error().message,
              HasSubstr("expected `seat: 0`, got `seat: 1`"));
  EXPECT_THAT(compare_playthroughs(text, text + "more\n").error().message, HasSubstr("got `more`"));
  EXPECT_NE(text, *record_playthrough(*parse_yaml("name: tic_tac_toe\n", "x"), 2))
      << "the seed matters";
}

TEST(Playthrough, RefusesAHeadThatDescribesNoGame) {
  EXPECT_THAT(repeat_playthrough("seed: 1\n\n", "x.txt").error().message, HasSubstr("no `game:`"));
  EXPECT_THAT(repeat_playthrough("game:\n  name: hexx\n\n", "x.txt").error().message,
              HasSubstr("did you mean 'hex'"));
}

}  // namespace
}  // namespace az
