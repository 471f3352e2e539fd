#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/plan/queued_run.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::Not;

class SlurmExecutor : public QueuedRun {};

TEST_F(SlurmExecutor, ChainsEveryStepToTheIdsOfThoseItNeeds) {
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->submitted, 7);
  EXPECT_EQ(
      calls(),
      "--parsable jobs/g0000-init.sbatch\n"
      "--parsable --array=0-2 --dependency=afterok:101 --kill-on-invalid-dep=yes "
      "jobs/g0001-selfplay.sbatch\n"
      "--parsable --dependency=afterok:102 --kill-on-invalid-dep=yes jobs/g0001-train.sbatch\n"
      "--parsable --dependency=afterok:103 --kill-on-invalid-dep=yes jobs/g0001-promote.sbatch\n"
      "--parsable --array=0-2 --dependency=afterok:104 --kill-on-invalid-dep=yes "
      "jobs/g0002-selfplay.sbatch\n"
      "--parsable --dependency=afterok:105 --kill-on-invalid-dep=yes jobs/g0002-train.sbatch\n"
      "--parsable --dependency=afterok:106 --kill-on-invalid-dep=yes jobs/g0002-promote.sbatch\n");
}

TEST_F(SlurmExecutor, WritesEveryIdBeforeTheNextSubmit) {
  // sbatch itself looks: as many ids in the ledger as jobs were submitted before it.
  slurm_.script("sbatch",
                "n=$(cat $D/last 2>/dev/null || echo 0); seen=$(grep -c '\"submitted\"' " +
                    test_.run.ledger().string() +
                    "); [ \"$seen\" = \"$n\" ] || exit 1\nn=$((n + 1)); echo $n >$D/last; echo $n");
  const auto report = submit();
  EXPECT_TRUE(report) << report.error().to_string();
}

TEST_F(SlurmExecutor, LeavesAloneWhatIsAliveOrDone) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  end("g0001-selfplay", 0, 0, "102_0");
  queue(
      "102_1|RUNNING|r|None\n102_2|PENDING|r|JobArrayTaskLimit\n103|PENDING|r|Dependency\n104|"
      "PENDING|r|Dependency\n"
      "105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n105_2|PENDING|r|Dependency\n106|"
      "PENDING|r|Dependency\n"
      "107|PENDING|r|Dependency\n");
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->submitted, 0);
}

TEST_F(SlurmExecutor, SubmitsAgainOnlyTheTasksThatAreMissing) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  end("g0001-selfplay", 0, 0, "102_0");
  end("g0001-selfplay", 1, 70, "102_1");
  queue("102_2|RUNNING|r|None\n");  // what waited for them was killed by its dependency
  std::filesystem::remove(slurm_.file("calls"));
  ASSERT_TRUE(submit());
  EXPECT_THAT(calls(), HasSubstr("--parsable --array=1 jobs/g0001-selfplay.sbatch\n"));
  EXPECT_THAT(
      calls(),
      HasSubstr("--dependency=afterok:102_2:108 --kill-on-invalid-dep=yes jobs/g0001-train.sbatch"))
      << "the next step waits for the task that still runs and for the one submitted again, not "
         "for "
         "the array, one task of which failed";
}

TEST_F(SlurmExecutor, WaitsForAnArraysIdOnlyWhileTheWholeArrayIsAlive) {
  const auto behind = [&](const std::string& rows) {
    queue(rows);
    std::filesystem::remove(slurm_.file("calls"));
    EXPECT_TRUE(submit());
    const std::string lines = calls();
    const std::size_t begin = lines.find("afterok:");
    return lines.substr(begin, lines.find(' ', begin) - begin);
  };
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  EXPECT_EQ(behind("102_0|RUNNING|r|None\n102_1|RUNNING|r|None\n102_2|PENDING|r|Resources\n"),
            "afterok:102");
  end("g0001-selfplay", 0, 0, "102_0");
  EXPECT_EQ(behind("102_1|RUNNING|r|None\n102_2|PENDING|r|JobArrayTaskLimit\n"),
            "afterok:102_1:102_2");
}

