#include "stage/stage.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <thread>

#include "config/command_line.h"
#include "core/build_info.h"
#include "core/check.h"
#include "layout/frozen.h"
#include "layout/halt_mark.h"
#include "stage/launch.h"
#include "telemetry/clock.h"
#include "telemetry/process_age.h"

namespace az::stage_detail {
namespace {

struct Arguments {
  std::string run;
  Generation generation = 0;
  int task = 0, tasks = 1, ranks = 0;
  std::set<std::string> flags;
};

/// Fills `arguments`; a value: exit with it at once (--help, a wrong command line).
std::optional<int> parse(int argc, char** argv, const Description& description,
                         Arguments& arguments) {
  CLI::App app(fmt::format("az_{}: stage '{}' of a run", description.name, description.name),
               fmt::format("az_{}", description.name));
  app.add_option("--run", arguments.run, "the run directory")->required();
  app.add_option("--generation", arguments.generation, "which generation")->default_val(0);
  app.add_option("--task", arguments.task, "this array task, 0 …")->check(CLI::NonNegativeNumber);
  app.add_option("--tasks", arguments.tasks, "array tasks in all")->check(CLI::PositiveNumber);
  app.add_option("--ranks", arguments.ranks,
                 "ranks that the launcher should have started; 0: ask Slurm");
  std::map<std::string, bool> flags;
  for (const std::string& flag : description.flags) app.add_flag("--" + flag, flags[flag]);
  if (const auto code = parse_command_line(app, argc, argv)) return code;
  for (const auto& [flag, given] : flags)
    if (given) arguments.flags.insert(flag);
  return {};
}

/// What only rank 0 reads: the frozen configuration, as text for the others.
Result<std::string> read_frozen(const RunDir& run, std::string_view executable) {
  AZ_OK(check_build(run, executable));
  AZ_OK(check_configuration(run));
  auto text = read_file(run.run_yaml());
  if (!text)
    return fail(text.error().message, "a run directory is made by `arrayzero run`", Exit::kUsage);
  return text;
}

}  // namespace

int run(int argc, char** argv, const Description& description) {
  StopFlag stop;  // first: an early signal during start-up must not kill the process
  const Stopwatch watch;
  Arguments arguments;
  if (const auto code = parse(argc, argv, description, arguments)) return *code;

  Session session;
  Exit code = Exit::kDone;
  {
    Log log(session.rank(), std::string(description.name), generation_name(arguments.generation));
    const RunDir run_dir{Path(arguments.run)};
    Result<void> done;
    try {
      Result<void> ready;
      std::string frozen;
      if (session.rank() == 0) {
        auto text = read_frozen(run_dir, fmt::format("az_{}", description.name));
        if (text) {
          frozen = std::move(*text);
        } else {
          ready = tl::unexpected<Error>(text.error());
        }
        if (ready && arguments.task >= arguments.tasks)
          ready = fail(fmt::format("--task {} of --tasks {}", arguments.task, arguments.tasks),
                       "tasks are numbered from 0", Exit::kUsage);
      }
      // Not a collective failure: a world that is wrong cannot be spoken to.
      done = check_world(session, arguments.ranks);
      // The others find the same: who leaves first must not have them killed before they say so.
      if (!done && launched_by_slurm()) std::this_thread::sleep_for(std::chrono::seconds(2));
      if (done) done = session.broadcast(std::move(ready));
      if (done) {
        frozen = session.broadcast(std::move(frozen));
        auto config = parse_yaml(frozen, run_dir.run_yaml().string());
        const auto threads = usable_threads(session);
        if (!config)
          done = tl::unexpected<Error>(config.error());
        else if (!threads)
          done = tl::unexpected<Error>(threads.error());
        else if (const auto open = log.open_file(
                     run_dir.log(description.name, arguments.generation, arguments.task));
                 !open)
          done = open;
        else {
          Metrics metrics(run_dir.metrics(description.name, arguments.generation, arguments.task,
                                          session.rank()),
                          std::string(description.name), arguments.generation);
          Context context{session,
                          run_dir,
                          std::move(*config),
                          arguments.generation,
                          arguments.task,
                          arguments.tasks,
                          *threads,
                          arguments.flags,
                          log,
                          metrics,
                          stop};
          const double start_up_s = process_age_s();
          if (context.is_root())
            log.info(
                "started after {:.2f} s: task {} of {}, {} ranks × {} cores on {}, version {} {}",
                start_up_s, arguments.task, arguments.tasks, session.size(), *threads,
                session.host(), build_info().version, build_info().type);
          done = metrics.write("start", {{"start_up_s", start_up_s}});
          if (done) done = description.run(context);
        }
      }
    } catch (const std::exception& error) {
      log.error("{}: {} (hint: this is a bug; the line above says where)", session.host(),
                error.what());
      session.abort(Exit::kBug);
    }
    if (!done) {
      code = done.error().code;
      if (code == Exit::kRequeue || code == Exit::kTerminated) {
        log.info("{}", done.error().to_string());
      } else {
        log.error("{}", done.error().to_string());
        // Before the others hear of it: without the mark a plain `resume` would go on.
        if (code == Exit::kHalted)
          if (const auto marked = mark_halted(run_dir, description.name, arguments.generation,
                                              done.error().message);
              !marked)
            log.error("{}", marked.error().to_string());
        // Others may wait in a collective for this rank: leave together, at once.
        if (session.size() > 1) session.abort(code);
      }
    }
    code = session.agree(code);
    if (session.rank() == 0)
      log.info("ended with {} after {:.1f} s ({:.1f} CPU s)", static_cast<int>(code),
               watch.wall_s(), watch.cpu_s());
  }
  return static_cast<int>(code);
}

}  // namespace az::stage_detail
