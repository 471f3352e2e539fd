#include "promote/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "promote/regression.h"
#include "store/checkpoint.h"
#include "tests/matches/planted_run.h"

namespace az {
namespace {

using testing::HasSubstr;

class DecideTest : public testing::Test {
 protected:
  DecideTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    planted_.add_net(0);
    planted_.set_champion(0);
    planted_.add_net(1);
  }
  Result<Verdict> decision(Generation generation) const {
    return decide(planted_.run, planted_.config, planted_.arena, promote_, exam_, generation);
  }
  /// Plays, decides and files a generation; returns the decision.
  RatingFile advance(Generation generation, double score, double anchor_score) {
    if (generation > 1) planted_.add_net(generation);
    planted_.write_all(generation, score, anchor_score);
    const auto verdict = decision(generation);
    EXPECT_TRUE(verdict) << verdict.error().to_string();
    EXPECT_TRUE(write_rating_file(planted_.run.rating(generation), verdict->file));
    EXPECT_TRUE(write_champion(planted_.run, verdict->champion));
    return verdict->file;
  }
  static const RatingEntry& entry(const RatingFile& file, const std::string& label) {
    for (const RatingEntry& player : file.rating.players)
      if (player.label == label) return player;
    ADD_FAILURE() << "no player " << label;
    return file.rating.players[0];
  }

  PlantedRun planted_;
  PromoteConfig promote_;
  ExamConfig exam_;
};

TEST_F(DecideTest, ACandidateThatWinsIsPromotedWithRatingsAndEvidence) {
  const RatingFile file = advance(1, 1.0, 1.0);
  EXPECT_EQ(file.decision, Decision::kPromoted);
  EXPECT_EQ(file.champion_before, 0u);
  EXPECT_EQ(file.champion_after, 1u);
  EXPECT_EQ(file.gate.verdict, "H1");
  EXPECT_LT(file.gate.blocks, file.gate.registered_blocks);
  EXPECT_GT(file.gate.surplus_blocks, 0);
  EXPECT_EQ(file.evidence.size(), static_cast<std::size_t>(file.gate.blocks) + 1);
  EXPECT_EQ(entry(file, "random").elo, 0);
  EXPECT_GT(entry(file, "g0001").elo, entry(file, "g0000").elo);
  EXPECT_EQ(file.blocked, 0);
  EXPECT_FALSE(file.regression.checked);
  const auto champion = read_champion(planted_.run);
  EXPECT_EQ(champion->generation, 1u);
  EXPECT_EQ(champion->since, 1u);
}

TEST_F(DecideTest, ACandidateThatLosesIsRejectedAndTheChampionStays) {
  const RatingFile file = advance(1, 0.1, 1.0);
  EXPECT_EQ(file.decision, Decision::kRejected);
  EXPECT_EQ(file.gate.verdict, "H0");
  EXPECT_EQ(file.champion_after, 0u);
  EXPECT_EQ(file.blocked, 1);
}

TEST_F(DecideTest, AnUndecidedMatchFollowsTheSetting) {
  planted_.arena.gate.elo0 = -40;
  planted_.arena.gate.elo1 = 40;
  planted_.write_all(1, 0.5, 1.0);
  const auto reject = decision(1);
  ASSERT_TRUE(reject) << reject.error().to_string();
  EXPECT_EQ(reject->file.gate.verdict, "undecided");
  EXPECT_EQ(reject->file.decision, Decision::kRejected);
  promote_.undecided = Undecided::kPromote;
  EXPECT_EQ(decision(1)->file.decision, Decision::kPromoted);
}

TEST_F(DecideTest, WithoutAGateEveryCandidateIsPromoted) {
  planted_.write_all(1, 0.1, 1.0);
  promote_.rule = PromoteRule::kAlways;
  const auto verdict = decision(1);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->file.decision, Decision::kPromoted);
  EXPECT_EQ(verdict->file.gate.verdict, "H0");
}

TEST_F(DecideTest, MissingBlocksAreNotEnoughAndSayWhich) {
  planted_.write_all(1, 0.5, 1.0);
  std::filesystem::remove(planted_.run.match(1, "champion", 2));
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kNotEnough);
  EXPECT_THAT(verdict.error().message,
              HasSubstr("have 2 leading champion blocks and 1 anchor blocks, need at most 1 more"));
  EXPECT_THAT(verdict.error().message, HasSubstr("champion-b0002.h5"));
}

TEST_F(DecideTest, NoGamesAtAllNeverPromote) {
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kNotEnough);
}

