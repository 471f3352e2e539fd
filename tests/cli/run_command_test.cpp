// What `arrayzero run` finds out before it makes or queues anything.
#include <gmock/gmock.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "core/temporary_folder.h"

namespace az {
namespace {

using testing::HasSubstr;

class RunCommandTest : public testing::Test {
 protected:
  /// The answer to `run --dry-run` with these settings; its words are swallowed.
  Result<void> dry_run(std::vector<std::string> settings) {
    const Path source(AZ_SOURCE_DIR);
    RunArguments arguments;
    arguments.config = source / "configs/runs/quickstart.yaml";
    arguments.pipeline = source / "pipelines/loop.yaml";
    arguments.profile = source / "slurm/profiles/local.yaml";
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

}  // namespace
}  // namespace az