TEST_F(SlurmExecutor, AVanishedOutputIsMadeAgain) {
  ASSERT_TRUE(submit());
  for (const char* group : {"g0000-init", "g0001-train"}) end(group, 0, 0, "1");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, "1");
  std::filesystem::remove(test_.run.net(1));
  EXPECT_EQ(state_of("g0000-init"), TaskState::kDone);
  EXPECT_EQ(state_of("g0001-train"), TaskState::kLost);
}

TEST_F(SlurmExecutor, AVanishedShardIsPlayedAgainUntilItsGenerationIsTrained) {
  write(test_.run.run_yaml(), "selfplay: {games: 250, games_per_shard: 100}\n");
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  for (std::uint64_t s = 0; s < 3; ++s) write(test_.run.shard(1, s), "shard");
  for (int t = 0; t < 2; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  std::filesystem::remove(test_.run.shard(1, 1));
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kDone) << "another task may be writing it";
  end("g0001-selfplay", 2, 0, "102_2");
  end("g0001-train", 0, 66, "103");
  auto state = look();
  ASSERT_TRUE(state);
  EXPECT_EQ(state->find("g0001-selfplay")->count(TaskState::kLost), 3);
  EXPECT_EQ(state->find("g0001-selfplay")->tasks[0].reason,
            "it succeeded, but 1 of its 3 shards are gone");
  std::filesystem::remove(slurm_.file("calls"));
  ASSERT_TRUE(submit());
  EXPECT_THAT(calls(),
              testing::StartsWith("--parsable --array=0-2 jobs/g0001-selfplay.sbatch\n"
                                  "--parsable --dependency=afterok:108 --kill-on-invalid-dep=yes "
                                  "jobs/g0001-train.sbatch\n"));
  queue("108_0|RUNNING|r|None\n");
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kRunning);
  queue("");
  write(test_.run.shard(1, 1), "shard");
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kDone);
  std::filesystem::remove(test_.run.shard(1, 1));
  end("g0001-train", 0, 0, "109");
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kDone) << "the net is there";
}

TEST_F(SlurmExecutor, SubmitsNothingWhenTheQueueCannotBeAsked) {
  ASSERT_TRUE(submit());
  std::filesystem::remove(slurm_.file("calls"));
  slurm_.script(
      "squeue",
      "echo 'slurm_load_jobs error: Socket timed out on send/recv operation' >&2; exit 1");
  const auto report = submit();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Exit::kUnavailable);
  EXPECT_EQ(slurm_.calls(), 0);
  EXPECT_EQ(state_of("g0001-train"), TaskState::kUnknown) << "unknown, never failed";
}

TEST_F(SlurmExecutor, ASchedulerThatHangsIsUnavailableWithinTheDeadline) {
  slurm_.script("scontrol", "sleep 100");
  const auto report = submit_missing(test_.run, test_.plan, Slurm(0.3), {}, kQuiet);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Exit::kUnavailable);
  EXPECT_THAT(report.error().message, HasSubstr("did not answer within"));
}

TEST_F(SlurmExecutor, KeepsItsIdsWhenSbatchRefusesHalfWayAndGoesOnLater) {
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; n=$(wc -l <"$D/calls")
[ "$n" -lt 4 ] || { echo 'sbatch: error: Batch job submission failed: Invalid partition name specified' >&2; exit 1; }
echo $((100 + n)))");
  const auto refused = submit();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("g0001-promote: sbatch refused"));
  EXPECT_THAT(refused.error().message, HasSubstr("Invalid partition name"));
  EXPECT_THAT(refused.error().message, HasSubstr("3 jobs of this run are queued"));
  EXPECT_THAT(refused.error().hint, HasSubstr("arrayzero resume"));
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; echo $((200 + $(wc -l <"$D/calls"))))");
  std::filesystem::remove(slurm_.file("calls"));
  queue(
      "101|PENDING|r|None\n102_0|PENDING|r|Dependency\n102_1|PENDING|r|Dependency\n102_2|PENDING|r|"
      "Dependency\n"
      "103|PENDING|r|Dependency\n");
  const auto resumed = submit();
  ASSERT_TRUE(resumed) << resumed.error().to_string();
  EXPECT_EQ(resumed->submitted, 4);
  EXPECT_THAT(
      calls(),
      HasSubstr("--dependency=afterok:103 --kill-on-invalid-dep=yes jobs/g0001-promote.sbatch"));
}

