#include "replay/window.h"

#include <gmock/gmock.h>

#include "replay/window_law.h"

namespace az {
namespace {

using testing::HasSubstr;

const Hash128 kRules{1, 1}, kActions{2, 2}, kNet{3, 3}, kOtherNet{4, 4};

ReplayConfig config() {
  ReplayConfig config;
  config.minimum_rows = 1000;
  config.exponent = 0.5;
  return config;
}

/// Generations 1 … last of `shards` shards with 100 games and 500 rows each, played by kNet.
std::vector<ShardFacts> run_of(Generation last, std::uint64_t shards = 2) {
  std::vector<ShardFacts> facts;
  for (Generation g = 1; g <= last; ++g)
    for (std::uint64_t s = 0; s < shards; ++s)
      facts.push_back({g, g, s, Hash128{g, s + 1}, kNet, {}, kRules, kActions, 32, 100, 500});
  return facts;
}

WindowDemands demands(Generation generation) {
  WindowDemands demands{generation, 200, 32, kRules, kActions, {}};
  for (Generation g = 1; g <= generation; ++g) demands.nets[g] = kNet;
  return demands;
}

TEST(ChooseWindow, TakesTheNewestShardsThatTheLawAsksFor) {
  // 4,000 rows so far, W = 1800 (window_law_test): four shards of 500.
  const auto choice = choose_window(config(), demands(4), run_of(4));
  ASSERT_TRUE(choice) << choice.error().to_string();
  EXPECT_EQ(choice->total_rows, 4000);
  EXPECT_EQ(choice->asked_rows, 1800);
  EXPECT_EQ(choice->rows, 2000);
  EXPECT_EQ(choice->new_rows, 1000);
  ASSERT_EQ(choice->shards.size(), 4u);
  EXPECT_EQ(choice->shards.front().name(), "g0003/s0000");
  EXPECT_EQ(choice->shards.back().name(), "g0004/s0001");
}

TEST(ChooseWindow, NeverHoldsFewerRowsThanAreDueAndDoesWithoutOlderShards) {
  for (const WindowKind kind : {WindowKind::kPower, WindowKind::kGenerations})
    for (const std::int64_t maximum : {1500, 1000000})
      for (Generation last = 1; last <= 30; ++last) {
        auto changed = config();
        changed.window = kind;
        changed.maximum_rows = maximum;
        // Games become shorter and longer: 500 rows a shard, then 300, then 900.
        auto facts = run_of(last);
        std::vector<std::int64_t> rows(last);
        for (ShardFacts& shard : facts) {
          shard.rows = shard.generation < 10 ? 500 : shard.generation < 20 ? 300 : 900;
          rows[shard.generation - 1] += shard.rows;
        }
        const auto whole = choose_window(changed, demands(last), facts);
        ASSERT_TRUE(whole) << whole.error().to_string();
        EXPECT_GE(static_cast<double>(whole->rows), rows_due(changed, rows)) << last;
        if (maximum == 1500 || last < 4) continue;
        // The loss of all that is older is more than the tolerated tenth.
        std::erase_if(facts, [&](const ShardFacts& shard) { return shard.generation < last; });
        const auto lost = choose_window(changed, demands(last), facts);
        if (lost) EXPECT_LT(static_cast<double>(lost->rows), 0.9 * rows_due(changed, rows)) << last;
      }
}

TEST(ChooseWindow, DoesNotDependOnTheOrderOfTheListing) {
  auto facts = run_of(4);
  std::reverse(facts.begin(), facts.end());
  const auto choice = choose_window(config(), demands(4), facts);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->shards.front().name(), "g0003/s0000");
}

TEST(ChooseWindow, HoldsTheWholeNewestGenerationWhateverTheLawSays) {
  const auto choice = choose_window(config(), demands(1), run_of(1, 8));
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->rows, 4000);
}

TEST(ChooseWindow, TakesTheLastGenerationsWhenAskedByGenerations) {
  auto by_generations = config();
  by_generations.window = WindowKind::kGenerations;
  by_generations.generations = 3;
  const auto choice = choose_window(by_generations, demands(5), run_of(5));
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->shards.front().name(), "g0003/s0000");
  EXPECT_EQ(choice->rows, 3000);
  by_generations.maximum_rows = 1500;
  EXPECT_EQ(choose_window(by_generations, demands(5), run_of(5))->rows, 1500);
  by_generations.generations = 100;
  by_generations.maximum_rows = 1000000;
  EXPECT_EQ(choose_window(by_generations, demands(5), run_of(5))->rows, 5000);
}

void expect_refusal(const Result<WindowChoice>& choice, Exit code, const std::string& words) {
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().code, code) << choice.error().to_string();
  EXPECT_THAT(choice.error().message, HasSubstr(words));
}

TEST(ChooseWindow, RefusesTooFewRowsAndSaysHowManyItHas) {
  auto facts = run_of(1);
  for (ShardFacts& shard : facts) shard.rows = 34;  // a 68-row file where thousands were expected
  expect_refusal(choose_window(config(), demands(1), facts), Exit::kNotEnough,
                 "too few rows to train: have 68, need 1000");
  expect_refusal(choose_window(config(), demands(1), {}), Exit::kNotEnough, "have 0, need 200");
}

TEST(ChooseWindow, RefusesAnIncompleteGeneration) {
  auto facts = run_of(2);
  facts.pop_back();
  expect_refusal(choose_window(config(), demands(2), facts), Exit::kNotEnough,
                 "too few games of g0002: have 100, need 200");
}

TEST(ChooseWindow, HaltsOnStaleDataWhenTheNewestSelfPlayIsMissing) {
  expect_refusal(choose_window(config(), demands(4), run_of(3)), Exit::kHalted,
                 "stale data: the newest self-play is of g0003, none of g0004");
  expect_refusal(choose_window(config(), demands(3), run_of(4)), Exit::kHalted,
                 "there is self-play of g0004 already");
}

TEST(ChooseWindow, HaltsWhenAShardRepeatsAnother) {
  auto facts = run_of(4);
  facts.back().content = facts[5].content;
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kHalted, "g0004/s0001 repeats");
}

TEST(ChooseWindow, RefusesAShardOfASmallerSearch) {
  auto facts = run_of(4);
  facts[5].simulations = 16;
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kHalted,
                 "g0003/s0001: searched with 16 simulations, this run declares 32");
}

TEST(ChooseWindow, RefusesAShardOfAnotherNetThanTheChampionOfItsTime) {
  auto facts = run_of(4);
  facts.back().net = kOtherNet;
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kHalted,
                 "g0004/s0001: played by net");
  // After a promotion the new net is what is declared, and the old one is not.
  auto promoted = demands(4);
  promoted.nets[4] = kOtherNet;
  facts[6].net = kOtherNet;
  EXPECT_TRUE(choose_window(config(), promoted, facts));
  promoted.nets.erase(3);
  expect_refusal(choose_window(config(), promoted, facts), Exit::kData,
                 "no record says which net played g0003");
}

TEST(ChooseWindow, RefusesOtherRulesOtherActionsAndMovedFiles) {
  auto facts = run_of(4);
  facts.back().rules_id = {9, 9};
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kHalted,
                 "played by other rules");
  facts = run_of(4);
  facts.back().action_space_id = {9, 9};
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kHalted,
                 "action ids mean other");
  facts = run_of(4);
  facts.back().header_generation = 1;
  expect_refusal(choose_window(config(), demands(4), facts), Exit::kData,
                 "g0004/s0001: the file says it is of g0001");
}

}  // namespace
}  // namespace az
