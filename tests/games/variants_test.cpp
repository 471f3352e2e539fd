// variants_test.cpp — one game, several variants, one net.
#include "games/variants.h"

#include <gmock/gmock.h>

#include <array>

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Value run(const std::string& text) { return *parse_yaml(text, "x.yaml"); }
std::string error_of(const std::string& text) {
  const auto variants = make_game_variants(run(text));
  if (variants) return "no error";
  EXPECT_EQ(variants.error().code, Exit::kUsage);
  return variants.error().to_string();
}

const std::string kGo = "game: {name: go, size: 9, komi: 7, canvas: 9}\n";

TEST(GameVariants, WithoutEntriesAreTheGameItself) {
  for (const char* text : {"", "variants: []\n", "variants:\n"}) {
    const auto variants = make_game_variants(run(kGo + text));
    ASSERT_TRUE(variants) << variants.error().to_string();
    ASSERT_EQ(variants->games.size(), 1u);
    EXPECT_EQ(variants->games[0]->info().rules_id, variants->game->info().rules_id);
    EXPECT_THAT(variants->settings, ElementsAre(""));
    EXPECT_THAT(variants->shares, ElementsAre(1));
  }
}

TEST(GameVariants, ChangeWhatTheirEntriesSayAndKeepTheRest) {
  const auto variants = make_game_variants(
      run(kGo + "variants:\n  - {share: 0.5}\n  - {share: 0.3, size: 7, komi: 9}\n"
                "  - {share: 0.2, komi: 24.5, size: 5}\n"));
  ASSERT_TRUE(variants) << variants.error().to_string();
  EXPECT_THAT(variants->settings, ElementsAre("", "size: 7\nkomi: 9\n", "komi: 24.5\nsize: 5\n"));
  EXPECT_THAT(variants->games[2]->info().variant, HasSubstr("size=5 columns=0 canvas=9 komi=24.5"));
  for (const Game* game : variants->pointers()) {
    EXPECT_EQ(game->info().encoder_id, variants->game->info().encoder_id);
    EXPECT_EQ(game->info().action_space_id, variants->game->info().action_space_id);
  }
}

TEST(GameVariants, MistakesAreNamedWithFileAndLine) {
  EXPECT_THAT(error_of(kGo + "variants:\n  - {share: 1, sice: 7}\n"),
              HasSubstr("x.yaml:3: game.sice: unknown key; did you mean 'size'?"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.4, size: 7}]\n"),
              HasSubstr("x.yaml:2: variants: the shares sum to 0.9, not 1"));
  EXPECT_THAT(error_of(kGo + "variants: [{size: 7}]\n"), HasSubstr("an entry without `share`"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 2}]\n"),
              HasSubstr("variants.share: 2 is outside"));
  EXPECT_THAT(error_of(kGo + "variants: {share: 1}\n"), HasSubstr("not a list"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 1, name: hex}]\n"),
              HasSubstr("`name` cannot change"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5, komi: 6}, {share: 0.5, komi: 6.0}]\n"),
              HasSubstr("stands there twice"));
  EXPECT_THAT(
      error_of("game: {name: go, size: 9}\nvariants: [{share: 0.5}, {share: 0.5, size: 7}]\n"),
      HasSubstr("has other actions than size=9"));
  EXPECT_THAT(
      error_of("game: {name: go, size: 9}\nvariants: [{share: 0.5}, {share: 0.5, size: 7}]\n"),
      HasSubstr("the largest as `canvas`"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.5, history: 1}]\n"),
              HasSubstr("other input planes"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.5, size: 5, columns: 7}]\n"),
              HasSubstr("other symmetries"));
}

TEST(GameVariants, AFrozenListMeansTheSame) {
  const Value tree =
      run(kGo + "variants: [{share: 0.25, size: 7}, {share: 0.75, suicide: true}]\n");
  const auto frozen = complete_variants(tree);
  ASSERT_TRUE(frozen) << frozen.error().to_string();
  Value again = Value::map();
  again.set("game", *tree.find("game"));
  again.set("variants", *frozen);
  const auto first = make_game_variants(tree),
             second = make_game_variants(*parse_yaml(again.to_yaml(), "y.yaml"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->settings, second->settings);
  EXPECT_EQ(first->shares, second->shares);
}

TEST(GameVariants, AreDrawnByTheirShares) {
  const std::array<double, 3> shares{0.5, 0.3, 0.2};
  std::array<int, 3> counts{};
  for (std::uint32_t game = 0; game < 2000; ++game)
    ++counts[draw_variant(shares, {.seed = 3, .generation = 1, .game = game})];
  // Standard deviations are below 23 games.
  EXPECT_NEAR(counts[0], 1000, 92);
  EXPECT_NEAR(counts[1], 600, 92);
  EXPECT_NEAR(counts[2], 400, 92);
}

TEST(GameVariants, InTurnAreNowhereAWholeTurnBehind) {
  const std::array<double, 3> shares{0.5, 0.3, 0.2};
  const auto turns = variants_in_turn(shares, 100);
  std::array<double, 3> counts{};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    counts[turns[i]] += 1;
    for (std::size_t v = 0; v < 3; ++v)
      EXPECT_LT(std::abs(counts[v] - shares[v] * static_cast<double>(i + 1)), 1);
  }
  EXPECT_THAT(counts, ElementsAre(50, 30, 20));
  EXPECT_THAT(variants_in_turn(std::array<double, 1>{1}, 3), ElementsAre(0, 0, 0));
}

}  // namespace
}  // namespace az