TEST_F(DecideTest, GamesOfAnotherNetNeverPromote) {
  planted_.write_all(1, 1.0, 1.0);
  // The candidate's file is exchanged after its games were played.
  std::filesystem::remove(planted_.run.net(1));
  planted_.add_net(5);
  std::filesystem::rename(planted_.run.net(5), planted_.run.net(1));
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kData);
  EXPECT_THAT(verdict.error().message, HasSubstr("net of g0001 is"));
}

TEST_F(DecideTest, AChampionFileThatChangedIsRefused) {
  planted_.write_all(1, 1.0, 1.0);
  std::filesystem::remove(planted_.run.net(0));
  planted_.add_net(5);
  std::filesystem::rename(planted_.run.net(5), planted_.run.net(0));
  EXPECT_THAT(decision(1).error().message, HasSubstr("champion.yaml names"));
}

TEST_F(DecideTest, AMissingCandidateIsNotEnough) {
  EXPECT_EQ(decision(2).error().code, Exit::kNotEnough);
}

TEST_F(DecideTest, GamesUnderOtherSettingsAreRefused) {
  planted_.write_all(1, 1.0, 1.0);
  planted_.arena.simulations = 64;
  EXPECT_THAT(decision(1).error().message, HasSubstr("protocol is"));
}

TEST_F(DecideTest, TheSameNetUnderAnotherNameIsNotPromoted) {
  std::filesystem::remove(planted_.run.net(1));
  planted_.add_net(1, 0);
  planted_.write_all(1, 1.0, 1.0);
  const auto verdict = decision(1);
  ASSERT_TRUE(verdict) << verdict.error().to_string();
  EXPECT_EQ(verdict->file.decision, Decision::kIdentical);
  EXPECT_EQ(verdict->champion.generation, 0u);
}

TEST_F(DecideTest, RatingsGrowOverGenerationsFromTheRecordedEvidence) {
  advance(1, 1.0, 1.0);
  const RatingFile file = advance(2, 0.9, 1.0);
  EXPECT_EQ(file.decision, Decision::kPromoted);
  EXPECT_EQ(file.rating.players.size(), 4u);  // random, g0000, g0001, g0002
  EXPECT_EQ(file.rating.components, 1);
  EXPECT_GT(entry(file, "g0002").elo, entry(file, "g0001").elo);
  EXPECT_TRUE(file.regression.checked);
  EXPECT_FALSE(file.regression.regressed);
  EXPECT_EQ(file.regression.against, 1u);
}

TEST_F(DecideTest, EvidenceOfAnEarlierGenerationThatChangedIsRefused) {
  advance(1, 1.0, 1.0);
  const Path old = planted_.run.match(1, "random", 0);
  planted_.add_net(2);
  planted_.write_all(2, 1.0, 1.0);
  std::filesystem::copy_file(planted_.run.match(2, "random", 0), old,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(decision(2).error().message, HasSubstr("g0001.yaml rests on"));
}

TEST_F(DecideTest, AChampionThatLosesToTheAnchorsHaltsTheChain) {
  planted_.arena.anchors[0].blocks = 6;
  advance(1, 1.0, 1.0);
  // Beats its predecessor, but loses to random: the comparison of neighbours is walking downhill.
  const RatingFile file = advance(2, 1.0, 0.2);
  EXPECT_EQ(file.decision, Decision::kHalted);
  EXPECT_TRUE(file.regression.regressed);
  EXPECT_LT(file.regression.high, 0);
  EXPECT_EQ(file.champion_after, 1u);
  EXPECT_THAT(file.reason, HasSubstr("against the anchors"));
  EXPECT_FALSE(file.warnings.empty());
}

TEST_F(DecideTest, ARegressionMayBeMadeAWarning) {
  planted_.arena.anchors[0].blocks = 6;
  promote_.on_regression = OnRegression::kWarn;
  advance(1, 1.0, 1.0);
  const RatingFile file = advance(2, 1.0, 0.2);
  EXPECT_EQ(file.decision, Decision::kPromoted);
  EXPECT_TRUE(file.regression.regressed);
  EXPECT_FALSE(file.warnings.empty());
}

TEST_F(DecideTest, TheFirstNetsGamesAgainstTheAnchorsMeasureTheGain) {
  const double unmeasured = entry(advance(1, 1.0, 1.0), "g0001").gain_se;
  ASSERT_TRUE(remove_file(planted_.run.rating(1)));
  planted_.set_champion(0);
  planted_.write_all(0, 0, 0.6);
  const RatingFile file = advance(1, 1.0, 1.0);
  EXPECT_EQ(file.evidence[0].file, "matches/g0000/random-b0000.h5");
  EXPECT_GT(entry(file, "g0000").games, entry(file, "g0001").games / 2);
  EXPECT_LT(entry(file, "g0001").gain_se, unmeasured);
  EXPECT_TRUE(file.regression.checked);
  EXPECT_EQ(file.regression.against, 0u);
  // Generation 2 reads them as evidence of generation 1.
  EXPECT_EQ(entry(advance(2, 0.9, 1.0), "g0000").games, entry(file, "g0000").games);
}

TEST_F(DecideTest, AFirstChampionThatDoesWorseAgainstTheAnchorsThanTheFirstNetHaltsTheChain) {
  planted_.arena.anchors[0].blocks = 6;
  planted_.write_all(0, 0, 1.0);
  const RatingFile file = advance(1, 1.0, 0.2);
  EXPECT_EQ(file.decision, Decision::kHalted);
  EXPECT_EQ(file.regression.against, 0u);
  EXPECT_EQ(file.champion_after, 0u);
}

TEST_F(DecideTest, WhatIsMissingOfTheFirstNetsGamesIsNamed) {
  planted_.arena.anchors[0].blocks = 2;
  planted_.write_all(0, 0, 0.6);
  planted_.write_all(1, 1.0, 1.0);
  std::filesystem::remove(planted_.run.match(0, "random", 1));
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kNotEnough);
  EXPECT_THAT(verdict.error().message, HasSubstr("have 1 anchor blocks of g0000, need 1 more"));
}