TEST_F(SlurmExecutor, FindsASubmissionWhoseAnswerGotLostInsteadOfRepeatingIt) {
  slurm_.script("sbatch", R"sh(echo "$*" >>"$D/calls"; n=$(wc -l <"$D/calls")
[ "$n" -lt 3 ] || sleep 100
echo $((100 + n)))sh");
  const auto lost = submit_missing(test_.run, test_.plan, Slurm(0.5), {}, kQuiet);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Exit::kUnavailable);
  // The third job, g0001-train, did reach the queue.
  queue(
      "101|PENDING|r-12345678.g0000-init|None\n102_0|PENDING|r|Dependency\n102_1|PENDING|r|"
      "Dependency\n"
      "102_2|PENDING|r|Dependency\n777|PENDING|r-12345678.g0001-train|Dependency\n");
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; echo $((200 + $(wc -l <"$D/calls"))))");
  std::filesystem::remove(slurm_.file("calls"));
  ASSERT_TRUE(submit());
  EXPECT_THAT(calls(), Not(HasSubstr("g0001-train")));
  EXPECT_THAT(calls(),
              HasSubstr("afterok:777 --kill-on-invalid-dep=yes jobs/g0001-promote.sbatch"));
}

TEST_F(SlurmExecutor, WordsInsteadOfAnIdAreNotTakenForOne) {
  slurm_.script("sbatch", "echo 'Welcome to the cluster'; exit 0");
  const auto report = submit();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Exit::kUnavailable);
  slurm_.script("sbatch", "echo 'Welcome to the cluster'; echo '4711;north'");
  EXPECT_TRUE(submit());
}

TEST_F(SlurmExecutor, StopsAtTheSitesSubmitLimitAndLeavesTheRestForLater) {
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; n=$(wc -l <"$D/calls")
[ "$n" -lt 5 ] || { echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }; echo $((100 + n)))");
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(report->at_limit);
  EXPECT_TRUE(report->more);
  EXPECT_EQ(report->submitted, 4);
}

TEST_F(SlurmExecutor, NamesWhatALimitLeavesOutWhenNoQueuedJobWillQueueIt) {
  const auto at_limit = [&](int limit) {
    slurm_.script("sbatch", fmt::format(R"(echo "$*" >>"$D/calls"; n=$(wc -l <"$D/calls")
[ "$n" -le {} ] || {{ echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }}; echo $((100 + n)))",
                                        limit));
    std::filesystem::remove(slurm_.file("calls"));
    const auto report = submit();
    EXPECT_TRUE(report) << report.error().to_string();
    return *report;
  };
  // Init, self-play and training; promote, whose job would queue the second generation, is not.
  SubmitReport report = at_limit(3);
  EXPECT_TRUE(report.at_limit);
  EXPECT_EQ(report.submitted, 3);
  EXPECT_EQ(report.left_out, "g0001-promote");
  EXPECT_EQ(report.last, 1u);

  queue(
      "101|PENDING|r|None\n102_0|PENDING|r|Dependency\n102_1|PENDING|r|Dependency\n"
      "102_2|PENDING|r|Dependency\n103|PENDING|r|Dependency\n");
  report = at_limit(0);
  EXPECT_EQ(report.submitted, 0);
  EXPECT_EQ(report.left_out, "g0001-promote") << "as long as nothing has left the queue";
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; echo $((200 + $(wc -l <"$D/calls"))))");
  const auto resumed = submit();
  ASSERT_TRUE(resumed) << resumed.error().to_string();
  EXPECT_EQ(resumed->submitted, 4);
  EXPECT_EQ(resumed->left_out, "");
}

