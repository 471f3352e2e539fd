// How a life of az_selfplay ends: complete, requeued, cancelled, without a move, too slow.
#include "selfplay/selfplay_stage.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "games/variants.h"
#include "search/heuristic_evaluator.h"
#include "store/shard.h"
#include "store/verify_games.h"

namespace az {
namespace {

using testing::HasSubstr;

class SelfPlayStageTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.search.simulations = 8;
    config_.selfplay.evaluator = SelfPlayEvaluator::kUniform;
    config_.selfplay.games = 6;
    config_.selfplay.games_per_shard = 2;
    config_.selfplay.openings = {{1, 0, 8}};
    config_.selfplay.bounds = {0, 0, 1};
  }

  Result<void> stage(StopReason stop_at_once = StopReason::kNone, Generation generation = 1) {
    Log log(0, "selfplay", "g0001");
    Metrics metrics;
    StopFlag stop;
    if (stop_at_once != StopReason::kNone) stop.request(stop_at_once);
    Context context{session_, RunDir(dir_), run_, generation, 0, 1, 1, {}, log, metrics, stop};
    return SelfPlayStage::run(context, config_);
  }
  std::size_t shards() const {
    std::size_t count = 0;
    for (std::uint64_t s = 0; s < 1000; ++s) count += file_exists(RunDir(dir_).shard(1, s));
    return count;
  }

