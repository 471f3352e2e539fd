#include "plan/ledger.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::HasSubstr;

TEST(LedgerFile, GivesBackWhatWasAppended) {
  TestRun test;
  {
    auto ledger = Ledger::lock(test.run, 1);
    ASSERT_TRUE(ledger) << ledger.error().to_string();
    ASSERT_TRUE(ledger->append({.event = "submitted",
                                .step = "g0001-train",
                                .job = "17",
                                .tasks = "0-3",
                                .user = {},
                                .note = {}}));
  }
  const auto entries = read_ledger(test.run);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(entries->front().job, "17");
  EXPECT_EQ(entries->front().tasks, "0-3");
  EXPECT_EQ(entries->front().user, user_name());
  EXPECT_GT(entries->front().time, 1.7e9);
}

TEST(LedgerFile, ALineThatACrashCutOffIsLeftOutAndTheNextOneIsWhole) {
  TestRun test;
  write(test.run.ledger(),
        "{\"event\":\"submitted\",\"step\":\"a\",\"job\":\"1\"}\n{\"event\":\"subm");
  {
    auto ledger = Ledger::lock(test.run, 1);
    ASSERT_TRUE(ledger);
    ASSERT_EQ(ledger->entries().size(), 1u);
    ASSERT_TRUE(ledger->append(
        {.event = "submitted", .step = "b", .job = "2", .tasks = {}, .user = {}, .note = {}}));
  }
  const auto entries = read_ledger(test.run);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ(entries->back().job, "2");
}

TEST(LedgerFile, OneProcessSubmitsAtATime) {
  TestRun test;
  const auto first = Ledger::lock(test.run, 1);
  ASSERT_TRUE(first);
  const auto second = Ledger::lock(test.run, 0.2);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Exit::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("another arrayzero"));
}

TEST(LedgerFile, ALocalRunIsGoingOnWhileItHoldsTheLockAndHasTheLastLine) {
  TestRun test;
  {
    auto ledger = Ledger::lock(test.run, 1);
    ASSERT_TRUE(ledger);
    EXPECT_FALSE(local_run(test.run)) << "whoever submits holds the lock, too";
    ASSERT_TRUE(ledger->append({.event = "local",
                                .step = "g0001-train",
                                .job = {},
                                .tasks = "0",
                                .user = {},
                                .note = "process 1 on here"}));
    ASSERT_TRUE(local_run(test.run));
    EXPECT_EQ(local_run(test.run)->step, "g0001-train");
    const auto second = Ledger::lock(test.run, 60);
    ASSERT_FALSE(second) << "at once";
    EXPECT_EQ(second.error().code, Exit::kUsage);
    EXPECT_THAT(second.error().message, HasSubstr("is going on (process 1 on here)"));
  }
  EXPECT_FALSE(local_run(test.run)) << "it ended, or was killed";
  const auto next = Ledger::lock(test.run, 1);
  ASSERT_TRUE(next);
  EXPECT_FALSE(local_run(test.run)) << "who locks next is none";
}

TEST(LedgerFile, LinesOfManyProcessesDoNotMix) {
  TestRun test;
  constexpr int kProcesses = 8, kLines = 20;
  for (int p = 0; p < kProcesses; ++p)
    if (::fork() == 0) {
      for (int i = 0; i < kLines; ++i) {
        auto ledger = Ledger::lock(test.run, 30);
        if (!ledger || !ledger->append({.event = "x",
                                        .step = std::to_string(p),
                                        .job = {},
                                        .tasks = {},
                                        .user = {},
                                        .note = std::string(500, 'n')}))
          ::_exit(1);
      }
      ::_exit(0);
    }
  for (int p = 0; p < kProcesses; ++p) {
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  const auto entries = read_ledger(test.run);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->size(), static_cast<std::size_t>(kProcesses * kLines));
}

}  // namespace
}  // namespace az
