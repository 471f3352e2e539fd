#include "plan/sbatch.h"

#include <gmock/gmock.h>

#include "plan/executor.h"
#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// One profile per way of launching; every key that a user can set.
constexpr std::string_view kEverything = R"(
launcher: srun
launcher_args: [--distribution=block]
setup: [module load openmpi, ulimit -c 0]
container: apptainer exec az.sif
env: {NCCL_SOCKET_IFNAME: ib0, GREETING: it's me}
classes:
  worker: {tasks: 16, concurrent: 8, ranks: "4", cpus: 2, nodes: "1", time: "01:00:00", mem: 8G, gres: "gpu:4",
           partition: gpu, account: me, qos: high, constraint: a100, reservation: r1, mail: END,
           mail_user: me@example.org, exclude: "n[1-2]", signal_lead_s: 300, max_requeues: 3,
           extra: [--exclusive, "--nice=10"]}
  small: {}
)";
constexpr std::string_view kNothing = "classes: {worker: {}, small: {}}";
constexpr std::string_view kMpirun =
    "launcher: mpirun\nlauncher_args: [--bind-to, none]\nclasses: {worker: {tasks: 25, ranks: "
    "\"2\"}, small: "
    "{}}";
constexpr std::string_view kThrottled = "classes: {worker: {tasks: 25, concurrent: 8}, small: {}}";
constexpr std::string_view kTemplate =
    "launcher: prun -n {ranks} -c {cpus} {command}\nclasses: {worker: {ranks: \"2\", cpus: 3}, "
    "small: {}}";

const Step& step_named(const std::vector<Step>& steps, std::string_view name) {
  for (const Step& step : steps)
    if (step.name() == name) return step;
  ADD_FAILURE() << "no step " << name;
  return steps.front();
}

struct Golden {
  std::string file;
  std::string_view profile;
  std::string step;
  int max_array_size = 1001;
};

void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.file; }

class GoldenScript : public testing::TestWithParam<Golden> {};

TEST_P(GoldenScript, IsRenderedAsRecorded) {
  TestRun test(TestRun::kLoop, GetParam().profile);
  test.plan.max_array_size = GetParam().max_array_size;
  const std::vector<Step> steps = test.plan.steps();
  const Step& step = step_named(steps, GetParam().step);
  const std::string script = render_script(step, test.plan.profile, "quickstart-1a2b3c4d");
  const Path golden = Path(AZ_SOURCE_DIR) / "tests/plan/golden" / (GetParam().file + ".sbatch");
  if (std::getenv("AZ_WRITE_GOLDEN") != nullptr) ASSERT_TRUE(write_file(golden, script));
  EXPECT_EQ(script, read(golden))
      << "if the new text is right:  AZ_WRITE_GOLDEN=1 build/cpu/bin/plan_tests "
         "--gtest_filter='*GoldenScript*'";
}

INSTANTIATE_TEST_SUITE_P(
    Scripts, GoldenScript,
    testing::Values(Golden{"srun_array_everything", kEverything, "g0001-selfplay"},
                    Golden{"srun_single_nothing_set", kNothing, "g0001-train"},
                    Golden{"srun_extends", kNothing, "g0001-promote"},
                    Golden{"mpirun_part_of_an_array", kMpirun, "g0002-selfplay-p2", 10},
                    Golden{"throttled_part_of_an_array", kThrottled, "g0001-selfplay-p1", 10},
                    Golden{"template", kTemplate, "g0000-init"}),
    [](const auto& golden) { return golden.param.file; });

TEST(Sbatch, EveryTaskOfALastStageThatIsAnArrayAsksForTheNextGenerations) {
  TestRun test(
      "stages: {train: {app: az_train, class: small}, exam: {app: az_exam, class: small, array: 3, "
      "needs: [train]}}",
      kNothing);
  const std::string script =
      render_script(step_named(test.plan.steps(), "g0001-exam"), test.plan.profile, "r");
  EXPECT_THAT(script, HasSubstr("--extend"));
  EXPECT_THAT(script, Not(HasSubstr("\"$task\" -eq")))
      << "the first task may end while others run, and nobody would ask again";
}

