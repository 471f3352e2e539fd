// What `arrayzero run` finds out before it makes or queues anything.
#include <gmock/gmock.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "core/build_info.h"
#include "core/temporary_folder.h"
#include "layout/run_dir.h"

namespace az {
namespace {

using testing::HasSubstr;

RunArguments quickstart() {
  const Path source(AZ_SOURCE_DIR);
  RunArguments arguments;
  arguments.config = source / "configs/runs/quickstart.yaml";
  arguments.pipeline = source / "pipelines/loop.yaml";
  arguments.profile = source / "slurm/profiles/local.yaml";
  return arguments;
}

class RunCommandTest : public testing::Test {
 protected:
  /// The answer to `run --dry-run` with these settings; its words are swallowed.
  Result<void> dry_run(std::vector<std::string> settings) {
    RunArguments arguments = quickstart();
    arguments.dir = dir_ / "run";
    arguments.settings = std::move(settings);
    arguments.dry_run = true;
    testing::internal::CaptureStdout();
    auto result = run_command(arguments);
    testing::internal::GetCapturedStdout();
    return result;
  }
  void expect_refused(const std::string& setting, const std::string& what) {
    const auto result = dry_run({setting});
    ASSERT_FALSE(result) << setting;
    EXPECT_EQ(result.error().code, Exit::kUsage) << setting;
    EXPECT_THAT(result.error().message, HasSubstr(what));
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_cli").value();
  const Path dir_ = folder_.path();
};

TEST_F(RunCommandTest, AShippedRunIsAccepted) {
  const auto result = dry_run({});
  EXPECT_TRUE(result) << result.error().to_string();
}

TEST_F(RunCommandTest, EveryShippedRunPassesTheDryRun) {
  const Path source(AZ_SOURCE_DIR);
  int runs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source / "configs/runs")) {
    RunArguments arguments = quickstart();
    arguments.config = entry.path();
    arguments.dir = dir_ / "run";
    arguments.dry_run = true;
    const std::string name = entry.path().stem().string();
    if (name.ends_with("_gpu") || name.ends_with("_cluster")) {
      arguments.profile = source / "slurm/profiles/gpu_cluster.yaml";
      arguments.bin = dir_;  // executables of a GPU build
    }
    testing::internal::CaptureStdout();
    const auto result = run_command(arguments);
    const std::string said = testing::internal::GetCapturedStdout();
    EXPECT_TRUE(result) << name << ": " << result.error().to_string();
    EXPECT_THAT(said, HasSubstr("sbatch --parsable")) << name;
    ++runs;
  }
  EXPECT_GE(runs, 7);
}

TEST_F(RunCommandTest, VariantsThatOneNetCannotPlayAreRefused) {
  expect_refused("variants=[{share: 0.5}, {share: 0.5, rows: 5}]", "has other actions than");
  expect_refused("variants=[{share: 0.5, rosw: 5}]", "rosw: unknown key; did you mean 'rows'?");
}

TEST_F(RunCommandTest, SettingsThatContradictEachOtherAreRefused) {
  expect_refused("arena.opening_plies_min=99", "opening_plies_min 99 > opening_plies_max");
  expect_refused("arena.gate.elo0=500", "elo0 500 is not below elo1");
  expect_refused("selfplay.openings=[{share: 0.5}, {share: 0.45}]", "the shares sum to 0.95");
  expect_refused("arena.anchors=[{kind: random}, {kind: random}]", "two of them are random");
  expect_refused("net.pool_channels=1000", "pool_channels: 1000 leaves none of");
}

TEST_F(RunCommandTest, AnExamSetThatIsNoneIsRefusedWithFileAndLine) {
  const Path file = dir_ / "set.txt";
  ASSERT_TRUE(write_file(file, "44444 1\nhello world\n"));
  expect_refused("exam.sets=[{name: mine, file: " + file.string() + "}]", "set.txt:2: ");
  expect_refused("exam.sets=[{name: mine, file: no/such/file}]", "no file no/such/file");
}

TEST_F(RunCommandTest, TooFewOpeningsForTheEvaluationAreRefused) {
  // Seven first moves cannot start thousands of different games.
  expect_refused(
      "arena={blocks: 100, pairs_per_block: 50, opening_plies_min: 1, "
      "opening_plies_max: 1}",
      "distinct openings of 1 to 1 plies");
}

TEST_F(RunCommandTest, ALadderBeyondTheLastGenerationIsRefused) {
  expect_refused("arena.ladder={simulations: [1, 4], generations: [20, 21]}",
                 "the run ends with generation 20, before 21");
}

TEST_F(RunCommandTest, AHeuristicAnchorNeedsAGameThatHasOne) {
  const std::string anchors = "arena.anchors=[{kind: heuristic, simulations: 0, blocks: 1}]";
  const auto refused = dry_run({"game={name: connect_four}", anchors});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kUsage);
  EXPECT_EQ(refused.error().message, "arena.anchors: heuristic: connect_four has no heuristic");
  EXPECT_THAT(refused.error().hint, HasSubstr("games that have one: hex"));
  const auto accepted = dry_run({"game={name: hex, size: 5}", "exam.sets=[]", anchors});
  EXPECT_TRUE(accepted) << accepted.error().to_string();
  expect_refused("arena.anchors=[{kind: search, simulations: 0}]", "a search of 0 simulations");
  expect_refused(
      "arena.anchors=[{kind: heuristic, simulations: 0}, {kind: heuristic, simulations: 1}]",
      "two of them are heuristic");
  expect_refused("arena.agents={heuristics: {command: gnugo}}", "cannot name an engine");
}

