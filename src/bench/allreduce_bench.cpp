// allreduce_bench.cpp — the sum over ranks that training makes at every step, by the size of its
// buffer.
#include <algorithm>
#include <cmath>
#include <vector>

#include "bench/bench.h"
#include "config/field.h"
#include "core/check.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct AllReduceBenchConfig {
  double buffer_mb = 4;
  static void describe(auto& self, auto& v) {
    v.field("buffer_mb", self.buffer_mb, Range{1e-6, 65536},
            "floats that are summed at once, in MB (10^6 bytes): a net's gradients or a bucket");
  }
};

/// Wall seconds per call, the slowest rank's: the same number on every rank.
double seconds_per_call(Collective& collective, std::span<float> data, int calls) {
  collective.barrier();
  const Stopwatch watch;
  for (int i = 0; i < calls; ++i) collective.all_reduce(data, Reduce::kSum);
  double seconds = watch.wall_s() / calls;
  collective.all_reduce(std::span(&seconds, 1), Reduce::kMax);
  return seconds;
}

}  // namespace

Result<BenchReport> bench_allreduce(const BenchRequest& request) {
  AZ_TRY(const auto config,
         read_config<AllReduceBenchConfig>(*request.config.find("bench"), "bench"));
  const auto collective = request.session.collective();
  const double ranks = collective->size();
  if (collective->size() == 1)
    return fail("az_bench allreduce: one rank has nobody to add up with",
                "mpirun -n 2 az_bench allreduce", Exit::kUsage);
  const auto count =
      static_cast<std::size_t>(std::max(1.0, config.buffer_mb * 1e6 / sizeof(float)));
  std::vector<float> data(count, 1.0f);
  collective->all_reduce(std::span(data), Reduce::kSum);
  check(data.front() == static_cast<float>(ranks) && data.back() == data.front(),
        "{} ranks sum up to {}", ranks, data.front());
  std::fill(data.begin(), data.end(), 0.0f);
  std::vector<float> small(1);
  const double latency_s = seconds_per_call(*collective, small, 100);
  const double call_s = std::max(1e-9, seconds_per_call(*collective, data, 3));
  const int chunk = static_cast<int>(std::clamp(0.05 * request.seconds / call_s, 1.0, 1e6));

  double calls = 0;
  const Stopwatch watch;
  do {  // ranks agree on every round: all make the same calls
    for (int i = 0; i < chunk; ++i) collective->all_reduce(std::span(data), Reduce::kSum);
    calls += chunk;
  } while (request.session.any(watch.wall_s() < request.seconds));
  const double wall_s = watch.wall_s();
  const double bytes = calls * static_cast<double>(count * sizeof(float));
  return BenchReport{
      .game = "",
      .unit = "bytes",
      .work =
          bytes / ranks,  // the ranks' reports are added up: each byte of the result counts once
      .cpu_s = watch.cpu_s(),
      .wall_s = wall_s,
      .details = {{"buffer_bytes", static_cast<double>(count * sizeof(float))},
                  {"calls", calls},
                  {"calls_per_s", calls / wall_s},
                  {"link_bytes_per_s", 2 * (ranks - 1) / ranks * bytes / wall_s},
                  {"latency_us", 1e6 * latency_s}}};
}

}  // namespace az