TEST_F(SlurmExecutor, ALimitInALaterGenerationIsLeftToTheLastJobOfTheOneBefore) {
  slurm_.script("sbatch", R"(echo "$*" >>"$D/calls"; n=$(wc -l <"$D/calls")
[ "$n" -le 4 ] || { echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }; echo $((100 + n)))");
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(report->at_limit);
  EXPECT_EQ(report->left_out, "");
}

TEST_F(SlurmExecutor, ALimitInTheLastGenerationIsLeftToNobody) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  end("g0001-train", 0, 0, "103");
  end("g0001-promote", 0, 0, "104");
  queue("");  // the second generation's jobs got lost
  slurm_.script("sbatch", R"(n=$(cat "$D/more" 2>/dev/null || echo 0); echo $((n + 1)) >"$D/more"
[ "$n" -lt 2 ] || { echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }; echo $((200 + n)))");
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->submitted, 2);
  EXPECT_EQ(report->left_out, "g0002-promote");
}

TEST_F(SlurmExecutor, TheLookAheadBoundsHowManyGenerationsAreQueued) {
  test_.plan.pipeline.generations = 40;
  test_.plan.pipeline.lookahead = 3;
  const auto report = submit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->last, 3u);
  EXPECT_TRUE(report->more);
  EXPECT_EQ(report->submitted, 1 + 3 * 3);
}

TEST_F(SlurmExecutor, AJobQueuesOnlyWhatWasNeverQueuedAndNothingBehindAFailure) {
  test_.plan.pipeline.generations = 3;
  test_.plan.pipeline.lookahead = 1;
  ASSERT_TRUE(submit());
  std::filesystem::remove(slurm_.file("calls"));
  end("g0000-init", 0, 0, "101");
  end("g0001-selfplay", 0, 70, "102_0");
  auto report = submit({.only_new = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->submitted, 0);
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, "102");
  end("g0001-train", 0, 0, "103");
  end("g0001-promote", 0, 0, "104");
  report = submit({.only_new = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->submitted, 3);
  EXPECT_THAT(calls(), HasSubstr("--parsable --array=0-2 jobs/g0002-selfplay.sbatch"));
}

TEST_F(SlurmExecutor, TheLastGenerationsJobAsksForMoreThatMayHaveComeToThePlan) {
  test_.plan.pipeline.generations = 1;
  test_.plan.pipeline.lookahead = 1;
  ASSERT_TRUE(submit());
  EXPECT_THAT(read(test_.run.job_script("g0001-promote")), HasSubstr("resume . --extend"));
  ASSERT_TRUE(set_generations(test_.run, test_.plan, Slurm(3), 2));
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  end("g0001-train", 0, 0, "103");
  end("g0001-promote", 0, 0, "104");
  const auto report = submit({.only_new = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->submitted, 3);
}

TEST_F(SlurmExecutor, FewerGenerationsAreRefusedWhileAJobBeyondThemIsAlive) {
  ASSERT_TRUE(submit());
  const auto planned = [&] { return read_plan(test_.run)->pipeline.generations; };
  queue("104|RUNNING|r|None\n105_0|PENDING|r|Dependency\n");
  const auto refused = set_generations(test_.run, test_.plan, Slurm(3), 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("g0002-selfplay is waiting"));
  EXPECT_THAT(refused.error().hint, HasSubstr("arrayzero cancel"));
  EXPECT_EQ(planned(), 2u);
  EXPECT_EQ(test_.plan.pipeline.generations, 2u);
  slurm_.script("squeue", "exit 1");
  const auto unknown = set_generations(test_.run, test_.plan, Slurm(3), 1);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Exit::kUnavailable);
  EXPECT_TRUE(set_generations(test_.run, test_.plan, Slurm(3), 3)) << "more lose sight of nothing";
  slurm_.script("squeue", R"(cat "$D/queue")");
  EXPECT_FALSE(set_generations(test_.run, test_.plan, Slurm(3), 1));
  queue("104|RUNNING|r|None\n");
  EXPECT_TRUE(set_generations(test_.run, test_.plan, Slurm(3), 1));
  EXPECT_EQ(planned(), 1u);
}

TEST_F(SlurmExecutor, ARunCannotGoOnWhereAllThatWaitsIsBehindAJobThatNeverStarts) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  const std::string behind = "104|PENDING|r|Dependency\n105_0|PENDING|r|Dependency\n";
  const auto can_go_on = [&](const std::string& rows) {
    queue(rows + behind);
    const auto state = look();
    EXPECT_TRUE(state);
    return state->can_go_on();
  };
  EXPECT_TRUE(can_go_on("103|PENDING|r|Dependency\n"));
  EXPECT_TRUE(can_go_on("103|PENDING|r|JobHeldUser\n")) << "a person may release it";
  EXPECT_TRUE(can_go_on("103|RUNNING|r|None\n"));
  EXPECT_FALSE(can_go_on("103|PENDING|r|PartitionTimeLimit\n"));
  EXPECT_TRUE(can_go_on("102_0|PENDING|r|Resources\n103|PENDING|r|PartitionTimeLimit\n"));
  EXPECT_TRUE(can_go_on("102_0|PENDING|r|BadConstraints\n102_1|PENDING|r|Resources\n"));
  EXPECT_FALSE(can_go_on("102_0|PENDING|r|BadConstraints\n103|PENDING|r|Dependency\n"));
}