TEST_F(RunCommandTest, EnginesAreTriedBeforeAnythingIsQueued) {
  const std::string anchor = "anchors: [{kind: engine, agent: other, blocks: 1}]";
  const auto engine = [&](const std::string& command) {
    return "arena={agents: {other: {" + command + "}}, " + anchor + "}";
  };
  expect_refused("arena={" + anchor + "}", "no engine 'other' among agents");
  expect_refused("arena.agents={Gnu Go: {command: gnugo}}", "'Gnu Go' cannot name an engine");
  expect_refused("arena.agents={champion: {command: gnugo}}", "'champion' cannot name an engine");
  expect_refused("arena.agents={other: {command: ''}}", "command is empty");
  expect_refused(engine("command: no-such-engine --gtp"),
                 "arena.agents.other: engine other: no program no-such-engine on PATH");
  expect_refused(engine("command: bin/engine"),
                 "bin/engine is named from this folder, the stages run elsewhere");
  expect_refused(engine("command: sh -c 'exit 3'"),
                 "engine other: ended with exit code 3 in answer to `protocol_version`");
  expect_refused(engine("command: sh -c 'echo hello; sleep 60'"), "`hello` is no answer to");
  expect_refused(engine("start_timeout_s: 0.2, command: sleep 60"), "no answer to `protocol_vers");
  const std::string own = "command: " AZ_BIN_DIR "/arrayzero gtp --agent random --game ";
  expect_refused(engine(own + "hex"), "engine other: plays another variant: name: hex, ");
  expect_refused(engine(own + "connect_four, name: GNU Go"), "the run began with GNU Go");
  const auto accepted = dry_run({engine(own + "connect_four")});
  EXPECT_TRUE(accepted) << accepted.error().to_string();
}

TEST_F(RunCommandTest, EnginesAreTriedAtEveryVariantThatIsPlayedAndAtNoOther) {
  const auto settings = [](const std::string& game, const std::string& variants) {
    return std::vector<std::string>{"game=" + game, "variants=" + variants, "exam.sets=[]",
                                    "arena={agents: {other: {command: python3 " AZ_SOURCE_DIR
                                    "/tests/engines/hex_engine.py nohex, start_timeout_s: 60}}, "
                                    "anchors: [{kind: engine, agent: other, blocks: 1}]}"};
  };
  RunArguments arguments = quickstart();
  arguments.config = Path(AZ_SOURCE_DIR) / "configs/runs/hex_5x5.yaml";
  arguments.dir = dir_ / "run";
  arguments.dry_run = true;
  const auto answer = [&](const std::string& game, const std::string& variants) {
    arguments.settings = settings(game, variants);
    testing::internal::CaptureStdout();
    auto result = run_command(arguments);
    testing::internal::GetCapturedStdout();
    return result;
  };
  const auto seven =
      answer("{name: hex, size: 5, canvas: 7}", "[{share: 0.5}, {share: 0.5, size: 7}]");
  ASSERT_FALSE(seven);
  EXPECT_THAT(seven.error().message, HasSubstr("`boardsize 7`"));
  // The section itself is no variant: nobody plays it.
  const auto small =
      answer("{name: hex, size: 7, canvas: 7}", "[{share: 0.5, size: 4}, {share: 0.5, size: 5}]");
  EXPECT_TRUE(small) << small.error().to_string();
}