TEST_F(DecideTest, ThePlanDemandsTheFirstNetsGames) {
  planted_.write_all(1, 1.0, 1.0);
  const auto plan = [&](const std::string& only) {
    EXPECT_TRUE(write_file(planted_.run.plan_yaml(),
                           "pipeline: {stages: {evaluate_first: {app: az_evaluate" + only + "}}}"));
  };
  plan("");
  EXPECT_TRUE(decision(1));
  plan(", only: first");
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kNotEnough);
  EXPECT_THAT(verdict.error().message, HasSubstr("need 1 more"));
  planted_.write_all(0, 0, 0.6);
  EXPECT_TRUE(decision(1));
}

TEST_F(DecideTest, ADifferenceWithinTheNoiseDoesNotHalt) {
  advance(1, 1.0, 0.9);
  const RatingFile file = advance(2, 1.0, 0.75);
  EXPECT_TRUE(file.regression.checked);
  EXPECT_LT(file.regression.difference, 0);
  EXPECT_FALSE(file.regression.regressed);
  EXPECT_EQ(file.decision, Decision::kPromoted);
}

TEST_F(DecideTest, ManyGenerationsWithoutPromotionWarn) {
  promote_.blocked_warning = 2;
  EXPECT_TRUE(advance(1, 0.1, 1.0).warnings.empty());
  const RatingFile file = advance(2, 0.1, 1.0);
  EXPECT_EQ(file.blocked, 2);
  EXPECT_THAT(file.warnings, testing::ElementsAre(HasSubstr("no promotion for 2 generations")));
}

TEST_F(DecideTest, AnExamOfAnotherNetIsRefusedAndTheRightOneRecorded) {
  planted_.write_all(1, 1.0, 1.0);
  ExamFile exam;
  exam.generation = 1;
  exam.net = hash128("other").hex();
  exam.sets.push_back({.name = "end_easy", .n = 10, .mistakes_raw_percent = 12.5});
  ASSERT_TRUE(write_exam_file(planted_.run.exam(1), exam));
  EXPECT_THAT(decision(1).error().message, HasSubstr("examined net"));
  exam.net = read_net_header(planted_.run.net(1))->hash.hex();
  ASSERT_TRUE(write_exam_file(planted_.run.exam(1), exam));
  const auto verdict = decision(1);
  ASSERT_TRUE(verdict) << verdict.error().to_string();
  ASSERT_EQ(verdict->file.exam.size(), 1u);
  EXPECT_EQ(verdict->file.exam[0].mistakes_raw_percent, 12.5);
}

TEST_F(DecideTest, AnExamThatTheConfigurationDemandsMustBeThere) {
  planted_.write_all(1, 1.0, 1.0);
  EXPECT_TRUE(decision(1)) << "without sets there is no exam";
  exam_.sets = {{"end_easy", "exams/sets/end_easy.txt"}};
  const auto verdict = decision(1);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Exit::kNotEnough);
  EXPECT_THAT(verdict.error().message, HasSubstr("exams/g0001.yaml does not exist"));
  EXPECT_THAT(verdict.error().hint, HasSubstr("az_exam makes it"));
}

TEST_F(DecideTest, TheFileReadsBackAsItWasWritten) {
  const RatingFile file = advance(1, 1.0, 1.0);
  const auto again = read_rating_file(planted_.run.rating(1));
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(print_config(*again).to_yaml(), print_config(file).to_yaml());
}

}  // namespace
}  // namespace az
