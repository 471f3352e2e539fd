#include "replay/window_source.h"

#include <gmock/gmock.h>

#include <set>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "layout/champion.h"
#include "store/shard.h"
#include "tests/support/random_shards.h"

namespace az {
namespace {

using testing::HasSubstr;

class WindowSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.minimum_rows = 500;
    config_.hold_out = 0.2;
    ASSERT_TRUE(write_champion(run(), {.generation = 0, .net = kFirst, .since = 0}));
  }
  RunDir run() const { return RunDir(dir_); }

  void play(Generation g, test::RandomShards shards = {}) {
    if (shards.net.is_zero()) shards.net = kFirst;
    test::write_random_shards(run(), "{name: connect_four}", g, shards);
  }
  Result<WindowManifest> prepare(Generation g, Generation without_net = 0) {
    AZ_TRY(auto players, declared_players(run(), g, without_net));
    return prepare_window(run(), config_,
                          {.generation = g,
                           .games = 100,
                           .simulations = 16,
                           .rules_id = game_->info().rules_id,
                           .action_space_id = game_->info().action_space_id,
                           .nets = std::move(players)},
                          "");
  }

  static constexpr Hash128 kFirst{1, 2}, kSecond{3, 4};
  const TemporaryFolder folder_ = TemporaryFolder::make("az_window").value();
  const Path dir_ = folder_.path();
  ReplayConfig config_;
  GameVariants variants_ =
      *make_game_variants(*parse_yaml("game: {name: connect_four}", "run.yaml"));
  const Game* game_ = variants_.game.get();
};

TEST_F(WindowSourceTest, WritesManifestAndIndexOnceAndLoadsWhatTheManifestNames) {
  play(1);
  const auto manifest = prepare(1);
  ASSERT_TRUE(manifest) << manifest.error().to_string();
  EXPECT_EQ(manifest->games(), 100u);
  ASSERT_EQ(manifest->shards.size(), 2u);
  EXPECT_EQ(manifest->shards[1].hash, read_shard(run().shard(1, 1))->hash);
  EXPECT_EQ(manifest->shards[1].net, kFirst);
  EXPECT_TRUE(std::filesystem::exists(run().generation_index(1)));

  // What came later does not change it: a resumed job trains on what it began with.
  play(2);
  const auto again = prepare(1);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *manifest);

  const auto dataset = load_window(run(), *manifest, config_, variants_, 7);
  ASSERT_TRUE(dataset) << dataset.error().to_string();
  EXPECT_EQ(dataset->game_count(), 100u);
  EXPECT_EQ(dataset->training_rows().size() + dataset->hold_out_rows().size(), manifest->rows());
  EXPECT_FALSE(dataset->hold_out_rows().empty());
}

TEST_F(WindowSourceTest, ShardsOfOtherVariantsThanTheRunsAreRefused) {
  play(1);
  const auto manifest = prepare(1);
  ASSERT_TRUE(manifest);
  variants_.settings = {"komi: 3\n"};
  const auto dataset = load_window(run(), *manifest, config_, variants_, 7);
  ASSERT_FALSE(dataset);
  EXPECT_THAT(dataset.error().message, HasSubstr("games of other variants"));
}

TEST_F(WindowSourceTest, AGameThatIsNotOfTheVariantThatItsNumberDrewIsRefused) {
  variants_ =
      *make_game_variants(*parse_yaml("game: {name: go, size: 3, canvas: 3, komi: 0.5}\n"
                                      "variants: [{share: 0.5}, {share: 0.5, komi: 1.5}]\n",
                                      "run.yaml"));
  game_ = variants_.game.get();
  test::write_random_shards(run(), "{name: go, size: 3, canvas: 3, komi: 0.5}", 1, {.net = kFirst});
  for (std::uint64_t s = 0; s < 2; ++s) {
    Shard shard = *read_shard(run().shard(1, s));
    shard.header.settings = variants_.settings;
    ASSERT_TRUE(write_shard(run().shard(1, s), shard.header, shard.games));  // all of variant 0
  }
  const auto manifest = prepare(1);
  ASSERT_TRUE(manifest) << manifest.error().to_string();
  const auto dataset = load_window(run(), *manifest, config_, variants_, 7);
  ASSERT_FALSE(dataset);
  EXPECT_EQ(dataset.error().code, Exit::kData);
  EXPECT_THAT(dataset.error().message, HasSubstr("is of variant 0, by the shares of the run's"));
}

