#include "cli/arrayzero.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <utility>

#include "cli/commands.h"
#include "config/command_line.h"
#include "core/build_info.h"

namespace az {
namespace {

/// Verbs that another executable does.
struct Handover {
  const char *verb, *executable, *help;
};
constexpr Handover kHandovers[] = {
    {"report", "az_report", "write the report of a run"},
    {"inspect", "az_inspect", "look into shards, nets and lineage, and check them"},
    {"exam", "az_exam", "score a net on solved positions"},
    {"bench", "az_bench", "measure rates on this machine"},
    {"play", "az_play", "play against a net"},
    {"gtp", "az_gtp", "a net behind a Go front end, or any game over GTP"},
    {"analysis", "az_analysis", "a net behind KaTrain, over KataGo's analysis protocol"},
};

constexpr const char* kAbout =
    "AlphaZero as a Slurm pipeline: checks, queues, watches and resumes runs.\n"
    "\n"
    "  arrayzero run --config configs/runs/quickstart.yaml     queue a run\n"
    "  arrayzero status runs/quickstart --follow               watch it\n"
    "  arrayzero resume runs/quickstart                        continue after a failure\n"
    "\n"
    "Exit codes: 0 done, 15 cancelled (resume), 64 wrong configuration or command line, 65 wrong "
    "data,\n"
    "66 not enough input, 69 a service is unavailable, 70 a bug, 74 disk or I/O failure, 75 "
    "stopped "
    "early\n"
    "(resume), 76 halted by a guard.";

class CommandLine {
 public:
  CommandLine() : app_(kAbout, "arrayzero") {
    app_.set_version_flag("--version", [] {
      const BuildInfo info = build_info();
      return fmt::format("arrayzero {} ({}, {}{})", info.version, info.compiler, info.type,
                         info.gpu ? ", GPU" : "");
    });
    app_.require_subcommand(1);
    add_run();
    add_resume();
    add_cancel();
    add_status();
    add_doctor();
    add_games();
    add_config();
    for (const Handover& handover : kHandovers) {
      CLI::App* verb = app_.add_subcommand(
          handover.verb, fmt::format("{} ({})", handover.help, handover.executable));
      verb->prefix_command();
      verb->set_help_flag();
    }
  }

  /// An exit code where the command line already settles it, else what to do.
  std::pair<int, std::function<Result<void>()>> parse(int argc, char** argv) {
    // Everything behind a handed-over verb belongs to the other executable, --help too.
    if (argc > 1)
      for (const Handover& handover : kHandovers)
        if (std::string_view(argv[1]) == handover.verb)
          return {0, [executable = std::string(handover.executable),
                      rest = std::vector<std::string>(argv + 2, argv + argc)] {
                    return hand_over(executable, rest);
                  }};
    if (const auto code = parse_command_line(app_, argc, argv)) return {*code, {}};
    return {0, action_};
  }

