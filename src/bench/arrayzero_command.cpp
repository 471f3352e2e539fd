#include "bench/arrayzero_command.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include "core/file.h"
#include "core/text.h"
#include "plan/process.h"
#include "telemetry/clock.h"

namespace az {
namespace {

constexpr double kTimeout_s = 600;

/// CPU seconds of every child that was waited for.
double children_cpu_s() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

Result<TimedCommand> run_arrayzero(std::vector<std::string> arguments) {
  const std::string verb = arguments.front();
  arguments.insert(arguments.begin(), (own_folder() / "arrayzero").string());
  const Stopwatch watch;
  const double cpu_before_s = children_cpu_s();
  AZ_TRY(ProcessResult ended,
         run_process(arguments,
                     {.timeout_s = kTimeout_s, .capture = true, .directory = {}, .extra_env = {}}));
  if (!ended.ok())
    return fail(
        fmt::format("arrayzero {} {}: {}", verb,
                    ended.timed_out ? "did not end" : fmt::format("ended with {}", ended.code),
                    split(trim(ended.err), '\n').back()),
        "", ended.timed_out ? Exit::kUnavailable : static_cast<Exit>(ended.code));
  return TimedCommand{.out = std::move(ended.out),
                      .wall_s = watch.wall_s(),
                      .cpu_s = children_cpu_s() - cpu_before_s};
}

}  // namespace az
