#include "plan/process.h"

#include <gmock/gmock.h>

#include <chrono>

#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Process, GivesCodeAndBothStreams) {
  const auto result = run_process({"bash", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->code, 3);
  EXPECT_EQ(result->out, "out\n");
  EXPECT_EQ(result->err, "err\n");
}

TEST(Process, KillsWhatDoesNotEndInTimeWithItsChildren) {
  const auto begin = std::chrono::steady_clock::now();
  ProcessOptions options;
  options.timeout_s = 0.3;
  const auto result = run_process({"bash", "-c", "sleep 60 & sleep 60"}, options);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Process, AChildThatClosesItsPipesAndLivesOnMeetsTheDeadlineToo) {
  const auto begin = std::chrono::steady_clock::now();
  ProcessOptions options;
  options.timeout_s = 0.3;
  const auto result = run_process({"bash", "-c", "exec >&- 2>&-; sleep 20"}, options);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Process, ReadsMoreThanAPipeHolds) {
  const auto result =
      run_process({"bash", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->out.size(), 1000000u);
  EXPECT_EQ(result->err.size(), 1000000u);
}

TEST(Process, AMissingProgramIsUnavailable) {
  const auto result = run_process({"no-such-program-anywhere"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Exit::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr("no-such-program-anywhere"));
}

TEST(Process, AnArrayTasksVariablesDoNotLeakIntoWhatItStarts) {
  const ScopedVariable task("SLURM_ARRAY_TASK_ID", "3"), memory("SLURM_MEM_PER_NODE", "10"),
      sbatch("SBATCH_PARTITION", "x"), srun("SRUN_DEBUG", "3"), pmix("PMIX_RANK", "0"),
      ompi("OMPI_COMM_WORLD_RANK", "0"), conf("SLURM_CONF", "/some/slurm.conf"),
      own("AZ_OWN", "kept");
  const auto result = run_process({"env"});
  ASSERT_TRUE(result);
  const std::vector<std::string> lines = split(result->out, '\n');
  EXPECT_THAT(lines, Contains("SLURM_CONF=/some/slurm.conf"));
  EXPECT_THAT(lines, Contains("AZ_OWN=kept"));
  for (const char* prefix : {"SLURM_ARRAY", "SLURM_MEM", "SBATCH_", "SRUN_", "PMIX_", "OMPI_"})
    EXPECT_THAT(lines, Each(Not(StartsWith(prefix))));
}

TEST(Process, WhatTheCallerSetsIsThereOnceInPlaceOfWhatIsInherited) {
  const ScopedVariable threads("AZ_THREADS", "8"), longer("AZ_THREADS_MOST", "9");
  ProcessOptions options;
  options.extra_env = {"AZ_THREADS=1"};
  const auto result = run_process({"env"}, options);
  ASSERT_TRUE(result);
  const std::vector<std::string> lines = split(result->out, '\n');
  EXPECT_THAT(lines, Contains("AZ_THREADS=1"));
  EXPECT_THAT(lines, Not(Contains("AZ_THREADS=8")));
  EXPECT_THAT(lines, Contains("AZ_THREADS_MOST=9"));
}

TEST(Process, ShellTextQuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_text({"a", "b c", "it's", "$x", ""}), "a 'b c' 'it'\\''s' '$x' ''");
}

}  // namespace
}  // namespace az