  /// Asked to end early as soon as a shard lies there.
  Result<void> stage_until_a_shard() {
    std::atomic<bool> over = false;
    std::thread signal([&] {
      while (shards() == 0 && !over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      if (!over) ::raise(SIGUSR2);
    });
    auto ended = stage();
    over = true;
    signal.join();
    return ended;
  }

  Session session_;
  const TemporaryFolder folder_ = TemporaryFolder::make("az_stage").value();
  const Path dir_ = folder_.path();
  Value run_ = *parse_yaml("game: {name: connect_four}\n", "run.yaml");
  SelfPlayStage::Config config_;
};

TEST_F(SelfPlayStageTest, PlaysEveryShardAndThenNothingMore) {
  const auto played = stage();
  ASSERT_TRUE(played) << played.error().to_string();
  EXPECT_EQ(shards(), 3u);
  const auto written = std::filesystem::last_write_time(RunDir(dir_).shard(1, 2));
  EXPECT_TRUE(stage(StopReason::kEarlySignal)) << "what is complete has nothing to stop";
  EXPECT_EQ(std::filesystem::last_write_time(RunDir(dir_).shard(1, 2)), written);
}

TEST_F(SelfPlayStageTest, EveryGameIsTheVariantThatItsNumberDrewAndSaysSo) {
  run_ = *parse_yaml(
      "game: {name: go, size: 5, canvas: 5, max_moves: 30}\n"
      "variants: [{share: 0.5}, {share: 0.25, size: 3, komi: 0.5}, {share: 0.25, ko: simple}]\n",
      "run.yaml");
  config_.selfplay.games = 24;
  config_.selfplay.games_per_shard = 12;
  const auto played = stage();
  ASSERT_TRUE(played) << played.error().to_string();
  const auto variants = make_game_variants(run_);
  ASSERT_TRUE(variants);
  std::vector<std::uint32_t> drawn;
  std::set<std::uint32_t> distinct;
  for (std::uint64_t s = 0; s < 2; ++s) {
    const auto shard = read_shard(RunDir(dir_).shard(1, s));
    ASSERT_TRUE(shard) << shard.error().to_string();
    EXPECT_EQ(shard->header.settings, variants->settings);
    EXPECT_TRUE(verify_games(variants->pointers(), shard->games, "s"));
    for (const GameRecord& game : shard->games) {
      drawn.push_back(game.settings_id);
      distinct.insert(game.settings_id);
      EXPECT_EQ(game.settings_id,
                draw_variant(variants->shares, {.seed = config_.seed,
                                                .generation = 1,
                                                .game = static_cast<std::uint32_t>(game.id)}));
      if (game.settings_id == 1)
        for (const Ply& ply : game.plies)
          EXPECT_TRUE(ply.action == 25 || (ply.action % 5 < 3 && ply.action / 5 < 3));
    }
  }
  EXPECT_EQ(distinct.size(), 3u);
  // Whoever plays them, and however many at once: the same games.
  std::filesystem::remove_all(dir_ / "selfplay");
  config_.selfplay.slots = 1;
  config_.selfplay.games_per_shard = 24;
  ASSERT_TRUE(stage());
  const auto again = read_shard(RunDir(dir_).shard(1, 0));
  ASSERT_TRUE(again);
  for (std::size_t i = 0; i < drawn.size(); ++i) EXPECT_EQ(again->games[i].settings_id, drawn[i]);
}

TEST_F(SelfPlayStageTest, ALifeThatAddsNothingIsNotRequeued) {
  const auto stopped = stage(StopReason::kEarlySignal);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(static_cast<int>(stopped.error().code), 70);
  EXPECT_THAT(stopped.error().message, HasSubstr("added nothing"));
  EXPECT_THAT(stopped.error().hint, HasSubstr("raise the class's time limit"));
  EXPECT_EQ(shards(), 0u);
  // Somebody cancelled it: no limit was too short.
  const auto cancelled = stage(StopReason::kTerminate);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(static_cast<int>(cancelled.error().code), 15);
}

TEST_F(SelfPlayStageTest, ALifeThatPlayedIsRequeued) {
  config_.selfplay.games = 2000;
  const auto stopped = stage_until_a_shard();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(static_cast<int>(stopped.error().code), 75);
  EXPECT_GT(shards(), 0u);
  EXPECT_LT(shards(), 1000u);
}

TEST_F(SelfPlayStageTest, AWorkerBelowTheConfiguredRateHaltsTheRun) {
  config_.selfplay.min_games_per_s = 1e9;
  config_.selfplay.slots = 6;
  const auto slow = stage();
  ASSERT_FALSE(slow);
  EXPECT_EQ(static_cast<int>(slow.error().code), 76);
  EXPECT_THAT(slow.error().message, HasSubstr("selfplay.min_games_per_s is 1000000000"));
  EXPECT_EQ(shards(), 3u) << "what was played is kept";
}

TEST_F(SelfPlayStageTest, ALifeThatOnlyEndedWhatAnotherLeftIsNotJudgedByItsRate) {
  config_.selfplay.slots = 6;
  ASSERT_TRUE(stage());
  std::filesystem::remove(RunDir(dir_).shard(1, 1));
  config_.selfplay.min_games_per_s = 1e9;
  const auto rest = stage();
  EXPECT_TRUE(rest) << rest.error().to_string();
  EXPECT_EQ(shards(), 3u);
}

TEST_F(SelfPlayStageTest, TheTeacherPlaysTheFirstGenerationsAndThenAChampionIsAskedFor) {
  run_ = *parse_yaml("game: {name: ringrift}\n", "run.yaml");
  config_.selfplay.evaluator = SelfPlayEvaluator::kNet;
  config_.selfplay.teacher = {.generations = 1, .simulations = 12};
  const auto played = stage();
  ASSERT_TRUE(played) << played.error().to_string();
  const auto shard = read_shard(RunDir(dir_).shard(1, 0));
  ASSERT_TRUE(shard) << shard.error().to_string();
  EXPECT_EQ(shard->header.simulations, 12u);
  ASSERT_EQ(shard->header.agents.size(), 1u);
  EXPECT_EQ(shard->header.agents[0].label, "teacher heuristic12");
  EXPECT_TRUE(shard->header.net.is_zero());
  EXPECT_THAT(shard->header.search_section, HasSubstr("simulations: 12"));
  const auto game = *make_game(*run_.find("game"));
  const Game* const games[] = {game.get()};
  EXPECT_TRUE(verify_games(games, shard->games, "shard"));
  // Another heuristic would be somebody else, as another search would.
  SearchConfig search = config_.search;
  search.simulations = 12;
  EXPECT_EQ(shard->header.search, heuristic_identity(game->info(), search));
  EXPECT_NE(shard->header.search, hash_config(search));

  // Its rate says nothing of the champion's.
  config_.selfplay.min_games_per_s = 1e9;
  config_.selfplay.games = 8;
  config_.selfplay.slots = 2;
  EXPECT_TRUE(stage());

  run_ = *parse_yaml("game: {name: connect_four}\n", "run.yaml");
  const auto nothing_to_teach = stage();
  ASSERT_FALSE(nothing_to_teach);
  EXPECT_EQ(nothing_to_teach.error().code, Exit::kUsage);
  EXPECT_THAT(nothing_to_teach.error().message, HasSubstr("connect_four has no heuristic"));

  run_ = *parse_yaml("game: {name: ringrift}\n", "run.yaml");
  const auto later = stage(StopReason::kNone, 2);
  ASSERT_FALSE(later) << "there is no champion yet";
  EXPECT_THAT(later.error().message, HasSubstr("champion.yaml"));
}

TEST_F(SelfPlayStageTest, ATeacherThatWasStoppedGoesOnWithTheGamesItLeft) {
  run_ = *parse_yaml("game: {name: hex, size: 4, canvas: 4}\n", "run.yaml");
  config_.selfplay.evaluator = SelfPlayEvaluator::kNet;
  config_.selfplay.teacher = {.generations = 1, .simulations = 8};
  config_.selfplay.games = 400;
  config_.selfplay.slots = 16;
  const auto stopped = stage_until_a_shard();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(static_cast<int>(stopped.error().code), 75);
  const auto rest = stage();
  ASSERT_TRUE(rest) << rest.error().to_string();
  ASSERT_EQ(shards(), 200u);
  for (std::uint64_t s = 0; s < 200; ++s) {
    const auto shard = read_shard_header(RunDir(dir_).shard(1, s));
    ASSERT_TRUE(shard) << shard.error().to_string();
    EXPECT_EQ(shard->header.agents[0].label, "teacher heuristic8");
  }
}

TEST_F(SelfPlayStageTest, AWorkerAboveTheConfiguredRateIsFine) {
  config_.selfplay.min_games_per_s = 1e-6;
  config_.selfplay.slots = 6;
  EXPECT_TRUE(stage());
}

TEST_F(SelfPlayStageTest, AGameThatCanBeEnumeratedBringsItsBoundOnRepeatedGames) {
  // No random start, and a search that mostly plays the best move: games repeat each other.
  const auto play = [&](const SelfPlayConfig& selfplay) {
    config_.selfplay = selfplay;
    config_.selfplay.evaluator = SelfPlayEvaluator::kUniform;
    config_.selfplay.games = config_.selfplay.games_per_shard = 600;
    config_.search.algorithm = SearchAlgorithm::kPuct;
    config_.search.simulations = 64;
    config_.search.temperature_start = config_.search.temperature_end = 0;
    return stage();
  };
  run_ = *load_yaml(Path(AZ_SOURCE_DIR) / "configs/games/tic_tac_toe.yaml");
  const auto refused = play({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(static_cast<int>(refused.error().code), 65);
  EXPECT_THAT(refused.error().message, HasSubstr("of the games repeat another"));
  EXPECT_THAT(refused.error().hint, HasSubstr("max_duplicate_fraction: 1"));
  EXPECT_EQ(shards(), 0u);
  const auto own = read_config<SelfPlayConfig>(*run_.find("selfplay"), "selfplay");
  ASSERT_TRUE(own) << own.error().to_string();
  const auto played = play(*own);
  EXPECT_TRUE(played) << played.error().to_string();
  EXPECT_EQ(shards(), 1u);

  // Of the games shipped, none else may repeat itself like this.
  const auto names = list_directory(Path(AZ_SOURCE_DIR) / "configs/games").value();
  for (const std::string& name : names) {
    const Value tree = *load_yaml(Path(AZ_SOURCE_DIR) / "configs/games" / name);
    EXPECT_EQ(tree.find("selfplay") != nullptr, name == "tic_tac_toe.yaml") << name;
  }
}

}  // namespace
}  // namespace az
