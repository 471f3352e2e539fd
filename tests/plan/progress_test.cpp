#include "plan/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layout/exam_file.h"
#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::HasSubstr;

TEST(Progress, FilesThatCannotBeReadAreNamed) {
  const TemporaryFolder folder = TemporaryFolder::make("az_plan").value();
  const RunDir run(folder.path());
  write(run.exam(1), "generation: [");
  write(run.rating(2), "no rating: at all\n");
  const auto progress = read_progress(run, 3);
  ASSERT_EQ(progress.warnings.size(), 2u);
  EXPECT_THAT(progress.warnings[0], HasSubstr("exams/g0001.yaml"));
  EXPECT_THAT(progress.warnings[1], HasSubstr("ratings/g0002.yaml"));
}

TEST(Progress, AWindowThatDidWithoutShardsIsAWarning) {
  const TemporaryFolder folder = TemporaryFolder::make("az_plan").value();
  const RunDir run(folder.path());
  write(run.metrics("train") / "g0002-t000-r000.jsonl",
        R"({"time": 1, "event": "window", "missing_shards": 3})"
        "\n");
  const auto progress = read_progress(run, 3);
  ASSERT_EQ(progress.warnings.size(), 1u);
  EXPECT_THAT(progress.warnings[0],
              HasSubstr("g0002 was trained without older shards that are gone (3)"));
}

TEST(StageProgress, CountsTheRateFromTheFirstEventOn) {
  const TemporaryFolder folder = TemporaryFolder::make("az_plan").value();
  const RunDir run(folder.path());
  write(run.metrics("train") / "g0003-t000-r000.jsonl",
        R"({"time": 100, "event": "step", "step": 550, "steps": 50, "planned_steps": 300})"
        "\n"
        R"({"time": 110, "event": "step", "step": 650, "steps": 150, "planned_steps": 300})"
        "\n"
        R"({"time": 111, "event": "half a li)");
  const auto train = read_stage_progress(run, Value(), "train", 3);
  EXPECT_EQ(train.done, 150);
  EXPECT_EQ(train.total, 300);
  EXPECT_DOUBLE_EQ(train.rate_per_s, 10);
  EXPECT_DOUBLE_EQ(train.eta_s.value_or(0), 15);

  write(run.metrics("selfplay") / "g0003-t000-r000.jsonl",
        R"({"time": 10, "event": "shard", "shard": 0, "games_finished": 100})"
        "\n"
        R"({"time": 15, "event": "shard", "shard": 2, "games_finished": 100})"
        "\n");
  write(run.metrics("selfplay") / "g0003-t000-r001.jsonl",
        R"({"time": 20, "event": "shard", "shard": 1, "games_finished": 100})"
        "\n");
  const Value config = *parse_yaml("selfplay: {games: 400}", "test");
  const auto games = read_stage_progress(run, config, "selfplay", 3);
  EXPECT_EQ(games.done, 300);
  EXPECT_DOUBLE_EQ(games.rate_per_s, 20);
  EXPECT_DOUBLE_EQ(games.eta_s.value_or(0), 5);
}

TEST(StageProgress, AShardThatWasPlayedAgainCountsOnceAsItIsNow) {
  const TemporaryFolder folder = TemporaryFolder::make("az_plan").value();
  const RunDir run(folder.path());
  write(run.metrics("selfplay") / "g0003-t000-r000.jsonl",
        R"({"time": 30, "event": "shard", "shard": 1, "games_finished": 90})"
        "\n");
  write(run.metrics("selfplay") / "g0003-t001-r000.jsonl",
        R"({"time": 10, "event": "shard", "shard": 1, "games_finished": 100})"
        "\n"
        R"({"time": 20, "event": "shard", "shard": 2, "games_finished": 100})"
        "\n");
  EXPECT_EQ(read_stage_progress(run, Value(), "selfplay", 3).done, 190);
}

TEST(Progress, AScoreOnFewerPositionsThanAnotherGenerationsIsPartial) {
  const TemporaryFolder folder = TemporaryFolder::make("az_plan").value();
  const RunDir run(folder.path());
  for (Generation generation = 0; generation < 2; ++generation) {
    ExamFile exam;
    exam.generation = generation;
    exam.sets.push_back({.name = "book", .n = generation == 0 ? 1000u : 200u, .labelled = 100});
    ASSERT_TRUE(write_exam_file(run.exam(generation), exam));
  }
  const auto rows = read_progress(run, 1).generations;
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_FALSE(rows[0].exams[0].partial);
  EXPECT_TRUE(rows[1].exams[0].partial);
  EXPECT_TRUE(rows[1].value_class[0].partial);
}

}  // namespace
}  // namespace az