TEST_F(SlurmExecutor, ReplacesJobsThatWouldWaitForEver) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 70, "101");
  queue(
      "102_0|PENDING|r|DependencyNeverSatisfied\n102_1|PENDING|r|DependencyNeverSatisfied\n"
      "102_2|PENDING|r|DependencyNeverSatisfied\n");
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kNever);
  ASSERT_TRUE(submit());
  EXPECT_EQ(read(slurm_.file("cancelled")), "102_0 102_1 102_2\n");
}

TEST_F(SlurmExecutor, ReplacesJobsThatWaitForAnArrayOfWhichOneTaskFailed) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  end("g0001-selfplay", 0, 70, "102_0");
  // While tasks of the array run, Slurm does not say yet that the dependency can never hold.
  queue(
      "102_1|RUNNING|r|None\n102_2|PENDING|r|JobArrayTaskLimit\n103|PENDING|r|Dependency\n"
      "104|PENDING|r|Dependency\n105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n"
      "105_2|PENDING|r|Dependency\n106|PENDING|r|Dependency\n107|PENDING|r|JobHeldUser\n");
  std::filesystem::remove(slurm_.file("calls"));
  ASSERT_TRUE(submit({.only_new = true}));
  EXPECT_EQ(slurm_.calls(), 0) << "a job mends nothing";
  EXPECT_EQ(read(slurm_.file("cancelled")), "");
  ASSERT_TRUE(submit());
  EXPECT_EQ(read(slurm_.file("cancelled")), "103 104 105_0 105_1 105_2 106\n")
      << "what a person holds stays";
  EXPECT_THAT(calls(), testing::StartsWith("--parsable --array=0 jobs/g0001-selfplay.sbatch\n"
                                           "--parsable --dependency=afterok:102_1:102_2:108 "
                                           "--kill-on-invalid-dep=yes jobs/g0001-train.sbatch\n"));
  EXPECT_EQ(slurm_.calls(), 5);
}

