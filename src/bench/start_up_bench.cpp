// start_up_bench.cpp — how long every stage takes from the start of its process to its first work:
// a generation of a small run, without a scheduler.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/arrayzero_command.h"
#include "bench/bench.h"
#include "config/field.h"
#include "core/temporary_folder.h"
#include "telemetry/metrics_reader.h"

namespace az {
namespace {

struct StartUpBenchConfig {
  std::string config = "configs/runs/smoke.yaml";
  std::string dir;
  static void describe(auto& self, auto& v) {
    v.field("config", self.config, "the run's configuration");
    v.field("dir", self.dir, "where the run directory is made; empty: the temporary folder");
  }
};

}  // namespace

Result<BenchReport> bench_start_up(const BenchRequest& request) {
  AZ_TRY(const auto config,
         read_config<StartUpBenchConfig>(*request.config.find("bench"), "bench"));
  if (request.session.size() > 1)
    return fail("az_bench start_up starts the stages' ranks itself: start one rank", "",
                Exit::kUsage);
  AZ_TRY(const TemporaryFolder folder, TemporaryFolder::make("az_bench", config.dir));

  double ranks = 0, seconds = 0, wall_s = 0, cpu_s = 0;
  std::map<std::string, double> longest_s;
  for (int i = 0; i == 0 || wall_s < request.seconds; ++i) {
    const RunDir run(folder.path() / ("run" + std::to_string(i)));
    AZ_TRY(const TimedCommand done,
           run_arrayzero({"run", "--config", config.config, "--local", "--generations", "1",
                          "--dir", run.root().string()}));
    wall_s += done.wall_s;
    cpu_s += done.cpu_s;
    for (const char* stage : {"selfplay", "train", "exam", "evaluate", "promote"})
      for (const Generation generation : {0u, 1u})
        for (const nlohmann::json& line : read_metrics(run, stage, generation)) {
          if (line.at("event") != "start") continue;
          const double start_up_s = metric(line, "start_up_s");
          ++ranks;
          seconds += start_up_s;
          longest_s[stage] = std::max(longest_s[stage], start_up_s);
        }
  }
  BenchReport report{.game = "",
                     .unit = "started ranks",
                     .work = ranks,
                     .cpu_s = cpu_s,
                     .wall_s = wall_s,
                     .details = {{"mean_s", seconds / ranks}}};
  for (const auto& [stage, longest] : longest_s)
    report.details.emplace_back(stage + "_longest_s", longest);
  return report;
}

}  // namespace az
