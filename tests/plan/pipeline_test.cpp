#include "plan/pipeline.h"

#include <gmock/gmock.h>

#include "plan/step.h"
#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<Pipeline> read(std::string_view text) { return read_pipeline(*parse_yaml(text, "p.yaml")); }

std::string error_of(std::string_view text) {
  const auto pipeline = read(text);
  return pipeline ? "no error" : pipeline.error().to_string();
}

std::vector<std::string> names(const std::vector<Step>& steps) {
  std::vector<std::string> out;
  for (const Step& step : steps) out.push_back(step.name());
  return out;
}

const Step& find(const std::vector<Step>& steps, std::string_view name) {
  for (const Step& step : steps)
    if (step.name() == name) return step;
  ADD_FAILURE() << "no step " << name;
  return steps.front();
}

TEST(Pipeline, EveryShippedPipelineIsReadAndFitsEveryShippedProfile) {
  const Path root = AZ_SOURCE_DIR;
  int checked = 0;
  for (const auto& pipeline : std::filesystem::directory_iterator(root / "pipelines"))
    for (const auto& profile : std::filesystem::directory_iterator(root / "slurm/profiles")) {
      if (pipeline.path().extension() != ".yaml") continue;
      const auto order = load_yaml(pipeline.path());
      const auto place = load_yaml(profile.path());
      ASSERT_TRUE(order) << order.error().to_string();
      ASSERT_TRUE(place) << place.error().to_string();
      const auto plan = make_plan(*order, *place);
      EXPECT_TRUE(plan) << plan.error().to_string();
      ++checked;
    }
  EXPECT_GE(checked, 9);
}

TEST(Pipeline, GenerationZeroHoldsTheFirstStagesAndLaterOnesWaitForThePromotionBefore) {
  TestRun test;
  const std::vector<Step> steps = test.plan.steps();
  EXPECT_THAT(names(steps),
              ElementsAre("g0000-init", "g0001-selfplay", "g0001-train", "g0001-promote",
                          "g0002-selfplay", "g0002-train", "g0002-promote"));
  EXPECT_THAT(find(steps, "g0000-init").needs, IsEmpty());
  EXPECT_THAT(find(steps, "g0000-init").args, ElementsAre("--init"));
  EXPECT_THAT(find(steps, "g0001-selfplay").needs, ElementsAre("g0000-init"));
  EXPECT_THAT(find(steps, "g0002-selfplay").needs, ElementsAre("g0001-promote"));
  EXPECT_THAT(find(steps, "g0002-train").needs, ElementsAre("g0002-selfplay"));
  EXPECT_TRUE(find(steps, "g0001-promote").extends);
  EXPECT_TRUE(find(steps, "g0002-promote").extends) << "there may be more generations later";
  EXPECT_FALSE(find(steps, "g0002-train").extends);
}

TEST(Pipeline, StagesAreSortedByTheirNeedsWhateverOrderTheyAreWrittenIn) {
  const auto pipeline = read(
      "stages: {b: {app: x, class: c, needs: [a]}, c: {app: x, class: c, needs: [b]}, a: {app: x, "
      "class: c}}");
  ASSERT_TRUE(pipeline) << pipeline.error().to_string();
  EXPECT_EQ(pipeline->stages[0].name + pipeline->stages[1].name + pipeline->stages[2].name, "abc");
}

TEST(Pipeline, ArraysAboveTheSitesLargestIndexAreCutIntoPartsWithAnOffset) {
  TestRun test(TestRun::kLoop, "classes: {worker: {tasks: 25}, small: {}}");
  test.plan.max_array_size = 10;
  const std::vector<Step> steps = test.plan.steps(1, 1);
  const Step& last = find(steps, "g0001-selfplay-p2");
  EXPECT_EQ(last.offset, 20);
  EXPECT_EQ(last.count, 5);
  EXPECT_EQ(last.tasks, 25);
  EXPECT_EQ(last.group(), "g0001-selfplay");
  EXPECT_THAT(find(steps, "g0001-train").needs, ElementsAre("g0001-selfplay"));
}

TEST(Pipeline, EveryMistakeIsNamedWithItsLine) {
  EXPECT_THAT(error_of("loop: {generations: 1}"), HasSubstr("no stages"));
  EXPECT_THAT(error_of("stages:\n  a: {app: x, class: c, neds: [b]}"),
              HasSubstr("p.yaml:2: stages.a.neds: unknown key; did you mean 'needs'?"));
  EXPECT_THAT(
      error_of("stages:\n  train: {app: x, class: c}\n  b: {app: x, class: c, needs: [trian]}"),
      HasSubstr("p.yaml:3: stages.b.needs: no stage 'trian'; did you mean 'train'?"));
  EXPECT_THAT(error_of("stages: {a: {app: x, class: c, needs: [a]}}"),
              HasSubstr("waits for itself"));
  EXPECT_THAT(
      error_of("stages: {a: {app: x, class: c, needs: [b]}, b: {app: x, class: c, needs: [a]}}"),
      HasSubstr("waits for itself"));
  EXPECT_THAT(error_of("stages: {a: {app: x, class: c, array: many}}"),
              HasSubstr("stages.a.array"));
  EXPECT_THAT(error_of("stages: {a: {app: ../x, class: c}}"), HasSubstr("stages.a.app"));
  EXPECT_THAT(error_of("stages: {a: {app: x}}"), HasSubstr("stages.a.class: missing"));
  EXPECT_THAT(error_of("stages: {a: {app: x, class: c, needs: [a@next]}}"),
              HasSubstr("only @previous"));
  EXPECT_THAT(error_of("lop: {}\nstages: {a: {app: x, class: c}}"), HasSubstr("lop: unknown key"));
  EXPECT_THAT(error_of("stages: {a: {app: x, class: c, only: first}, b: {app: x, class: c, needs: "
                       "[a@previous]}}"),
              HasSubstr("runs only first"));
  EXPECT_THAT(
      error_of("stages: {a: {app: x, class: c, only: first, needs: [b]}, b: {app: x, class: c}}"),
      HasSubstr("cannot wait for"));
}

TEST(Pipeline, AClassThatTheProfileLacksIsNamedWithTheStagesLine) {
  const auto plan = make_plan(*parse_yaml("stages:\n  a: {app: x, class: wroker}", "p.yaml"),
                              *parse_yaml("classes: {worker: {}}", "profile.yaml"));
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message,
              HasSubstr("p.yaml:2: stages.a.class: the profile has no class 'wroker'; did you mean "
                        "'worker'?"));
  EXPECT_EQ(plan.error().code, Exit::kUsage);
}

}  // namespace
}  // namespace az
