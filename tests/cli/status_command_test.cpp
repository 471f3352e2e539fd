// How `arrayzero status --follow` ends.
#include <gmock/gmock.h>

#include "cli/commands.h"
#include "plan/executor.h"
#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kProfile = "poll_s: 1\nclasses: {worker: {tasks: 5}, small: {}}";

class Follow : public testing::Test {
 protected:
  Follow() : test_(TestRun::kLoop, kProfile) {
    test_.plan.max_array_size = 3;
    EXPECT_TRUE(write_plan(test_.run, test_.plan));
    write(test_.run.run_yaml(), "seed: 1\n");
  }
  void submit() {
    ASSERT_TRUE(submit_missing(test_.run, test_.plan, Slurm(3), {}, [](const std::string&) {}));
  }
  void end(const std::string& group, int task, int code, const std::string& job) {
    for (const Step& step : test_.plan.steps())
      if (step.group() == group && step.part == 0)
        ASSERT_TRUE(write_end(test_.run, step, task, {code, job, 0, 1}));
    write(test_.run.net(0), "net");
  }
  /// The error that it ends with; what it printed to stderr stands in words_.
  Error follow() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto done = status_command({.run = test_.run.root(), .json = false, .follow = true});
    testing::internal::GetCapturedStdout();
    words_ = testing::internal::GetCapturedStderr();
    return done ? Error{"it ended with 0", "", Exit::kDone} : done.error();
  }

  FakeSlurm slurm_;
  TestRun test_;
  std::string words_;
};

TEST_F(Follow, EndsWhereNothingOfTheQueueCanStart) {
  submit();
  end("g0000-init", 0, 0, "101");
  const std::string name = test_.plan.run_name;
  write(slurm_.file("queue"), "102_0|PENDING|" + name +
                                  ".g0001-selfplay-p0|PartitionTimeLimit\n104|PENDING|" + name +
                                  ".g0001-train|Dependency\n");
  const Error error = follow();
  EXPECT_EQ(error.code, Exit::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("g0001-selfplay never starts: PartitionTimeLimit"));
  EXPECT_THAT(error.hint, HasSubstr("scancel 102_0; then: arrayzero resume"));
}

TEST_F(Follow, WhatSlurmHasNotLookedAtYetIsNoNewsBehindTheFirst) {
  submit();
  const std::string name = test_.plan.run_name;
  write(slurm_.file("queue"), "101|RUNNING|" + name + ".g0000-init|None\n102_0|PENDING|" + name +
                                  ".g0001-selfplay-p0|None\n104|PENDING|" + name +
                                  ".g0001-train|JobHeldUser\n");
  testing::internal::CaptureStdout();
  ASSERT_TRUE(status_command({.run = test_.run.root()}));
  const std::string words = testing::internal::GetCapturedStdout();
  EXPECT_THAT(words, Not(HasSubstr("g0001-selfplay waiting")));
  EXPECT_THAT(words, HasSubstr("g0001-train waiting (job 104): JobHeldUser")) << "a person did it";
}

TEST_F(Follow, NamesTheOutputOfThePartThatFailed) {
  submit();
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 4; ++t) end("g0001-selfplay", t, 0, "102_0");
  end("g0001-selfplay", 4, 70, "103_1");
  const Path out =
      test_.run.jobs() / fmt::format("{}.g0001-selfplay-p1.103_1.out", test_.plan.run_name);
  EXPECT_THAT(follow().hint, Not(HasSubstr("see "))) << "it was deleted";
  write(out, "its last words\n");
  const Error error = follow();
  EXPECT_EQ(error.code, Exit::kBug);
  EXPECT_THAT(error.hint, HasSubstr("see " + out.string()));
  EXPECT_THAT(words_, HasSubstr("its last words"));
}

TEST_F(Follow, NamesTheLogOfATaskOfALocalRun) {
  end("g0000-init", 0, 70, "local");
  write(test_.run.log("train", 0, 0), "its last words\n");
  const Error error = follow();
  EXPECT_EQ(error.code, Exit::kBug);
  EXPECT_THAT(error.hint, HasSubstr("see " + test_.run.log("train", 0, 0).string()));
  EXPECT_THAT(error.hint, HasSubstr("resume --local"));
  EXPECT_THAT(words_, HasSubstr("its last words"));
}

TEST_F(Follow, AJobThatASignalKilledIsNoUnavailableService) {
  submit();
  slurm_.with_accounting();
  write(slurm_.file("accounting"), "101|FAILED|0:9\n");
  EXPECT_EQ(static_cast<int>(follow().code), 128 + 9);
}

}  // namespace
}  // namespace az