TEST_F(SlurmExecutor, ReleasesAJobThatSlurmHoldsAndKeepsWhatWaitsForIt) {
  ASSERT_TRUE(submit());
  slurm_.script("scontrol", R"([ "$1" != release ] || echo "$*" >>"$D/released"
echo "MaxArraySize = 1001")");
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 2; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  const auto hold = [&](const std::string& state) {
    queue("102_2|" + state +
          "|r|launch failed requeued held\n103|PENDING|r|Dependency\n104|PENDING|r|"
          "Dependency\n105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n105_2|PENDING|r|"
          "Dependency\n106|PENDING|r|Dependency\n107|PENDING|r|Dependency\n");
  };
  hold("PENDING");
  EXPECT_EQ(state_of("g0001-selfplay", 2), TaskState::kNever);
  hold("COMPLETING");  // a moment before
  EXPECT_EQ(state_of("g0001-selfplay", 2), TaskState::kNever);
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->submitted, 0);
  EXPECT_EQ(read(slurm_.file("released")), "release 102_2\n");
  // Its end is there, but a killed controller forgot that it ran: what follows it waits for it.
  end("g0001-selfplay", 2, 0, "102_2");
  ASSERT_TRUE(submit());
  EXPECT_EQ(read(slurm_.file("released")), "release 102_2\nrelease 102_2\n");
}

TEST_F(SlurmExecutor, AsksTheMakersAgainWhenAStageFoundItsInputWanting) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  end("g0001-train", 0, static_cast<int>(Exit::kData), "103");
  std::filesystem::remove(slurm_.file("calls"));
  EXPECT_EQ(state_of("g0001-selfplay"), TaskState::kDone);
  ASSERT_TRUE(submit());
  EXPECT_THAT(calls(), HasSubstr("--parsable --array=0-2 jobs/g0001-selfplay.sbatch\n"
                                 "--parsable --dependency=afterok:108 --kill-on-invalid-dep=yes "
                                 "jobs/g0001-train.sbatch\n"));
  EXPECT_THAT(calls(), Not(HasSubstr("g0000-init")));
}

TEST_F(SlurmExecutor, AJobThatIsHeldOrNeverStartsIsNotQueuedASecondTime) {
  ASSERT_TRUE(submit());
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  const auto resume_while_train = [&](const std::string& reason) {
    // Of those behind it, somebody has cancelled the last.
    queue("103|PENDING|r|" + reason +
          "\n104|PENDING|r|Dependency\n105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n"
          "105_2|PENDING|r|Dependency\n106|PENDING|r|Dependency\n107|CANCELLED|r|None\n");
    std::filesystem::remove(slurm_.file("calls"));
    write(slurm_.file("last"), "106");
    std::string said;
    const auto report = submit_missing(test_.run, test_.plan, Slurm(3), {},
                                       [&](const std::string& line) { said += line; });
    EXPECT_TRUE(report) << report.error().to_string();
    EXPECT_EQ(calls(),
              "--parsable --dependency=afterok:106 --kill-on-invalid-dep=yes "
              "jobs/g0002-promote.sbatch\n")
        << reason;
    return said;
  };
  EXPECT_THAT(resume_while_train("JobHeldUser"), Not(HasSubstr("g0001-train")));
  EXPECT_THAT(resume_while_train("PartitionTimeLimit"),
              HasSubstr("g0001-train: job 103 will not start by itself: PartitionTimeLimit"));
  EXPECT_EQ(read(slurm_.file("cancelled")), "") << "a person decides what becomes of it";
  std::filesystem::remove(slurm_.file("calls"));
  queue("103|PENDING|r|BadConstraints\n");
  ASSERT_TRUE(submit());
  EXPECT_THAT(calls(), HasSubstr("afterok:103 --kill-on-invalid-dep=yes jobs/g0001-promote"))
      << "what comes behind it still waits for it";
}

TEST_F(SlurmExecutor, TwoAtOnceSubmitEveryStepOnce) {
  // The queue answers with every job that was submitted, as a real one would.
  slurm_.script("squeue",
                R"(awk '{for (i = 1; i <= NF; i++) if ($i ~ /sbatch$/) {split($i, a, /[\/.]/)
  id = 100 + NR; rest = "|PENDING|r-12345678." a[2] "|Dependency"
  if ($0 ~ /--array/) for (t = 0; t < 3; t++) print id "_" t rest
  else print id rest}}' "$D/calls" 2>/dev/null; exit 0)");
  for (int p = 0; p < 4; ++p)
    if (::fork() == 0) ::_exit(submit() ? 0 : 1);
  for (int p = 0; p < 4; ++p) {
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(slurm_.calls(), 7);
}

