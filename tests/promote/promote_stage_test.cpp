#include "promote/promote_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "layout/halt_mark.h"
#include "layout/rating_file.h"
#include "stage/stage.h"
#include "tests/matches/planted_run.h"

namespace az {
namespace {

using testing::HasSubstr;

/// The executable's main on a run whose matches are planted.
class PromoteStageTest : public testing::Test {
 protected:
  PromoteStageTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    planted_.arena.anchors[0].blocks = 6;
    planted_.config.set("arena", print_config(planted_.arena));
    EXPECT_TRUE(write_file(planted_.run.root() / "run.yaml", planted_.config.to_yaml()));
    planted_.add_net(0);
    planted_.set_champion(0);
  }
  int promote(Generation generation) {
    std::vector<std::string> words{"az_promote", "--run", planted_.run.root().string(),
                                   "--generation", std::to_string(generation)};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return run_stage<PromoteStage>(static_cast<int>(argv.size()), argv.data());
  }
  int play_and_promote(Generation generation, double score, double anchor_score) {
    planted_.add_net(generation);
    planted_.write_all(generation, score, anchor_score);
    return promote(generation);
  }

  PlantedRun planted_;
};

TEST_F(PromoteStageTest, AWinnerMovesThePointerAndALoserIsNoFailure) {
  EXPECT_EQ(play_and_promote(1, 1.0, 1.0), 0);
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);
  EXPECT_EQ(play_and_promote(2, 0.1, 1.0), 0);
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);
  EXPECT_EQ(halt_reason(planted_.run), "");
}

TEST_F(PromoteStageTest, ARegressionLeavesMarkAndDecisionAndEndsWith76UntilAPersonAccepts) {
  ASSERT_EQ(play_and_promote(1, 1.0, 1.0), 0);
  // Beats its predecessor, but loses to random.
  EXPECT_EQ(play_and_promote(2, 1.0, 0.2), 76);
  const Path path = planted_.run.rating(2);
  const auto file = read_rating_file(path);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(file->decision, Decision::kHalted);
  EXPECT_EQ(file->champion_after, 1u);
  EXPECT_THAT(file->reason, HasSubstr("against the anchors"));
  EXPECT_EQ(halt_reason(planted_.run), file->reason);
  EXPECT_THAT(*read_file(planted_.run.halted()), HasSubstr("stage: promote"));
  EXPECT_THAT(*read_file(planted_.run.halted()), HasSubstr("generation: 2"));
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);

  const std::string decided = *read_file(path);
  EXPECT_EQ(promote(2), 76);  // asked again, it decides nothing new
  std::filesystem::remove(planted_.run.halted());
  EXPECT_EQ(promote(2), 0);  // a person has accepted: on, with the old champion
  EXPECT_EQ(*read_file(path), decided);
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);
}

TEST_F(PromoteStageTest, ACrashBetweenMarkAndDecisionIsMendedAsAHalt) {
  ASSERT_EQ(play_and_promote(1, 1.0, 1.0), 0);
  ASSERT_EQ(play_and_promote(2, 1.0, 0.2), 76);
  std::filesystem::remove(planted_.run.rating(2));
  EXPECT_EQ(promote(2), 76);
  EXPECT_EQ(read_rating_file(planted_.run.rating(2))->decision, Decision::kHalted);
}

}  // namespace
}  // namespace az
