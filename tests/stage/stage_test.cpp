#include "stage/stage.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/check.h"
#include "core/temporary_folder.h"
#include "layout/frozen.h"
#include "layout/halt_mark.h"
#include "stage/launch.h"

namespace az {
namespace {

struct ToyConfig {
  int number = 1;
  static void describe(auto& self, auto& v) {
    v.field("number", self.number, Range{0, 9}, "a number");
  }
};

/// Does what its configuration says: 0 done, 1 not enough, 2 stopped, 3 a bug.
struct ToyStage {
  static constexpr std::string_view kName = "toy";
  static inline const std::vector<std::string> kFlags{"init"};
  struct Config {
    ToyConfig toy;
    static void describe(auto& self, auto& v) { v.group("toy", self.toy, "the toy"); }
  };
  static Result<void> run(Context& context, const Config& config) {
    if (config.toy.number == 1) return fail("have 3 rows, need 5", "wait", Exit::kNotEnough);
    if (config.toy.number == 2) {
      context.stop.request(StopReason::kEarlySignal);
      return fail("stopped", "", context.stop.exit_code());
    }
    if (config.toy.number == 4) return fail("4 is a number that worries", "", Exit::kHalted);
    check(config.toy.number != 3, "planted");
    return context.metrics.write("done", {{"games", std::int64_t{1}}});
  }
};

class StageTest : public testing::Test {
 protected:
  int run(const std::string& yaml, std::vector<std::string> more = {}) {
    EXPECT_TRUE(write_file(dir_ / "run.yaml", yaml));
    std::vector<std::string> words{"az_toy", "--run", dir_.string(), "--generation", "3"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return run_stage<ToyStage>(static_cast<int>(argv.size()), argv.data());
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_stage").value();
  const Path dir_ = folder_.path();
};

TEST_F(StageTest, EndsWithZeroAndLeavesLogAndMetrics) {
  EXPECT_EQ(run("toy: {number: 0}\nother: {x: 1}\n"), 0);
  EXPECT_THAT(*read_file(dir_ / "metrics/toy/g0003-t000-r000.jsonl"),
              testing::HasSubstr("\"games\":1"));
  EXPECT_THAT(*read_file(dir_ / "logs/toy/g0003-t000.log"), testing::HasSubstr("ended with 0"));
}

TEST_F(StageTest, PassesOnTheStagesOwnExitCode) {
  EXPECT_EQ(run("toy: {number: 1}\n"), 66);
  EXPECT_EQ(run("toy: {number: 2}\n"), 75);
}

TEST_F(StageTest, ABugEndsWith70) {
  EXPECT_EXIT(std::exit(run("toy: {number: 3}\n")), testing::ExitedWithCode(70), "planted");
}

TEST_F(StageTest, AWrongConfigurationOrCommandLineIs64) {
  EXPECT_EQ(run("toy: {numbr: 3}\n"), 64);
  EXPECT_EQ(run("toy: {number: 30}\n"), 64);
  EXPECT_EQ(run("toy: {number: 0}\n", {"--bogus"}), 64);
  EXPECT_EQ(run("toy: {number: 0}\n", {"--task", "2", "--tasks", "2"}), 64);
}

TEST_F(StageTest, AMissingRunDirectoryIs64) {
  std::filesystem::remove_all(dir_);
  std::vector<std::string> words{"az_toy", "--run", dir_.string()};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  EXPECT_EQ(run_stage<ToyStage>(3, argv.data()), 64);
}

TEST_F(StageTest, RefusesAForeignBuild) {
  ASSERT_TRUE(
      write_file(dir_ / "plan.yaml", "executables: {az_toy: 00000000000000000000000000000000}\n"));
  EXPECT_EQ(run("toy: {number: 0}\n"), 64);
}

TEST_F(StageTest, AGuardsHaltLeavesTheMarkWithItsReason) {
  EXPECT_EQ(run("toy: {number: 1}\n"), 66);
  EXPECT_EQ(halt_reason(RunDir(dir_)), "");
  EXPECT_EQ(run("toy: {number: 4}\n"), 76);
  EXPECT_EQ(halt_reason(RunDir(dir_)), "4 is a number that worries");
  EXPECT_THAT(
      *read_file(dir_ / "jobs/halted.yaml"),
      testing::AllOf(testing::HasSubstr("stage: toy"), testing::HasSubstr("generation: 3")));
  ASSERT_TRUE(mark_halted(RunDir(dir_), "other", 4, "a later one"));
  EXPECT_EQ(halt_reason(RunDir(dir_)), "4 is a number that worries") << "the first is the cause";
}

TEST_F(StageTest, RefusesAChangedConfiguration) {
  const std::string yaml = "toy: {number: 0}\n";
  ASSERT_TRUE(write_file(dir_ / "run.yaml", yaml));
  ASSERT_TRUE(
      write_file(dir_ / "plan.yaml", "configuration: " + *configuration_hash(RunDir(dir_)) + "\n"));
  EXPECT_EQ(run("# a comment\n" + yaml), 0);
  EXPECT_EQ(run("toy: {number: 5}\n"), 64);
  const auto checked = check_configuration(RunDir(dir_));
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().to_string(),
              testing::AllOf(testing::HasSubstr("run.yaml is not the configuration"),
                             testing::HasSubstr("restore the file, or begin a new run")));
  EXPECT_EQ(run(yaml), 0);
}

TEST(Launch, RanksStartedAsSingletonsAreRefused) {
  setenv("SLURM_STEP_NUM_TASKS", "4", 1);
  const Session session;
  const auto world = check_world(session);
  unsetenv("SLURM_STEP_NUM_TASKS");
  ASSERT_FALSE(world);
  EXPECT_EQ(world.error().code, Exit::kUsage);
  EXPECT_THAT(world.error().message, testing::HasSubstr("started 4 ranks"));
}

TEST(Launch, FewerUsableCoresThanGivenAreRefused) {
  setenv("SLURM_CPUS_PER_TASK", "4096", 1);
  const Session session;
  const auto threads = usable_threads(session);
  unsetenv("SLURM_CPUS_PER_TASK");
  ASSERT_FALSE(threads);
  EXPECT_THAT(threads.error().message, testing::HasSubstr("4096 cores were asked for"));
}

}  // namespace
}  // namespace az
