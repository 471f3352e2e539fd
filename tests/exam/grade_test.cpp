#include "exam/grade.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "search/net_free.h"
#include "search/uniform_evaluator.h"

namespace az {
namespace {

const Path kSets = Path(AZ_SOURCE_DIR) / "configs/exams/connect4";
const auto kNeverStop = [] { return false; };

/// Mistakes of PUCT without a net: a published table, met by two independent programs.
TEST(Grade, ReproducesTheTableOfSearchWithoutANet) {
  const auto game = make_game("connect_four").value();
  UniformEvaluator evaluator;
  for (const auto& [name, percent] : {std::pair{"end_easy", 2.1},
                                      {"middle_easy", 4.5},
                                      {"middle_medium", 17.6},
                                      {"begin_easy", 14.2},
                                      {"begin_medium", 13.8},
                                      {"begin_hard", 34.1}}) {
    const auto set = read_exam_set(kSets / (std::string(name) + ".txt"), *game, 0).value();
    const Grading grading =
        grade(*game, set, 0, 1, evaluator, net_free_search(100), 64, kNeverStop);
    ASSERT_TRUE(grading.finished);
    EXPECT_NEAR(grading.score.mistakes_search_percent(), percent, 0.1 + 1e-9) << name;
  }
}

TEST(Grade, AnEvaluatorThatKnowsNothingScoresDraws) {
  const auto game = make_game("connect_four").value();
  UniformEvaluator evaluator;
  const auto set = read_exam_set(kSets / "end_easy.txt", *game, 0).value();
  const ExamScore score =
      grade(*game, set, 0, 1, evaluator, net_free_search(0), 64, kNeverStop).score;
  EXPECT_EQ(score.positions, 1000);
  EXPECT_EQ(score.decisive, 497);
  EXPECT_EQ(score.value_right, 432);  // the set's draws
  EXPECT_FALSE(score.searched);
  EXPECT_GT(score.value_log_loss, 0);
}

TEST(Grade, AMixedFileCountsItsMistakesAmongAllPositions) {
  const auto game = make_game("connect_four").value();
  // Equal priors choose the first column: right in the first line, wrong in the second.
  const TemporaryFolder folder = TemporaryFolder::make("az_exam").value();
  const Path file = folder.path() / "mixed.txt";
  ASSERT_TRUE(write_file(file, "4 -1 WDLDLLL\n- 1 0001000\n44 1\n444 -1\n"));
  const auto set = read_exam_set(file, *game, 0).value();
  UniformEvaluator evaluator;
  const ExamScore score =
      grade(*game, set, 0, 1, evaluator, net_free_search(0), 64, kNeverStop).score;
  EXPECT_EQ(score.positions, 4);
  EXPECT_EQ(score.labelled, 2);
  EXPECT_EQ(score.mistakes_raw, 1);
  EXPECT_EQ(score.mistakes_raw_percent(), 25.0);
}

TEST(Grade, PartsOfRanksAddUpToTheWhole) {
  const auto game = make_game("connect_four").value();
  UniformEvaluator evaluator;
  const auto set = read_exam_set(kSets / "middle_medium.txt", *game, 100).value();
  const SearchConfig search = net_free_search(25);
  const ExamScore whole = grade(*game, set, 0, 1, evaluator, search, 7, kNeverStop).score;
  ExamScore parts;
  for (std::size_t rank = 0; rank < 3; ++rank)
    parts.add(grade(*game, set, rank, 3, evaluator, search, 64, kNeverStop).score);
  EXPECT_EQ(parts.positions, whole.positions);
  EXPECT_EQ(parts.mistakes_search, whole.mistakes_search);
  EXPECT_EQ(parts.mistakes_raw, whole.mistakes_raw);
  EXPECT_EQ(parts.decisive, whole.decisive);
  EXPECT_NEAR(parts.value_log_loss, whole.value_log_loss, 1e-6);
  EXPECT_NEAR(parts.optimal_mass, whole.optimal_mass, 1e-6);
  EXPECT_EQ(parts.labelled, whole.labelled);
  EXPECT_EQ(parts.value_right, whole.value_right);
  EXPECT_TRUE(parts.searched);
}

TEST(Grade, StopsWhenAsked) {
  const auto game = make_game("connect_four").value();
  UniformEvaluator evaluator;
  const auto set = read_exam_set(kSets / "end_easy.txt", *game, 0).value();
  EXPECT_FALSE(
      grade(*game, set, 0, 1, evaluator, net_free_search(25), 8, [] { return true; }).finished);
}

}  // namespace
}  // namespace az