TEST(Sbatch, OnlyWhatTheUserSetReachesSlurm) {
  TestRun test(TestRun::kLoop, kNothing);
  const std::string script =
      render_script(step_named(test.plan.steps(), "g0001-train"), test.plan.profile, "r");
  for (const char* option : {"--mem", "--ntasks", "--cpus-per-task=", "--time", "--partition",
                             "--nodes", "--gres", "--account"})
    EXPECT_THAT(script, Not(HasSubstr(std::string("#SBATCH ") + option))) << option;
}

TEST(Sbatch, NoAbsolutePathStandsInAScript) {
  TestRun test(TestRun::kLoop, kEverything);
  for (const Step& step : test.plan.steps()) {
    const std::string script = render_script(step, test.plan.profile, "r");
    EXPECT_THAT(script, Not(HasSubstr(test.run.root().string())));
  }
}

TEST(Sbatch, TheLineCarriesArrayThrottleDependencyAndItsEnd) {
  TestRun test(TestRun::kLoop, kEverything);
  const std::vector<Step> steps = test.plan.steps();
  EXPECT_THAT(
      sbatch_command(step_named(steps, "g0002-selfplay"), test.plan.profile, "0-15", {"7", "9"}),
      ElementsAre("sbatch", "--parsable", "--array=0-15%8", "--dependency=afterok:7:9",
                  "--kill-on-invalid-dep=yes", "jobs/g0002-selfplay.sbatch"));
  EXPECT_THAT(sbatch_command(step_named(steps, "g0000-init"), test.plan.profile, "", {}),
              ElementsAre("sbatch", "--parsable", "jobs/g0000-init.sbatch"));
}

TEST(Sbatch, ThePartsOfAnArrayShareWhatMayRunAtOnce) {
  TestRun test(TestRun::kLoop, kThrottled);
  test.plan.max_array_size = 10;
  const auto arrays = [&](int concurrent) {
    test.plan.profile.classes.front().second.concurrent = concurrent;
    std::vector<std::string> words;
    for (const Step& step : test.plan.steps(1, 1))
      if (step.stage == "selfplay")
        words.push_back(sbatch_command(step, test.plan.profile, "0-4", {})[2]);
    return words;
  };
  EXPECT_THAT(arrays(8), ElementsAre("--array=0-4%3", "--array=0-4%3", "--array=0-4%2"));
  EXPECT_THAT(arrays(25), ElementsAre("--array=0-4%10", "--array=0-4%10", "--array=0-4%5"));
  EXPECT_THAT(arrays(2), ElementsAre("--array=0-4%1", "--array=0-4%1", "--array=0-4%1"));
  EXPECT_THAT(arrays(0), ElementsAre("--array=0-4", "--array=0-4", "--array=0-4"));
}

TEST(Sbatch, IndexListsAreAsShortAsSlurmTakesThem) {
  EXPECT_EQ(index_list({0, 1, 2, 5, 7, 8}), "0-2,5,7-8");
  EXPECT_EQ(index_list({}), "");
  EXPECT_THAT(parse_index_list("0-2,5,7-8"), ElementsAre(0, 1, 2, 5, 7, 8));
}

TEST(DryRun, PrintsEveryScriptAndEveryLine) {
  TestRun test;
  const std::string text = dry_run(test.run, test.plan);
  for (const Step& step : test.plan.steps())
    EXPECT_THAT(text, HasSubstr(render_script(step, test.plan.profile, test.plan.run_name)));
  EXPECT_THAT(text, HasSubstr("sbatch --parsable --array=0-2 --dependency=afterok:<g0001-promote> "
                              "--kill-on-invalid-dep=yes jobs/g0002-selfplay.sbatch\n"));
}

}  // namespace
}  // namespace az
