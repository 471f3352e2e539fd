// variants_test.cpp — one game, several variants, one net.
#include "games/variants.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>

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
              HasSubstr("x.yaml:3: variants.sice: unknown key; did you mean 'size'?"));
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
  const auto frozen = checked_variants(tree);
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

TEST(GameVariants, SharedOutNoneIsAWholeOneFromItsShare) {
  EXPECT_THAT(share_out(std::array<double, 3>{0.5, 0.3, 0.2}, 100), ElementsAre(50, 30, 20));
  EXPECT_THAT(share_out(std::array<double, 3>{0.5, 0.3, 0.2}, 7), ElementsAre(4, 2, 1));
  EXPECT_THAT(share_out(std::array<double, 1>{1}, 3), ElementsAre(3));
  EXPECT_THAT(share_out(std::array<double, 2>{0.9, 0.1}, 4), ElementsAre(4, 0));
  std::array<double, 10> uneven{1, 40, 3, 8, 3, 40, 3, 1, 1, 1};
  for (double& share : uneven) share /= 101;
  for (std::size_t count = 0; count <= 303; ++count) {
    const auto counts = share_out(uneven, count);
    std::size_t sum = 0;
    for (std::size_t v = 0; v < uneven.size(); ++v) {
      sum += counts[v];
      EXPECT_LT(std::abs(static_cast<double>(counts[v]) - uneven[v] * static_cast<double>(count)),
                1);
    }
    EXPECT_EQ(sum, count);
  }
}

TEST(GameVariants, ASharePlaysSomethingAndAllAreTheWhole) {
  EXPECT_THAT(error_of(kGo + "variants:\n  - {share: 1}\n  - {share: 0, size: 7}\n"),
              testing::AllOf(HasSubstr("x.yaml:4: variants: a share of 0"),
                             HasSubstr("leave the entry out")));
  EXPECT_THAT(error_of(kGo + "variants: [{share: -0.5}, {share: 1.5, size: 7}]\n"),
              HasSubstr("x.yaml:2: variants.share: -0.5 is outside"));
  for (const char* none : {"nan", ".nan", "inf", "x"})
    EXPECT_THAT(error_of(kGo + fmt::format("variants: [{{share: {}}}]\n", none)),
                HasSubstr("x.yaml:2: variants.share: "))
        << none;
  const auto thirds =
      make_game_variants(run(kGo + "variants: [{share: 0.333333}, {share: 0.333333, size: 7}, "
                                   "{share: 0.333333, size: 5}]\n"));
  EXPECT_TRUE(thirds) << thirds.error().to_string();
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.33}, {share: 0.33, size: 7}, "
                             "{share: 0.33, size: 5}]\n"),
              HasSubstr("0.33333333, 0.33333333, 0.33333333"));
}

TEST(GameVariants, EntriesThatMeanTheSameAreOneHoweverTheyAreWritten) {
  for (const char* same : {"columns: 9", "canvas: 0", "max_moves: 243", "max_moves: 0", "komi: 7.0",
                           "size: 9, columns: 9, canvas: 9, max_moves: 243"})
    EXPECT_THAT(
        error_of(kGo + fmt::format("variants: [{{share: 0.5}}, {{share: 0.5, {}}}]\n", same)),
        HasSubstr("stands there twice"))
        << same;
  EXPECT_THAT(error_of("game: {name: hex, size: 5}\n"
                       "variants: [{share: 0.5}, {share: 0.5, canvas: 5}]\n"),
              HasSubstr("stands there twice"));
}

TEST(GameVariants, WhatNoNetCanTellApartIsTheSameInAll) {
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.5, size: 7, dead_stones: "
                             "pass_alive}]\n"),
              HasSubstr("dead_stones is pass_alive here and none in another entry"));
  const auto all =
      make_game_variants(run(kGo + "variants: [{share: 0.5, dead_stones: pass_alive}, "
                                   "{share: 0.5, size: 7, dead_stones: pass_alive}]\n"));
  EXPECT_TRUE(all) << all.error().to_string();
  for (const char* unseen : {"payoff: ranks", "max_moves: 90"})
    EXPECT_THAT(error_of(fmt::format("game: {{name: ringrift, players: 3}}\n"
                                     "variants: [{{share: 0.5}}, {{share: 0.5, {}}}]\n",
                                     unseen)),
                HasSubstr("in another entry"));
}

TEST(GameVariants, HintsFitWhatDiffers) {
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.5, history: 1}]\n"),
              HasSubstr("what changes the planes can only stand in `game:`"));
  EXPECT_THAT(error_of(kGo + "variants: [{share: 0.5}, {share: 0.5, size: 5, columns: 7}]\n"),
              HasSubstr("all boards are square, or none is"));
  EXPECT_THAT(error_of("seed: 1\n"), HasSubstr("x.yaml: no section game"));
  EXPECT_THAT(error_of(kGo + "variants:\n  - {share: 1, size: 10}\n"),
              HasSubstr("x.yaml:3: variants: "));
}

TEST(GameVariants, ABoardFindsItsVariantWhereThereIsOne) {
  const auto variants =
      make_game_variants(run(kGo + "variants: [{share: 0.4, size: 5}, {share: 0.2, size: 7}, "
                                   "{share: 0.2, size: 7, komi: 9}, {share: 0.2}]\n"));
  ASSERT_TRUE(variants) << variants.error().to_string();
  const auto find = [&](const char* section) {
    return only_of_size(variants->sections, *parse_yaml(section, "x"));
  };
  EXPECT_EQ(find("{name: go, size: 5, komi: 1}"), &variants->sections[0]);
  EXPECT_EQ(find("{name: go, size: 9, columns: 9}"), &variants->sections[3]);
  EXPECT_EQ(find("{name: go, size: 7}"), nullptr) << "there are two";
  EXPECT_EQ(find("{name: go, size: 6}"), nullptr);
  EXPECT_EQ(find("{name: hex, size: 5}"), nullptr);
}

}  // namespace
}  // namespace az