TEST_F(SlurmExecutor, NothingOfAnArrayTasksEnvironmentReachesSbatch) {
  const ScopedVariable task("SLURM_ARRAY_TASK_ID", "3"), memory("SLURM_MEM_PER_NODE", "10");
  ASSERT_TRUE(submit());
  EXPECT_THAT(read(slurm_.file("environment")), Not(HasSubstr("SLURM_ARRAY_TASK_ID")));
  EXPECT_THAT(read(slurm_.file("environment")), Not(HasSubstr("SLURM_MEM_PER_NODE")));
}

TEST_F(SlurmExecutor, AJobThatGotANumberForTheSecondTimeIsNotTheRuns) {
  ASSERT_TRUE(submit());
  queue("103|RUNNING|somebody-else|None\n");
  EXPECT_EQ(state_of("g0001-train"), TaskState::kLost);
  slurm_.script("scancel", "echo \"$*\" >>$D/cancelled");
  const auto tasks = cancel_run(test_.run, test_.plan, Slurm(3));
  ASSERT_TRUE(tasks) << tasks.error().to_string();
  EXPECT_EQ(tasks->tasks, 0);
  EXPECT_EQ(read(slurm_.file("cancelled")), "");
  queue(fmt::format("103|RUNNING|{}.g0002-train|None\n", test_.plan.run_name));
  EXPECT_EQ(state_of("g0001-train"), TaskState::kLost) << "another step of the same run";
}

TEST_F(SlurmExecutor, CancelMarksTheRunBeforeItCancelsItsOwnIds) {
  ASSERT_TRUE(submit());
  queue(
      "101|RUNNING|r|None\n102_0|PENDING|r|Dependency\n102_1|PENDING|r|Dependency\n999|RUNNING|"
      "other|None\n");
  slurm_.script("scancel", "[ -e " + test_.run.cancelled().string() +
                               " ] || exit 1; echo \"$*\" >>$D/cancelled");
  const auto tasks = cancel_run(test_.run, test_.plan, Slurm(3));
  ASSERT_TRUE(tasks) << tasks.error().to_string();
  EXPECT_EQ(tasks->tasks, 3);
  EXPECT_EQ(tasks->local, "");
  EXPECT_EQ(read(slurm_.file("cancelled")), "101 102\n");
}

TEST_F(SlurmExecutor, CancelLeavesARunThatHasEndedAsItIs) {
  for (const Step& step : test_.plan.steps())
    for (int task = 0; task < step.tasks; ++task)
      ASSERT_TRUE(write_end(test_.run, step, task, {0, "101", 0, 1}));
  for (Generation g = 0; g <= test_.plan.pipeline.generations; ++g)
    for (const Path& output : {test_.run.net(g), test_.run.exam(g), test_.run.rating(g)})
      write(output, "made");
  const auto report = cancel_run(test_.run, test_.plan, Slurm(3));
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(report->done);
  EXPECT_FALSE(file_exists(test_.run.cancelled()));
  EXPECT_FALSE(file_exists(test_.run.ledger())) << "it was not even locked";
}

TEST_F(SlurmExecutor, OnlyARunOfWhichNothingWasBegunMayBeThrownAway) {
  const auto hint = [&](const std::string& sbatch) {
    slurm_.script("sbatch", sbatch);
    const auto refused = submit();
    EXPECT_FALSE(refused);
    return refused ? "" : refused.error().hint;
  };
  const std::string refuses = "echo 'sbatch: error: invalid partition specified' >&2; exit 1";
  EXPECT_THAT(hint(refuses), HasSubstr("to change the profile: rm -r"));
  EXPECT_THAT(hint(refuses), HasSubstr("to change the profile: rm -r")) << "refused twice";
  EXPECT_THAT(hint("echo 'sbatch: error: Socket timed out' >&2; exit 1"), Not(HasSubstr("rm -r")))
      << "the job may be in the queue";
  EXPECT_THAT(hint(refuses), Not(HasSubstr("rm -r")));
}