TEST_F(WindowSourceTest, KnowsWhoPlayedBeforeAPromotionFromThatGenerationsManifest) {
  config_.window = WindowKind::kGenerations;  // so that both generations are in it
  play(1);
  ASSERT_TRUE(prepare(1));
  ASSERT_TRUE(write_champion(run(), {.generation = 1, .net = kSecond, .since = 1}));
  play(2);  // still by the first net
  const auto wrong = prepare(2);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("g0002/s0000: played by net"));
  play(2, {.net = kSecond});
  const auto right = prepare(2);
  ASSERT_TRUE(right) << right.error().to_string();
  EXPECT_EQ(right->shards.front().net, kFirst);
  EXPECT_EQ(right->shards.back().net, kSecond);
}

TEST_F(WindowSourceTest, SelfPlayWithoutANetIsDeclaredByTheConfiguration) {
  test::RandomShards uniform;
  test::write_random_shards(run(), "{name: connect_four}", 1, uniform);
  EXPECT_FALSE(prepare(1));
  EXPECT_TRUE(prepare(1, 1));
}

TEST_F(WindowSourceTest, TaughtGenerationsAreThisRunsTeachersAlone) {
  const auto choose = [&](const Hash128& teacher) {
    const WindowDemands demands{.generation = 1,
                                .games = 100,
                                .simulations = 16,
                                .rules_id = game_->info().rules_id,
                                .action_space_id = game_->info().action_space_id,
                                .nets = {{1, Hash128{}}},
                                .taught = 1,
                                .teacher = teacher};
    const auto facts = collect_shards(run(), demands);
    EXPECT_TRUE(facts) << facts.error().to_string();
    return choose_window(config_, demands, *facts);
  };
  test::write_random_shards(run(), "{name: connect_four}", 1, {});
  const Hash128 who = read_shard_header(run().shard(1, 0))->header.search;
  EXPECT_TRUE(choose(who));
  const auto other = choose(hash128("the heuristic of another version"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Exit::kHalted);
  EXPECT_THAT(other.error().message, HasSubstr("this run's teacher is"));
}

TEST_F(WindowSourceTest, AfterTheTeachersGenerationsTheChampionMustHavePlayed) {
  config_.window = WindowKind::kGenerations;
  test::write_random_shards(run(), "{name: connect_four}", 1, {});
  ASSERT_TRUE(prepare(1, 1));
  test::write_random_shards(run(), "{name: connect_four}", 2, {});
  const auto taught_on = prepare(2, 1);
  ASSERT_FALSE(taught_on);
  EXPECT_THAT(taught_on.error().message, HasSubstr("g0002/s0000: played by net 000000000000"));
  play(2);
  const auto right = prepare(2, 1);
  ASSERT_TRUE(right) << right.error().to_string();
  EXPECT_TRUE(right->shards.front().net.is_zero());
  EXPECT_EQ(right->shards.back().net, kFirst);
}

TEST_F(WindowSourceTest, ForksStayWithTheGameTheyLeft) {
  // Half of the games are forks of the other half, and forks of forks.
  play(1, {.games = 100, .games_per_shard = 100});
  Shard shard = *read_shard(run().shard(1, 0));
  for (std::uint64_t id = 50; id < 100; ++id) {
    shard.games[id].parent_game = static_cast<std::int64_t>(id < 75 ? id - 50 : id - 25);
    shard.games[id].parent_ply = 3;
  }
  ASSERT_TRUE(write_shard(run().shard(1, 0), shard.header, shard.games));
  const auto manifest = prepare(1);
  ASSERT_TRUE(manifest) << manifest.error().to_string();
  const auto dataset = load_window(run(), *manifest, config_, variants_, 7);
  ASSERT_TRUE(dataset);
  std::set<std::uint64_t> held, trained;
  for (const std::uint32_t row : dataset->hold_out_rows())
    held.insert(dataset->game_of(dataset->row(row)).id);
  for (const std::uint32_t row : dataset->training_rows())
    trained.insert(dataset->game_of(dataset->row(row)).id);
  EXPECT_GT(held.size(), 5u);
  for (std::uint64_t id = 50; id < 100; ++id) {
    const std::uint64_t parent = id < 75 ? id - 50 : id - 25;
    EXPECT_EQ(held.contains(id), held.contains(parent)) << id;
    EXPECT_NE(held.contains(id), trained.contains(id)) << id;
  }
}

TEST_F(WindowSourceTest, RefusesAMissingAndADamagedShard) {
  play(1);
  const auto manifest = prepare(1);
  ASSERT_TRUE(manifest);
  std::string bytes = *read_file(run().shard(1, 1));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(run().shard(1, 1), bytes));
  EXPECT_FALSE(load_window(run(), *manifest, config_, variants_, 7));
  std::filesystem::remove(run().shard(1, 1));
  EXPECT_FALSE(load_window(run(), *manifest, config_, variants_, 7));
}