TEST_F(RunCommandTest, AnEngineThatOnlyTheNodesHaveMustBeNamed) {
  const Path profile = dir_ / "modules.yaml";
  ASSERT_TRUE(write_file(profile,
                         "setup: [module load gnugo]\ndefaults: {time: 60}\n"
                         "classes: {worker: {}, train: {}, small: {}}\n"));
  RunArguments arguments = quickstart();
  arguments.dir = dir_ / "run";
  arguments.profile = profile;
  arguments.dry_run = true;
  const auto answer = [&](const std::string& more) {
    arguments.settings = {"arena={agents: {other: {command: no-such-engine" + more +
                          "}}, anchors: [{kind: engine, agent: other}]}"};
    testing::internal::CaptureStdout();
    auto result = run_command(arguments);
    testing::internal::GetCapturedStdout();
    return result;
  };
  const auto unknown = answer("");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().hint, HasSubstr("set its name and version"));
  const auto named = answer(", name: GNU Go, version: 3.8");
  EXPECT_TRUE(named) << named.error().to_string();
}

TEST_F(RunCommandTest, OpeningsFromFilesAreReadBeforeAnythingIsQueued) {
  const auto go = [&](const std::string& file) {
    const auto result =
        dry_run({"game={name: go, size: 5}", "net={name: mlp}", "exam.sets=[]",
                 "arena={blocks: 1, pairs_per_block: 2, anchors: [], openings: {" + file + "}}"});
    return result ? std::string() : result.error().message;
  };
  const Path book = dir_ / "book.sgf";
  EXPECT_THAT(go("file: " + book.string()), HasSubstr("no file or folder"));
  ASSERT_TRUE(write_file(book, "(;SZ[5];B[aa])"));
  EXPECT_THAT(go("file: " + book.string()), HasSubstr("1 distinct openings in 1 SGF file"));
  ASSERT_TRUE(write_file(book, "(;SZ[5](;B[aa])(;B[bb]))"));
  EXPECT_EQ(go("file: " + book.string()), "");
  EXPECT_THAT(go("hash: 12, file: " + book.string()), HasSubstr("the hash of"));
  expect_refused("arena.openings={file: " + book.string() + "}",
                 "the game is connect_four, not go");
}

TEST_F(RunCommandTest, AGpuAskedOfABuildWithoutOneIsRefusedBeforeAnythingIsQueued) {
  if (build_info().gpu) GTEST_SKIP() << "this build has GPU support";
  expect_refused("infer.device=gpu", "infer.device: gpu, but this build is without GPU support");
  expect_refused("train.device=gpu", "train.device: gpu, but this build is without GPU support");
}

TEST_F(RunCommandTest, AFolderWithSomethingElseInItIsNoPlaceForARun) {
  ASSERT_TRUE(write_file(dir_ / "thesis.tex", "the only copy"));
  RunArguments arguments = quickstart();
  arguments.dir = dir_;
  arguments.local = true;  // needs no scheduler to be asked
  const auto refused = run_command(arguments);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("is no run and not empty: it holds thesis.tex"));
  EXPECT_EQ(list_directory(dir_).value(), std::vector<std::string>{"thesis.tex"});
}

TEST_F(RunCommandTest, WhatAnInterruptedCallLeftIsNoObstacle) {
  const RunDir run(dir_ / "run");
  RunArguments arguments = quickstart();
  arguments.dir = run.root();
  arguments.bin = dir_ / "bin";  // has no executables: it ends there
  arguments.local = true;
  ASSERT_TRUE(make_directories(arguments.bin));
  for (int call = 0; call < 2; ++call) {
    const auto result = run_command(arguments);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("no executable az_"));
    ASSERT_TRUE(write_file(run.run_yaml(), "half"));
  }
  // The same files where nothing of ours began are somebody's.
  ASSERT_TRUE(remove_file(run.root() / ".begun"));
  EXPECT_THAT(run_command(arguments).error().message, HasSubstr("is no run and not empty"));
}

TEST_F(RunCommandTest, AFileIsNoPlaceForARun) {
  ASSERT_TRUE(write_file(dir_ / "file", "words"));
  RunArguments arguments = quickstart();
  arguments.dir = dir_ / "file";
  arguments.local = true;
  const auto refused = run_command(arguments);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("is no directory"));
}

}  // namespace
}  // namespace az
