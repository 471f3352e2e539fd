// bench.h — what az_bench measures: kinds of work, each a function that works for some seconds and
// says how much it did.
//
// To add a kind: write src/bench/<kind>_bench.cpp with one function of type BenchKind::run, and
// name it in kinds.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comm/session.h"
#include "config/value.h"
#include "core/result.h"

namespace az {

struct BenchRequest {
  Value config;        ///< the kind's defaults, --game and --set merged
  double seconds = 3;  ///< wall time to work for
  const Session& session;
};

/// What this rank did. The caller adds up the ranks.
struct BenchReport {
  std::string game;  ///< family and variant; empty where no game takes part
  std::string unit;  ///< of `work`: "games", "simulations"
  double work = 0;
  double cpu_s = 0;  ///< of this process, all threads
  double wall_s = 0;
  std::vector<std::pair<std::string, double>> details;  ///< further numbers, by name
};

struct BenchKind {
  std::string_view name, help;
  std::string_view defaults;  ///< YAML; its top-level keys are the sections that the kind reads
  Result<BenchReport> (*run)(const BenchRequest& request);
};

/// Every kind, in the order of the help.
std::span<const BenchKind> bench_kinds();

/// The whole of az_bench: `az_bench KIND [--game G] [--set section.key=value]… [--seconds S]
/// [--json]`. The last line of stdout is one JSON object: bench, game, unit, rate_per_cpu_s,
/// rate_per_wall_s, seconds, ranks, and the kind's details. Returns the exit code.
int run_bench(int argc, char** argv);

}  // namespace az