TEST_F(WindowSourceTest, AnOlderShardThatNoWindowReachesIsNotOpened) {
  config_.window = WindowKind::kGenerations;
  config_.generations = 2;
  for (Generation g = 1; g <= 2; ++g) {
    play(g);
    ASSERT_TRUE(prepare(g));
  }
  const Path lost = run().shard(1, 1);
  const std::string bytes = *read_file(lost);
  ASSERT_TRUE(write_file(lost, "no HDF5 at all"));
  play(3);
  const auto manifest = prepare(3);
  ASSERT_TRUE(manifest) << manifest.error().to_string();
  EXPECT_EQ(manifest->shards.front().generation, 2u);
  EXPECT_TRUE(load_window(run(), *manifest, config_, variants_, 7));

  // A window that reaches it says what can be done, and what not.
  config_.generations = 4;
  play(4);
  const auto wide = prepare(4);
  ASSERT_TRUE(wide) << wide.error().to_string();
  EXPECT_EQ(wide->rows(), prepare(4)->rows());
  const auto dataset = load_window(run(), *wide, config_, variants_, 7);
  ASSERT_FALSE(dataset);
  EXPECT_EQ(dataset.error().code, Exit::kData);
  EXPECT_THAT(dataset.error().hint, HasSubstr("games of an older generation cannot be played "
                                              "again; to go on without it remove it, "
                                              "windows/g0004.yaml"));
  ASSERT_TRUE(remove_file(lost));
  ASSERT_TRUE(remove_file(run().window(4)));
  const auto without = prepare(4);
  ASSERT_TRUE(without);
  EXPECT_EQ(without->shards.size(), wide->shards.size() - 1);
  EXPECT_TRUE(load_window(run(), *without, config_, variants_, 7));

  // Restored, it is the one that it was.
  ASSERT_TRUE(write_file(lost, bytes));
  ASSERT_TRUE(remove_file(run().window(4)));
  EXPECT_EQ(*prepare(4), *wide);
  EXPECT_TRUE(load_window(run(), *wide, config_, variants_, 7));
}

TEST_F(WindowSourceTest, IndicesAndHeadersTellTheSame) {
  config_.window = WindowKind::kGenerations;
  for (Generation g = 1; g <= 3; ++g) {
    play(g);
    ASSERT_TRUE(prepare(g));
  }
  const WindowManifest indexed = *prepare(3);
  EXPECT_EQ(indexed.shards.size(), 6u);
  for (Generation g = 1; g <= 3; ++g) ASSERT_TRUE(remove_file(run().generation_index(g)));
  ASSERT_TRUE(remove_file(run().window(3)));
  EXPECT_EQ(*prepare(3), indexed);
  // Without its index a damaged one is read, and not advised to be played again.
  ASSERT_TRUE(remove_file(run().window(3)));
  ASSERT_TRUE(write_file(run().shard(1, 0), "no HDF5 at all"));
  const auto refused = prepare(3);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint, HasSubstr("games of an older generation cannot be played"));
  ASSERT_TRUE(write_file(run().generation_index(2), "no HDF5 at all"));
  std::filesystem::remove_all(run().selfplay(1));
  const auto no_index = prepare(3);
  ASSERT_FALSE(no_index);
  EXPECT_THAT(no_index.error().hint, HasSubstr("remove this index"));
  ASSERT_TRUE(remove_file(run().generation_index(2)));  // what the hint says
  EXPECT_TRUE(prepare(3));
}

}  // namespace
}  // namespace az
