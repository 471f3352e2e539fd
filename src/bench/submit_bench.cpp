// submit_bench.cpp — a whole plan checked, frozen and handed to the Slurm that answers here; its
// jobs are held, and cancelled before the next one.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/arrayzero_command.h"
#include "bench/bench.h"
#include "config/field.h"
#include "core/temporary_folder.h"

namespace az {
namespace {

struct SubmitBenchConfig {
  std::string config = "configs/runs/smoke.yaml";
  int generations = 40;
  std::string dir;
  static void describe(auto& self, auto& v) {
    v.field("config", self.config, "the run's configuration");
    v.field("generations", self.generations, Range{1, 1000}, "of the plan");
    v.field("dir", self.dir, "where the run directory is made; empty: the temporary folder");
  }
};

}  // namespace

Result<BenchReport> bench_submit(const BenchRequest& request) {
  AZ_TRY(const auto config, read_config<SubmitBenchConfig>(*request.config.find("bench"), "bench"));
  if (request.session.size() > 1)
    return fail("az_bench submit queues one plan: start one rank", "", Exit::kUsage);
  AZ_TRY(const TemporaryFolder folder, TemporaryFolder::make("az_bench", config.dir));
  const Path profile = folder.path() / "profile.yaml";
  AZ_OK(write_file(profile, request.config.find("profile")->to_yaml()));

  double plans = 0, jobs = 0, wall_s = 0, cpu_s = 0;
  do {
    const std::string run = (folder.path() / fmt::format("run{}", plans)).string();
    const auto queued = run_arrayzero({"run", "--config", config.config, "--profile",
                                       profile.string(), "--generations",
                                       std::to_string(config.generations), "--dir", run, "--json"});
    // Also what a refusal half-way has left in the queue.
    const auto cancelled = run_arrayzero({"cancel", run});
    if (!queued) return tl::unexpected<Error>(queued.error());
    AZ_OK(cancelled);
    jobs += nlohmann::json::parse(queued->out).at("queued_jobs").get<double>();
    wall_s += queued->wall_s;
    cpu_s += queued->cpu_s;
    ++plans;
  } while (wall_s < request.seconds);
  return BenchReport{.game = "",
                     .unit = "jobs",
                     .work = jobs,
                     .cpu_s = cpu_s,
                     .wall_s = wall_s,
                     .details = {{"generations", static_cast<double>(config.generations)},
                                 {"jobs_of_a_plan", jobs / plans},
                                 {"wall_s_of_a_plan", wall_s / plans},
                                 {"cpu_s_of_a_plan", cpu_s / plans}}};
}

}  // namespace az
