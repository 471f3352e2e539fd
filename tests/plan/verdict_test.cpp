#include "plan/verdict.h"

#include <gmock/gmock.h>

namespace az {
namespace {

using testing::HasSubstr;

GenerationProgress rated(Generation generation, double gain, double half_width,
                         std::string decision) {
  GenerationProgress row;
  row.generation = generation;
  row.gain = gain;
  row.gain_half_width = half_width;
  row.decision = std::move(decision);
  return row;
}

GenerationProgress examined(Generation generation, double mistakes) {
  GenerationProgress row;
  row.generation = generation;
  row.exams.push_back({"book", 1000, 2 * mistakes, mistakes});
  return row;
}

TEST(Verdict, IsAboutTheChampionAndItsIntervalFromTheFirstNet) {
  EXPECT_EQ(judge({rated(1, 50, 40, "promoted")}).verdict, Verdict::kBetter);
  EXPECT_EQ(judge({rated(1, 5, 20, "promoted")}).verdict, Verdict::kFlat);
  EXPECT_EQ(judge({rated(1, -50, 40, "promoted")}).verdict, Verdict::kWorse);
  // A rejected candidate that plays badly says nothing about the champion.
  const Judgement judgement = judge({rated(1, 50, 40, "promoted"), rated(2, -90, 40, "rejected")});
  EXPECT_EQ(judgement.verdict, Verdict::kBetter);
  EXPECT_THAT(judgement.line(), HasSubstr("BETTER: the champion g0001 is +50 Elo from g0000"));
}

TEST(Verdict, ACandidateThatTheGateRejectedMakesNoRunBetter) {
  const Judgement judgement = judge({rated(3, 182, 176, "rejected")});
  EXPECT_EQ(judgement.verdict, Verdict::kCannotTell);
  EXPECT_THAT(judgement.line(),
              HasSubstr("the champion is still g0000; its candidate g0003 is +182 Elo"));
  EXPECT_THAT(judgement.line(), HasSubstr("(rejected)"));
  EXPECT_EQ(judge({rated(3, -182, 100, "rejected")}).verdict, Verdict::kWorse);
}

TEST(Verdict, AWideIntervalAroundZeroTellsNothing) {
  for (const auto& [gain, half_width] :
       {std::pair{50.0, 60.0}, {0.0, 36.0}, {-30.0, 31.0}, {0.0, 300.0}}) {
    const Judgement judgement = judge({rated(1, gain, half_width, "rejected")});
    EXPECT_EQ(judgement.verdict, Verdict::kCannotTell) << gain << " ± " << half_width;
    EXPECT_THAT(judgement.line(), HasSubstr("95 % interval"));
    EXPECT_THAT(judgement.line(), HasSubstr("flat would be within ± 35"));
  }
  // The lead that a run's own gate looks for says what counts as none.
  const double flat_elo = flat_elo_of(*parse_yaml("arena: {gate: {elo1: 70}}", "run.yaml"));
  EXPECT_EQ(judge({rated(1, 0, 36, "rejected")}, flat_elo).verdict, Verdict::kFlat);
}

TEST(Verdict, FallsBackOnExamsAndSaysWhenItCannotTell) {
  EXPECT_EQ(judge({}).verdict, Verdict::kCannotTell);
  EXPECT_EQ(judge({examined(0, 40)}).verdict, Verdict::kCannotTell);
  const Judgement judgement = judge({examined(0, 40), examined(3, 10)});
  EXPECT_THAT(judgement.line(), HasSubstr("40.0 %"));
  EXPECT_THAT(judgement.line(), HasSubstr("10.0 %"));
}

}  // namespace
}  // namespace az