 private:
  void add_run() {
    CLI::App* verb = app_.add_subcommand("run", "check, freeze and queue a run");
    verb->add_option("--config", run_.config, "what is computed")->required();
    verb->add_option("--pipeline", run_.pipeline, "in which order")
        ->default_val("pipelines/loop.yaml");
    verb->add_option("--profile", run_.profile, "where it runs")
        ->default_val("slurm/profiles/local.yaml");
    verb->add_option("--dir", run_.dir, "run directory; default: runs/<name of the configuration>");
    verb->add_option("--set", run_.settings, "change one key: section.key=value")
        ->allow_extra_args(false);
    verb->add_option("--generations", run_.generations, "generations to run")
        ->check(CLI::PositiveNumber);
    verb->add_option("--bin", run_.bin, "folder of the executables; default: this one's");
    verb->add_flag("--dry-run", run_.dry_run, "print every script and sbatch line, submit nothing");
    verb->add_flag("--local", run_.local, "run here with mpirun, in order, without a scheduler");
    verb->add_flag("--json", run_.json, "print the result as JSON");
    verb->callback([this] { action_ = [this] { return run_command(run_); }; });
  }
  void add_resume() {
    CLI::App* verb = app_.add_subcommand("resume", "queue again what is missing");
    verb->add_option("run", resume_.run, "run directory")->required();
    verb->add_option("--generations", resume_.generations, "run on to this generation")
        ->check(CLI::PositiveNumber);
    verb->add_flag("--local", resume_.local, "run here with mpirun, without a scheduler");
    verb->add_flag("--accept-halt", resume_.accept_halt,
                   "go on although a guard halted the run: you looked at the reason");
    verb->add_flag("--extend", resume_.extend, "only what was never queued (for jobs)");
    verb->add_flag("--json", resume_.json, "print the result as JSON");
    verb->callback([this] { action_ = [this] { return resume_command(resume_); }; });
  }
  void add_cancel() {
    CLI::App* verb =
        app_.add_subcommand("cancel", "cancel every job of a run; resume continues it");
    verb->add_option("run", path_, "run directory")->required();
    verb->add_flag("--json", json_, "print the result as JSON");
    verb->callback([this] { action_ = [this] { return cancel_command(path_, json_); }; });
  }
  void add_status() {
    CLI::App* verb =
        app_.add_subcommand("status", "what runs, what waits and why, what was reached");
    verb->add_option("run", status_.run, "run directory")->required();
    verb->add_flag("--follow", status_.follow, "print progress until the run ends");
    verb->add_flag("--json", status_.json, "print JSON");
    verb->callback([this] { action_ = [this] { return status_command(status_); }; });
  }
  void add_doctor() {
    CLI::App* verb = app_.add_subcommand("doctor", "check scheduler, launcher and file system");
    verb->add_option("--profile", doctor_.profile, "where runs will run")
        ->default_val("slurm/profiles/local.yaml");
    verb->add_option("--dir", doctor_.dir, "where run directories will lie")->default_val("runs");
    verb->add_flag("--json", doctor_.json, "print JSON");
    verb->callback([this] { action_ = [this] { return doctor_command(doctor_); }; });
  }
  void add_games() {
    CLI::App* verb = app_.add_subcommand("games", "the games and their settings");
    verb->add_option("game", game_, "one game: its facts and settings");
    verb->add_flag("--json", json_, "print JSON");
    verb->callback([this] { action_ = [this] { return games_command(game_, json_); }; });
  }
  void add_config() {
    CLI::App* verb =
        app_.add_subcommand("config", "print a configuration with every key filled in");
    verb->add_option("file", config_.file, "a run's configuration");
    verb->add_option("--set", config_.settings, "change one key: section.key=value")
        ->allow_extra_args(false);
    verb->add_flag("--base", config_.base, "every key, its default and help: configs/base.yaml");
    verb->callback([this] { action_ = [this] { return config_command(config_); }; });
  }

  CLI::App app_;
  std::function<Result<void>()> action_;
  RunArguments run_;
  ResumeArguments resume_;
  StatusArguments status_;
  DoctorArguments doctor_;
  ConfigArguments config_;
  Path path_;
  std::string game_;
  bool json_ = false;
};

}  // namespace

int arrayzero(int argc, char** argv) {
  try {
    CommandLine command_line;
    const auto [code, action] = command_line.parse(argc, argv);
    if (!action) return code;
    const Result<void> done = action();
    if (std::fflush(stdout) != 0) {
      say("cannot write to stdout");
      return static_cast<int>(Exit::kIo);
    }
    if (done) return 0;
    say(done.error().to_string());
    return static_cast<int>(done.error().code);
  } catch (const std::exception& error) {
    say(fmt::format("{} (hint: this is a bug; the line above says where)", error.what()));
    return static_cast<int>(Exit::kBug);
  }
}

}  // namespace az
