#include "plan/run_state.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/plan/queued_run.h"

namespace az {
namespace {

using testing::HasSubstr;

class RunStateTest : public QueuedRun {};

TEST_F(RunStateTest, AnEndOfZeroWinsOverAQueueThatStillSaysRunning) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  queue("101|COMPLETING|r|None\n");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kDone);
}

TEST_F(RunStateTest, ARequeuedTaskIsRunningThoughItsLastLifeLeftAnEnd) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 75, "101");
  queue("101|PENDING|r|BeginTime\n");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kWaiting);
  queue("");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kStopped);
}

TEST_F(RunStateTest, HowAJobEndedIsToldByTheQueueWhereItLeftNoEnd) {
  ASSERT_TRUE(submit());
  const std::pair<const char*, TaskState> cases[] = {
      {"TIMEOUT", TaskState::kFailed},      {"OUT_OF_MEMORY", TaskState::kFailed},
      {"CANCELLED", TaskState::kCancelled}, {"NODE_FAIL", TaskState::kStopped},
      {"COMPLETED", TaskState::kUnknown},   {"RUNNING", TaskState::kRunning}};
  for (const auto& [word, expected] : cases) {
    queue(fmt::format("101|{}|r|None\n", word));
    EXPECT_EQ(state_of("g0000-init"), expected) << word;
  }
  queue("");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kLost);
}

TEST_F(RunStateTest, AJobThatVanishedIsToldByTheAccountingWhereASiteHasOne) {
  ASSERT_TRUE(submit());
  slurm_.with_accounting();
  queue("104|PENDING|r|Dependency\n");
  write(slurm_.file("accounting"),
        "101|COMPLETED|0:0\n102_0|TIMEOUT|0:0\n102_1|CANCELLED by 1000|0:15\n102_2|NODE_FAIL|1:0\n"
        "103|FAILED|70:0\n104|FAILED|70:0\n105_0|PENDING|0:0\n105_1|OUT_OF_MEMORY|0:125\n"
        "106|FAILED|0:9\n");
  const auto state = look();
  ASSERT_TRUE(state) << state.error().to_string();
  const auto seen = [&](const std::string& group, std::size_t task = 0) {
    return state->find(group)->tasks[task];
  };
  EXPECT_EQ(seen("g0000-init").state, TaskState::kUnknown) << "its end may still come";
  EXPECT_EQ(seen("g0001-selfplay", 0).state, TaskState::kFailed);
  EXPECT_EQ(seen("g0001-selfplay", 0).reason, "TIMEOUT");
  EXPECT_EQ(seen("g0001-selfplay", 0).job, "102_0");
  EXPECT_EQ(seen("g0001-selfplay", 1).state, TaskState::kCancelled);
  EXPECT_EQ(seen("g0001-selfplay", 2).state, TaskState::kStopped);
  EXPECT_EQ(seen("g0001-train").state, TaskState::kFailed);
  EXPECT_EQ(seen("g0001-train").code, 70);
  EXPECT_EQ(seen("g0002-train").code, 128 + 9) << "killed by a signal is no success";
  EXPECT_EQ(seen("g0001-promote").state, TaskState::kWaiting) << "the queue is nearer";
  EXPECT_EQ(seen("g0002-selfplay", 0).state, TaskState::kLost) << "the database lags";
  EXPECT_EQ(seen("g0002-selfplay", 1).state, TaskState::kFailed);
  EXPECT_EQ(seen("g0002-selfplay", 2).state, TaskState::kLost) << "it knows nothing of it";
  const std::string asked = read(slurm_.file("asked"));
  EXPECT_THAT(asked, HasSubstr("-j 101,102_0,102_1,102_2,103,105_0,105_1,105_2,106,107 "));
  EXPECT_THAT(asked, HasSubstr("-o jobid,state,exitcode"));
}

TEST_F(RunStateTest, WithoutAccountingAVanishedJobIsLostAndSacctIsNotAsked) {
  ASSERT_TRUE(submit());
  slurm_.script("sacct", R"(echo "$*" >>"$D/asked"; echo '101|FAILED|70:0')");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kLost);
  EXPECT_EQ(read(slurm_.file("asked")), "");
  slurm_.with_accounting();
  slurm_.script("sacct", "echo 'sacct: error: Connection refused' >&2; exit 1");
  EXPECT_EQ(state_of("g0000-init"), TaskState::kLost) << "a database that is away decides nothing";
}

TEST(QueueReasons, NameJobsThatCanNeverStart) {
  EXPECT_THAT(never_starts("DependencyNeverSatisfied"), HasSubstr("failed"));
  EXPECT_THAT(never_starts("QOSMaxWallDurationPerJobLimit"), HasSubstr("QOS"));
  for (const char* fine :
       {"Resources", "Priority", "Dependency", "BeginTime", "JobArrayTaskLimit",
        "QOSMaxJobsPerUserLimit", "None", "JobHeldUser", "JobHeldAdmin", "PartitionDown",
        "PartitionInactive", "ReqNodeNotAvail, UnavailableNodes:n[1-3]"})
    EXPECT_EQ(never_starts(fine), "") << fine;
}

}  // namespace
}  // namespace az
