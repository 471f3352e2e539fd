#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/plan/queued_run.h"

namespace az {
namespace {

using testing::HasSubstr;

class LocalExecutor : public testing::Test {
 protected:
  LocalExecutor() : path_("PATH", folder_.path().string() + ":" + std::getenv("PATH")) {
    // mpirun's last words are the stage's; this one notes them and ends as `code` says, once.
    write(folder_.path() / "mpirun",
          "#!/bin/bash\necho \"$*\" >>trace\ncode=$(cat code 2>/dev/null || echo 0)\n"
          "rm -f code\nmkdir -p nets ratings\nfor g in 0000 0001 0002; do echo n >nets/g$g.h5; "
          "echo n >ratings/g$g.yaml; done\n[ ! -e cancel ] || mv cancel jobs/cancelled\nexit "
          "$code\n");
    std::filesystem::permissions(folder_.path() / "mpirun", std::filesystem::perms(0755));
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_plan").value();
  ScopedVariable path_;
  TestRun test_;
};

TEST_F(LocalExecutor, RunsEveryTaskInOrderOnce) {
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 1 + 2 * (3 + 1 + 1));
  EXPECT_THAT(read(test_.run.root() / "trace"),
              testing::StartsWith(
                  "-np 1 --bind-to none --oversubscribe bin/az_train --run . --generation 0 "
                  "--task 0 --tasks 1 --ranks 1 --init\n"));
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 11) << "all is done already";
}

TEST_F(LocalExecutor, StartsAStoppedTaskAgain) {
  write(test_.run.root() / "code", "75");
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 12);
}

TEST_F(LocalExecutor, DoesNotRunBesideJobsThatAreAlive) {
  FakeSlurm slurm;
  ASSERT_TRUE(submit_missing(test_.run, test_.plan, Slurm(3), {}, kQuiet));
  write(test_.run.cancelled(), "by: somebody\n");
  for (const char* queue : {"102_1|RUNNING|r-12345678.g0001-selfplay|None\n",
                            "101|PENDING|r-12345678.g0000-init|JobHeldUser\n"}) {
    write(slurm.file("queue"), queue);
    const auto done = run_local(test_.run, test_.plan, Slurm(3), kQuiet);
    ASSERT_FALSE(done) << queue;
    EXPECT_EQ(done.error().code, Exit::kUsage);
    EXPECT_THAT(done.error().to_string(), HasSubstr("arrayzero cancel"));
  }
  EXPECT_TRUE(std::filesystem::exists(test_.run.cancelled())) << "a refusal changes nothing";
  slurm.script("squeue", "exit 1");
  const auto done = run_local(test_.run, test_.plan, Slurm(3), kQuiet);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Exit::kUnavailable);
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 0);

  slurm.script("squeue", "exit 0");
  EXPECT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet)) << "all have ended";
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 11);
}

TEST_F(LocalExecutor, StopsBeforeItsNextTaskWhenTheRunIsCancelled) {
  write(test_.run.root() / "cancel", "by: somebody\n");  // during the first task
  const auto done = run_local(test_.run, test_.plan, Slurm(3), kQuiet);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Exit::kTerminated);
  EXPECT_THAT(done.error().message, HasSubstr("g0001-selfplay task 0 of 3 was not started"));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 1);
  EXPECT_TRUE(std::filesystem::exists(test_.run.cancelled()));
  EXPECT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet)) << "resume takes the mark away";
}

TEST_F(LocalExecutor, ACancelDuringTheLastTaskComesTooLate) {
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  ASSERT_TRUE(remove_file(test_.run.ended() / "g0002-promote-t000"));
  write(test_.run.root() / "cancel", "by: somebody\n");
  EXPECT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 12) << "the last task ran again";
  EXPECT_FALSE(std::filesystem::exists(test_.run.cancelled())) << "the run is done, not cancelled";
}

TEST_F(LocalExecutor, IsSeenAndCanBeCancelledFromOutside) {
  {
    auto ledger = Ledger::lock(test_.run, 1);  // as the process that runs it holds it
    ASSERT_TRUE(ledger);
    ASSERT_TRUE(ledger->append({.event = "local",
                                .step = "g0001-selfplay",
                                .job = {},
                                .tasks = "1",
                                .user = {},
                                .note = "process 1 on here"}));
    const auto state = observe(test_.run, test_.plan, {}, nullptr);
    ASSERT_TRUE(state);
    EXPECT_EQ(state->local, "process 1 on here");
    EXPECT_EQ(state->find("g0001-selfplay")->tasks[1].state, TaskState::kRunning);
    EXPECT_TRUE(state->can_go_on());
    const auto cancelled = cancel_run(test_.run, test_.plan, Slurm(3));
    ASSERT_TRUE(cancelled) << cancelled.error().to_string();
    EXPECT_EQ(cancelled->local, "process 1 on here");
    EXPECT_TRUE(std::filesystem::exists(test_.run.cancelled()));
  }
  const auto state = observe(test_.run, test_.plan, {}, nullptr);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->local, "") << "its process is gone";
  EXPECT_FALSE(state->can_go_on());
}

TEST_F(LocalExecutor, NotesEachTaskBeforeItStarts) {
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  const auto ledger = read_ledger(test_.run);
  ASSERT_TRUE(ledger);
  ASSERT_EQ(ledger->size(), 11u);
  EXPECT_EQ((*ledger)[2].step, "g0001-selfplay");
  EXPECT_EQ((*ledger)[2].tasks, "1");
  EXPECT_THAT((*ledger)[2].note, HasSubstr(fmt::format("process {} on ", ::getpid())));
}

TEST_F(LocalExecutor, StopsWithTheCodeOfWhatFailedAndGoesOnFromThere) {
  write(test_.run.root() / "code", "76");
  const auto done = run_local(test_.run, test_.plan, Slurm(3), kQuiet);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Exit::kHalted);
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 1);
  ASSERT_TRUE(run_local(test_.run, test_.plan, Slurm(3), kQuiet));
  EXPECT_EQ(count_lines(test_.run.root() / "trace"), 12);
}

}  // namespace
}  // namespace az