TEST_F(SlurmExecutor, ALocalRunsResultsAreNotThrownAway) {
  ASSERT_TRUE(write_end(test_.run, test_.plan.steps().front(), 0, {0, "local", 0, 1}));
  write(test_.run.net(0), "made");
  slurm_.script("sbatch", "echo 'sbatch: error: invalid partition specified' >&2; exit 1");
  EXPECT_THAT(submit().error().hint, Not(HasSubstr("rm -r")));
}

TEST_F(SlurmExecutor, AnEditedScriptIsKept) {
  ASSERT_TRUE(submit());
  write(test_.run.job_script("g0001-train"), "edited");
  ASSERT_TRUE(submit());
  EXPECT_EQ(read(test_.run.job_script("g0001-train")), "edited");
}

TEST_F(SlurmExecutor, AnEmptyScriptThatACrashLeftIsMadeAgain) {
  write(test_.run.job_script("g0001-train"), "");
  ASSERT_TRUE(submit());
  EXPECT_THAT(read(test_.run.job_script("g0001-train")), testing::StartsWith("#!/bin/bash\n"));
}

TEST_F(SlurmExecutor, TheLeastMaxSubmitJobsBoundsWhatIsQueued) {
  slurm_.with_accounting();
  write(slurm_.file("limits"), "\n40\n7\n");
  const auto limits = Slurm(3).limits();
  ASSERT_TRUE(limits) << limits.error().to_string();
  EXPECT_TRUE(limits->accounting);
  EXPECT_EQ(limits->max_submit_jobs, 7);
  // Init and the first generation are six; three more are not asked for, so none is refused.
  const auto report = submit();
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->submitted, 4);
  EXPECT_EQ(report->tasks, 6);
  EXPECT_TRUE(report->at_limit);
  EXPECT_TRUE(report->more);
  EXPECT_EQ(report->left_out, "") << "the first generation's last job queues the next";
  EXPECT_EQ(report->last, 1u);
}

TEST_F(SlurmExecutor, AnAccountWithoutALimitBoundsNothing) {
  slurm_.with_accounting();
  for (const char* answer : {"\n", ""}) {
    write(slurm_.file("limits"), answer);
    EXPECT_EQ(Slurm(3).limits()->max_submit_jobs, 0);
  }
  slurm_.script("sacctmgr", "exit 1");
  EXPECT_EQ(Slurm(3).limits()->max_submit_jobs, 0);
  const auto report = submit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->submitted, 7);
}

TEST_F(SlurmExecutor, TheProfilesMaxSubmittedBoundsWhatIsQueuedAndTheSmallerLimitHolds) {
  test_.plan.profile.max_submitted = 9;
  auto report = submit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->tasks, 9) << "the second generation's self-play just fits";
  EXPECT_TRUE(report->at_limit);
  // Five of them have ended: there is room again, but only as much as the site allows.
  end("g0000-init", 0, 0, "101");
  for (int t = 0; t < 3; ++t) end("g0001-selfplay", t, 0, fmt::format("102_{}", t));
  end("g0001-train", 0, 0, "103");
  queue(
      "104|RUNNING|r|None\n105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n"
      "105_2|PENDING|r|Dependency\n");
  slurm_.with_accounting();
  write(slurm_.file("limits"), "5\n");
  report = submit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->tasks, 1);
  EXPECT_TRUE(report->at_limit);
  write(slurm_.file("limits"), "50\n");
  queue(
      "104|RUNNING|r|None\n105_0|PENDING|r|Dependency\n105_1|PENDING|r|Dependency\n"
      "105_2|PENDING|r|Dependency\n106|PENDING|r|Dependency\n");
  report = submit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->tasks, 1);
  EXPECT_FALSE(report->at_limit);
}

}  // namespace
}  // namespace az
