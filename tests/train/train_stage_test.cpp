#include "train/train_stage.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/temporary_folder.h"
#include "layout/champion.h"
#include "layout/halt_mark.h"
#include "stage/stage.h"
#include "store/checkpoint.h"
#include "store/manifest.h"
#include "tests/support/random_shards.h"
#include "train/training_state.h"

namespace az {
namespace {

using testing::HasSubstr;

class TrainStageTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("SLURM_CPUS_PER_TASK", "1", 1);  // one thread: the tests compare bits
  }
  /// The folder of another run.
  Path make_dir() {
    const Path made = folder_.path() / std::to_string(++made_);
    EXPECT_TRUE(make_directories(made));
    return made;
  }

  static constexpr const char* kGame = "{name: connect_four}";
  /// more: lines of "section.key=value".
  static void configure(const Path& dir, const std::vector<std::string>& more = {}) {
    Value config = *parse_yaml(
        "seed: 7\n"
        "game: {name: connect_four}\n"
        "net: {name: mlp, layers: 1, hidden: 16}\n"
        "search: {simulations: 16}\n"
        "selfplay: {games: 100, games_per_shard: 50}\n"
        "replay: {minimum_rows: 500, hold_out: 0.1}\n"
        "train: {batch: 64, reuse: 1, log_steps: 10, optimizer: {warmup_steps: 5}}\n",
        "test");
    for (const std::string& setting : more) ASSERT_TRUE(apply_setting(config, setting));
    ASSERT_TRUE(write_file(dir / "run.yaml", config.to_yaml()));
  }
  static int train(const Path& dir, std::vector<std::string> more) {
    std::vector<std::string> words{"az_train", "--run", dir.string()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return run_stage<TrainStage>(static_cast<int>(argv.size()), argv.data());
  }
  static int init(const Path& dir) { return train(dir, {"--init"}); }
  static int generation(const Path& dir, int g) {
    return train(dir, {"--generation", std::to_string(g)});
  }
  /// Self-play of generation g by the champion.
  static void play(const Path& dir, Generation g, test::RandomShards shards = {},
                   const char* game = kGame) {
    if (shards.net.is_zero()) shards.net = read_champion(RunDir(dir))->net;
    test::write_random_shards(RunDir(dir), game, g, shards);
  }
  std::string log(Generation g) const { return *read_file(RunDir(dir_).log("train", g, 0)); }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_train").value();
  int made_ = 0;
  Path dir_ = make_dir();
};

TEST_F(TrainStageTest, InitMakesNetCheckpointAndChampionOnceAndTheSameFromTheSameSeed) {
  configure(dir_);
  ASSERT_EQ(init(dir_), 0);
  const RunDir run(dir_);
  const StoredNet net = *read_net(run.net(0));
  EXPECT_EQ(read_champion(run)->net, net.hash);
  EXPECT_EQ(read_champion(run)->since, 0u);
  EXPECT_EQ(read_checkpoint(run.checkpoint(0, 0))->weights, net.net.weights);
  EXPECT_EQ(init(dir_), 0);  // complete: nothing changes
  EXPECT_EQ(read_net(run.net(0))->hash, net.hash);

  const Path other = make_dir();
  configure(other);
  ASSERT_EQ(init(other), 0);
  EXPECT_EQ(read_net(RunDir(other).net(0))->hash, net.hash);
}

TEST_F(TrainStageTest, InitNeverOverwritesANetAndCompletesWhatIsMissing) {
  configure(dir_);
  ASSERT_EQ(init(dir_), 0);
  const Hash128 net = read_net(RunDir(dir_).net(0))->hash;
  std::filesystem::remove(RunDir(dir_).champion_yaml());
  std::filesystem::remove(RunDir(dir_).checkpoint(0, 0));
  ASSERT_EQ(init(dir_), 0);
  EXPECT_EQ(read_champion(RunDir(dir_))->net, net);
  configure(dir_, {"seed=8"});
  EXPECT_EQ(init(dir_), 65);
  EXPECT_EQ(read_net(RunDir(dir_).net(0))->hash, net);
}

TEST_F(TrainStageTest, TrainsAGenerationWithItsWindowDescentAndMetrics) {
  configure(dir_);
  ASSERT_EQ(init(dir_), 0);
  play(dir_, 1);
  ASSERT_EQ(generation(dir_, 1), 0);
  const RunDir run(dir_);
  const StoredNet first = *read_net(run.net(0)), net = *read_net(run.net(1));
  const WindowManifest window = *read_manifest(run.window(1));
  EXPECT_EQ(net.net.parent, first.hash);
  EXPECT_EQ(net.net.window, window.hash());
  EXPECT_EQ(net.net.generation, 1u);
  // The words of the shards, for whoever opens a file alone.
  const auto actions = read_shard(run.shard(1, 0))->header.game.action_texts;
  EXPECT_EQ(actions.size(), 7u);
  EXPECT_EQ(first.net.action_texts, actions);
  EXPECT_EQ(net.net.action_texts, actions);
  EXPECT_EQ(read_checkpoint(run.checkpoint(1, net.net.steps))->action_texts, actions);
  EXPECT_NE(net.net.weights, first.net.weights);
  EXPECT_EQ(window.games(), 100u);
  EXPECT_TRUE(std::filesystem::exists(run.generation_index(1)));
  EXPECT_EQ(read_champion(run)->generation, 0u);  // promotion is another stage's business

  // Steps are paid for by the new training rows: hold-out rows are not trained on.
  const auto step = latest_checkpoint(run, 1);
  ASSERT_TRUE(step && *step);
  EXPECT_EQ(net.net.steps, **step);
  EXPECT_LT(net.net.steps, window.rows() / 64);
  EXPECT_GT(net.net.steps, window.rows() * 8 / 10 / 64);
  const std::string metrics = *read_file(run.metrics("train", 1, 0, 0));
  for (const char* name : {"policy_loss", "outcome_loss", "policy_gradient_norm",
                           "outcome_gradient_norm", "hold_out_policy_loss", "\"event\":\"done\""})
    EXPECT_THAT(metrics, HasSubstr(name));

  const auto written = std::filesystem::last_write_time(run.net(1));
  EXPECT_EQ(generation(dir_, 1), 0);  // done again: nothing to do
  EXPECT_EQ(std::filesystem::last_write_time(run.net(1)), written);
}

TEST_F(TrainStageTest, NextGenerationContinuesTheOptimizerAndCarriesTheRowsLeft) {
  configure(dir_);
  ASSERT_EQ(init(dir_), 0);
  for (Generation g = 1; g <= 3; ++g) {
    play(dir_, g);
    ASSERT_EQ(generation(dir_, static_cast<int>(g)), 0) << log(g);
  }
  const RunDir run(dir_);
  const auto last = *read_checkpoint(run.checkpoint(3, **latest_checkpoint(run, 3)));
  const auto state = *take_state(last, "x");
  ASSERT_EQ(state.history.size(), 3u);
  EXPECT_EQ(state.history[0].generation, 1);
  EXPECT_EQ(read_net(run.net(3))->net.parent, read_net(run.net(2))->hash);
  // No row is lost between generations.
  std::int64_t trained = 0;
  for (Generation g = 1; g <= 3; ++g)
    trained += (*take_state(*read_checkpoint(run.checkpoint(g, **latest_checkpoint(run, g))), "x"))
                   .generation_steps;
  EXPECT_EQ(static_cast<std::int64_t>(last.step), trained);
}

/// Sends the signal once the log of generation g says that training is under way.
std::thread signal_after_steps(const Path& dir, Generation g, int signal) {
  return std::thread([=] {
    for (int i = 0; i < 3000; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      const auto text = read_file(RunDir(dir).log("train", g, 0));
      if (!text || text->find(": policy ") == std::string::npos) continue;
      ::kill(::getpid(), signal);
      return;
    }
  });
}

TEST_F(TrainStageTest, AStoppedAndResumedGenerationGivesTheSameBits) {
  const std::vector<std::string> longer{"train.reuse=40", "train.hold_out_checks=3"};
  const Path through = make_dir();
  for (const Path& dir : {dir_, through}) {
    configure(dir, longer);
    ASSERT_EQ(init(dir), 0);
    play(dir, 1);
  }
  ASSERT_EQ(generation(through, 1), 0);
  int stops = 0;
  for (int life = 0; life < 20; ++life) {
    std::filesystem::remove(RunDir(dir_).log("train", 1, 0));
    std::thread sender = stops < 2 ? signal_after_steps(dir_, 1, SIGUSR2) : std::thread();
    const int code = generation(dir_, 1);
    if (sender.joinable()) sender.join();
    if (code == 0) break;
    ASSERT_EQ(code, 75);
    EXPECT_FALSE(std::filesystem::exists(RunDir(dir_).net(1)));
    ++stops;
  }
  EXPECT_EQ(stops, 2);
  const StoredNet a = *read_net(RunDir(dir_).net(1)), b = *read_net(RunDir(through).net(1));
  EXPECT_EQ(a.net.weights, b.net.weights);
  EXPECT_EQ(a.hash, b.hash);
  const auto last = [](const Path& dir) {
    const RunDir run(dir);
    return *read_checkpoint(run.checkpoint(1, **latest_checkpoint(run, 1)));
  };
  EXPECT_EQ(last(dir_), last(through));
}

TEST_F(TrainStageTest, TermSavesAndIsNotRequeued) {
  configure(dir_, {"train.reuse=100"});
  ASSERT_EQ(init(dir_), 0);
  play(dir_, 1);
  std::thread sender = signal_after_steps(dir_, 1, SIGTERM);
  EXPECT_EQ(generation(dir_, 1), 15);
  sender.join();
  EXPECT_TRUE((*latest_checkpoint(RunDir(dir_), 1)).has_value());
}

TEST_F(TrainStageTest, SavesByTheClockAndGoesOnFromSuchASave) {
  // Steps of all checkpoints that were written, ascending.
  const auto saved_steps = [](const Path& dir) {
    std::vector<std::uint64_t> steps;
    const auto names = *list_directory(RunDir(dir).checkpoints(1));
    for (const std::string& name : names)
      steps.push_back(*parse_numbered(name.substr(4), '-', ".h5"));
    std::sort(steps.begin(), steps.end());
    return steps;
  };
  const auto train_with = [&](const char* minutes, const char* keep) {
    dir_ = make_dir();
    configure(dir_, {minutes, keep, "train.reuse=20"});
    EXPECT_EQ(init(dir_), 0);
    play(dir_, 1);
    EXPECT_EQ(generation(dir_, 1), 0);
    return saved_steps(dir_);
  };
  const auto seldom = train_with("train.checkpoint_minutes=60", "train.keep_checkpoints=1000");
  EXPECT_EQ(seldom.size(), 1u);
  const Hash128 wanted = read_net(RunDir(dir_).net(1))->hash;
  EXPECT_EQ(train_with("train.checkpoint_minutes=0.001", "train.keep_checkpoints=1").size(), 1u);
  const auto often = train_with("train.checkpoint_minutes=0.001", "train.keep_checkpoints=1000");
  ASSERT_GT(often.size(), 1u);
  EXPECT_LT(often.front(), often.back());
  EXPECT_EQ(often.back(), seldom.back());

  // As if the node had died after the first of them.
  const RunDir run(dir_);
  for (std::size_t i = 1; i < often.size(); ++i)
    std::filesystem::remove(run.checkpoint(1, often[i]));
  std::filesystem::remove(run.net(1));
  EXPECT_EQ(generation(dir_, 1), 0);
  EXPECT_THAT(log(1), HasSubstr(fmt::format("resumed from step {} of", often.front())));
  EXPECT_EQ(read_net(run.net(1))->hash, wanted);
}

TEST_F(TrainStageTest, ExportsTheMovingAverageAndNotTheWeights) {
  configure(dir_, {"train.hold_out_rows=0"});
  ASSERT_EQ(init(dir_), 0);
  play(dir_, 1);
  ASSERT_EQ(generation(dir_, 1), 0);
  const RunDir run(dir_);
  const NamedTensors net = read_net(run.net(1))->net.weights;
  const auto checkpoint = *read_checkpoint(run.checkpoint(1, **latest_checkpoint(run, 1)));
  EXPECT_EQ(net, checkpoint.ema);
  EXPECT_NE(net, checkpoint.weights);

  const Path immediate = make_dir();
  configure(immediate, {"train.hold_out_rows=0", "train.ema_decay=0"});
  ASSERT_EQ(init(immediate), 0);
  play(immediate, 1);
  ASSERT_EQ(generation(immediate, 1), 0);
  EXPECT_EQ(read_net(RunDir(immediate).net(1))->net.weights, checkpoint.weights);
}

TEST_F(TrainStageTest, RefusesPlantedDataWithTheReason) {
  struct Plant {
    const char* what;
    std::vector<std::string> settings;
    test::RandomShards shards;
    int code;
    const char* words;
    const char* game = kGame;
  };
  const Hash128 stranger{5, 5};
  for (const Plant& plant : std::vector<Plant>{
           {"too few games", {}, {.games = 50}, 66, "too few games of g0001: have 50, need 100"},
           {"too few rows", {"replay.minimum_rows=100000"}, {}, 66, "need 100000"},
           {"smaller search", {}, {.simulations = 8}, 76, "searched with 8 simulations"},
           {"other net", {}, {.net = stranger}, 76, "played by net"},
           {"other rules", {}, {}, 76, "played by other rules", "{name: connect_four, columns: 6}"},
           {"no step to pay for", {"train.batch=100000"}, {}, 66, "too few new rows for one step"},
       }) {
    const Path dir = make_dir();
    dir_ = dir;
    configure(dir, plant.settings);
    ASSERT_EQ(init(dir), 0);
    play(dir, 1, plant.shards, plant.game);
    EXPECT_EQ(generation(dir, 1), plant.code) << plant.what;
    EXPECT_THAT(log(1), HasSubstr(plant.words)) << plant.what;
    EXPECT_FALSE(std::filesystem::exists(RunDir(dir).net(1)));
    // Only a guard's refusal waits for a person.
    if (plant.code == 76)
      EXPECT_THAT(halt_reason(RunDir(dir)), HasSubstr(plant.words)) << plant.what;
    else
      EXPECT_EQ(halt_reason(RunDir(dir)), "") << plant.what;
  }
}

TEST_F(TrainStageTest, HaltsOnStaleAndOnShrunkenData) {
  configure(dir_, {"selfplay.games=50"});
  ASSERT_EQ(init(dir_), 0);
  EXPECT_EQ(generation(dir_, 1), 66);
  play(dir_, 1, {.games = 500});
  ASSERT_EQ(generation(dir_, 1), 0);
  EXPECT_EQ(generation(dir_, 2), 76);
  EXPECT_THAT(log(2), HasSubstr("stale data: the newest self-play is of g0001, none of g0002"));
  std::filesystem::remove(RunDir(dir_).halted());
  play(dir_, 2, {.games = 50});  // a tenth of what there was
  EXPECT_EQ(generation(dir_, 2), 76);
  EXPECT_THAT(log(2), HasSubstr("shrunken data: new rows"));
  EXPECT_FALSE(std::filesystem::exists(RunDir(dir_).net(2)));
  EXPECT_EQ(generation(dir_, 2), 76) << "nobody has decided";
  ASSERT_TRUE(accept_halt(RunDir(dir_)));
  EXPECT_EQ(generation(dir_, 2), 0) << log(2);
  EXPECT_THAT(log(2), HasSubstr("a person accepted: shrunken data: new rows"));
  // Only that generation: this is a tenth of the median of both.
  play(dir_, 3, {.games = 50});
  EXPECT_EQ(generation(dir_, 3), 76);
  EXPECT_THAT(log(3), HasSubstr("shrunken data: new rows"));
}

TEST_F(TrainStageTest, SaysWhichOlderShardItDoesWithout) {
  configure(dir_, {"replay.minimum_rows=1900", "train.anomaly.least_window=0.1"});
  ASSERT_EQ(init(dir_), 0);
  for (Generation g = 1; g <= 2; ++g) {
    play(dir_, g);
    ASSERT_EQ(generation(dir_, static_cast<int>(g)), 0) << log(g);
    EXPECT_THAT(log(g), testing::Not(HasSubstr("are gone")));
  }
  play(dir_, 3);
  ASSERT_TRUE(remove_file(RunDir(dir_).shard(2, 1)));
  ASSERT_EQ(generation(dir_, 3), 0) << log(3);
  EXPECT_THAT(log(3), HasSubstr("older shards are gone (1, " + RunDir(dir_).shard(2, 1).string()));
  EXPECT_THAT(*read_file(RunDir(dir_).metrics("train", 3, 0, 0)),
              HasSubstr("\"event\":\"window\",\"missing_shards\":1"));
}

TEST_F(TrainStageTest, HaltsWhenOlderShardsAreGoneUntilTheyAreBack) {
  for (const char* law : {"replay.window=power", "replay.window=generations"}) {
    dir_ = make_dir();
    configure(dir_, {law, "replay.minimum_rows=1900"});
    ASSERT_EQ(init(dir_), 0);
    for (Generation g = 1; g <= 3; ++g) {
      play(dir_, g);
      ASSERT_EQ(generation(dir_, static_cast<int>(g)), 0) << log(g);
    }
    play(dir_, 4);
    const RunDir run(dir_);
    for (Generation g = 1; g <= 3; ++g)
      std::filesystem::rename(run.selfplay(g), dir_ / generation_name(g));
    EXPECT_EQ(generation(dir_, 4), 76);
    EXPECT_THAT(log(4), HasSubstr("shrunken data: window rows"));
    EXPECT_THAT(log(4), HasSubstr("older shards are missing"));
    EXPECT_THAT(halt_reason(run), HasSubstr("older shards are missing"));
    EXPECT_FALSE(std::filesystem::exists(run.net(4)));
    EXPECT_EQ(generation(dir_, 4), 76);
    // What the hint says.
    for (Generation g = 1; g <= 3; ++g)
      std::filesystem::rename(dir_ / generation_name(g), run.selfplay(g));
    std::filesystem::remove(run.window(4));
    std::filesystem::remove(run.generation_index(4));
    std::filesystem::remove(run.halted());
    EXPECT_EQ(generation(dir_, 4), 0) << log(4);
  }
}

TEST_F(TrainStageTest, RefusesAShardThatWasReplacedAfterTheChoice) {
  configure(dir_, {"train.reuse=100"});
  ASSERT_EQ(init(dir_), 0);
  play(dir_, 1);
  std::thread sender = signal_after_steps(dir_, 1, SIGTERM);
  EXPECT_EQ(generation(dir_, 1), 15);
  sender.join();
  play(dir_, 1, {.seed = 2});
  EXPECT_EQ(generation(dir_, 1), 65);
  EXPECT_THAT(log(1), HasSubstr("the window manifest says"));
  EXPECT_THAT(log(1), HasSubstr("restore it; or remove it, windows/g0001.yaml, "
                                "selfplay/g0001.h5 and checkpoints/g0001: `arrayzero resume`"));
  // What the hint says.
  const RunDir run(dir_);
  std::filesystem::remove_all(run.selfplay(1));
  std::filesystem::remove_all(run.checkpoints(1));
  std::filesystem::remove(run.window(1));
  std::filesystem::remove(run.generation_index(1));
  play(dir_, 1, {.seed = 2});
  configure(dir_);
  EXPECT_EQ(generation(dir_, 1), 0) << log(1);
}

TEST_F(TrainStageTest, RefusesOrderItCannotKeep) {
  configure(dir_);
  EXPECT_EQ(generation(dir_, 1), 66);  // no champion yet
  ASSERT_EQ(init(dir_), 0);
  EXPECT_EQ(generation(dir_, 0), 64);
  play(dir_, 1);
  play(dir_, 2);
  EXPECT_EQ(generation(dir_, 2), 66);
  EXPECT_THAT(log(2), HasSubstr("no checkpoint of g0001 to continue from"));
  EXPECT_EQ(generation(dir_, 1), 76);
  EXPECT_THAT(log(1), HasSubstr("there is self-play of g0002 already"));
}

TEST_F(TrainStageTest, AJumpOfTheLossHaltsBeforeAnythingIsExported) {
  configure(dir_, {"train.anomaly.least_history=2"});
  ASSERT_EQ(init(dir_), 0);
  for (Generation g = 1; g <= 2; ++g) {
    play(dir_, g);
    ASSERT_EQ(generation(dir_, static_cast<int>(g)), 0);
  }
  configure(dir_, {"train.anomaly.least_history=2", "train.optimizer.learning_rate=10"});
  play(dir_, 3);
  EXPECT_EQ(generation(dir_, 3), 76);
  EXPECT_THAT(log(3), HasSubstr("loss jumped to"));
  EXPECT_FALSE(std::filesystem::exists(RunDir(dir_).net(3)));
  EXPECT_EQ(generation(dir_, 3), 76);  // and again, until a person has decided

  // A decision about something else is none about this.
  const RunDir run(dir_);
  const std::string mark = *read_file(run.halted());
  ASSERT_TRUE(remove_file(run.halted()));
  ASSERT_TRUE(mark_halted(run, "train", 3, "shrunken data: another reason"));
  ASSERT_TRUE(accept_halt(run));
  EXPECT_EQ(generation(dir_, 3), 76);
  EXPECT_EQ(*read_file(run.halted()), mark);
  ASSERT_TRUE(accept_halt(run));
  EXPECT_EQ(generation(dir_, 3), 0) << log(3);
  EXPECT_THAT(log(3), HasSubstr("a person accepted: "));
  EXPECT_TRUE(std::filesystem::exists(run.net(3)));
  EXPECT_EQ(halt_reason(run), "");
  // The next generation is judged again.
  play(dir_, 4);
  EXPECT_EQ(generation(dir_, 4), 76);
  EXPECT_THAT(halt_reason(run), HasSubstr("loss jumped to"));
}

TEST_F(TrainStageTest, NobodyCanAcceptALossThatIsNoNumber) {
  // Every step multiplies the weights by 1 - 100 · 10.
  configure(dir_, {"train.optimizer.learning_rate=100", "train.optimizer.weight_decay=10"});
  ASSERT_EQ(init(dir_), 0);
  play(dir_, 1);
  for (int life = 0; life < 3; ++life) {
    EXPECT_EQ(generation(dir_, 1), 76) << log(1);
    EXPECT_THAT(halt_reason(RunDir(dir_)), HasSubstr("not finite"));
    ASSERT_TRUE(accept_halt(RunDir(dir_)));
  }
  EXPECT_THAT(log(1), HasSubstr("begin a new run with a lower train.optimizer.learning_rate"));
  EXPECT_FALSE(std::filesystem::exists(RunDir(dir_).net(1)));
}

}  // namespace
}  // namespace az
