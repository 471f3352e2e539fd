#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/build_info.h"
#include "core/text.h"
#include "engines/engine.h"
#include "games/registry.h"
#include "games/variants.h"
#include "layout/frozen.h"
#include "layout/halt_mark.h"
#include "layout/opening_files.h"
#include "matches/registration.h"
#include "plan/executor.h"
#include "plan/run_config.h"
#include "store/exam_set.h"

namespace az {
namespace {

Result<RunConfig> load_config(const Path& file, const std::vector<std::string>& settings) {
  AZ_TRY(Value tree, load_yaml(file));
  for (const std::string& setting : settings) AZ_OK(apply_setting(tree, setting));
  return read_run_config(tree);
}

void print_submitted(const RunDir& run, const Plan& plan, const SubmitReport& report, bool json) {
  if (json) {
    nlohmann::ordered_json out;
    out["run"] = run.root().string();
    out["name"] = plan.run_name;
    out["generations"] = plan.pipeline.generations;
    out["queued_jobs"] = report.submitted;
    out["queued_tasks"] = report.tasks;
    out["queued_generation"] = report.last;
    out["more"] = report.more;
    out["at_limit"] = report.at_limit;
    out["left_out"] = report.left_out;
    fmt::print("{}\n", out.dump());
    return;
  }
  if (report.submitted == 0) {
    fmt::print("{}: {}\n", run.root().string(),
               report.left_out.empty() ? "nothing was missing" : "nothing could be queued");
  } else {
    fmt::print("{}: {} jobs queued ({} tasks), generations up to {} of {}\n", run.root().string(),
               report.submitted, report.tasks, report.last, plan.pipeline.generations);
  }
  if (report.more && report.left_out.empty())
    fmt::print("{}later generations are queued {}\n",
               report.at_limit ? "the limit of queued jobs is reached; " : "",
               plan.profile.extend ? "by the last job of each generation"
                                   : fmt::format("by `arrayzero resume {}`", run.root().string()));
  fmt::print("watch: arrayzero status {} --follow\n", run.root().string());
}

Result<void> submit(const RunDir& run, const Plan& plan, const SubmitOptions& options, bool json) {
  const Slurm slurm(plan.profile.timeout_s);
  AZ_TRY(const SubmitReport report, submit_missing(run, plan, slurm, options, say));
  print_submitted(run, plan, report, json);
  if (report.left_out.empty()) return {};
  return fail(fmt::format("{} and what follows it are not queued: the limit of queued jobs is "
                          "reached, and no job in the queue will queue them",
                          report.left_out),
              fmt::format("arrayzero resume {} when jobs have left the queue; or ask for a larger "
                          "limit (MaxSubmitJobs)",
                          run.root().string()),
              Exit::kRequeue);
}

Result<void> execute_here(const RunDir& run, const Plan& plan, bool json) {
  AZ_OK(run_local(run, plan, Slurm(plan.profile.timeout_s), say));
  if (json)
    fmt::print("{}\n", nlohmann::json{{"run", run.root().string()}, {"done", true}}.dump());
  else
    fmt::print("{}: {} generations done\n", run.root().string(), plan.pipeline.generations);
  return {};
}

/// Copies the solved positions into the run, whose configuration then names the copies.
Result<void> freeze_exam_sets(const RunDir& run, RunConfig& config) {
  for (ExamSetConfig& set : config.sections.exam.sets) {
    AZ_TRY(const std::string positions, read_file(project_file(set.file)));
    const Path copy = run.exam_sets() / (set.name + Path(set.file).extension().string());
    AZ_OK(make_directories(run.exam_sets()));
    AZ_OK(write_file(copy, positions));
    set.file = copy.lexically_relative(run.root()).string();
  }
  return {};
}

/// Every variant that is played, on one engine, as a block of its games will.
Result<void> try_variants(Engine& engine, const GameVariants& variants) {
  for (std::size_t v = 0; v < variants.games.size(); ++v)
    AZ_OK(engine.begin(*variants.games[v], variants.sections[v], 0));
  return {};
}

/// Starts the engines that anchors name, at the run's variants, and writes into the configuration
/// who they are: match files and ratings know an engine by that. Where modules are loaded before a
/// stage the program need not be here if the configuration says who it is.
Result<void> ask_engines(RunConfig& config, const Plan& plan) {
  AZ_TRY(const GameVariants variants, make_game_variants(print_run_config(config)));
  ArenaConfig& arena = config.sections.arena;
  for (const AnchorConfig& anchor : arena.anchors) {
    if (anchor.kind != AnchorKind::kEngine || anchor.blocks == 0) continue;
    EngineConfig& engine = arena.agents.at(anchor.agent);
    const std::string key = "arena.agents." + anchor.agent;
    AZ_TRY(const std::vector<std::string> words, command_words(engine.command));
    if (words[0].find('/') != std::string::npos && words[0][0] != '/')
      return fail(fmt::format("{}.command: {} is named from this folder, the stages run elsewhere",
                              key, words[0]),
                  "write its whole path, or a name on PATH", Exit::kUsage);
    const bool known = !engine.name.empty() && !engine.version.empty();
    const bool elsewhere = !plan.profile.setup.empty() || !plan.profile.container.empty();
    if (known && elsewhere && !find_program(words[0])) {
      say(fmt::format("{}: {} is not here; the stages will look for it", key, words[0]));
      continue;
    }
    Result<void> ready;
    auto started = Engine::start({.label = anchor.agent, .config = engine});
    if (started) {
      ready = try_variants(**started, variants);
      engine = (*started)->identified();
    } else {
      ready = tl::unexpected<Error>(started.error());
    }
    if (ready) continue;
    std::string hint = ready.error().hint;
    if (hint.empty())
      hint = elsewhere && !find_program(words[0])
                 ? "it is not here: where the profile's setup brings it, set its name and version"
                 : "its command must play by hand, too: " + engine.command;
    return fail(fmt::format("{}: {}", key, ready.error().message), hint, Exit::kUsage);
  }
  return {};
}

/// Which generations play the ladder, where the configuration leaves that open: the last one.
Result<void> set_ladder(LadderConfig& ladder, Generation last) {
  if (ladder.simulations.empty()) return {};
  if (ladder.generations.empty()) ladder.generations = {last};
  for (const Generation generation : ladder.generations)
    if (generation > last)
      return fail(
          fmt::format("arena.ladder.generations: the run ends with generation {}, before {}", last,
                      generation),
          "leave it empty for the last one", Exit::kUsage);
  return {};
}

/// The openings' hash, which the configuration may have named already.
Result<void> hash_openings(OpeningsConfig& openings) {
  if (openings.file.empty()) return {};
  AZ_TRY(const OpeningFiles files, read_opening_files(project_file(openings.file)));
  if (!openings.hash.empty() && openings.hash != files.hash.hex())
    return fail(fmt::format("arena.openings: the hash of {} is {}, not {}", openings.file,
                            files.hash.hex(), openings.hash),
                "these are other openings; leave hash empty to take them", Exit::kUsage);
  openings.hash = files.hash.hex();
  return {};
}

/// Copies the openings into the run, whose configuration then names the copies.
Result<void> freeze_openings(const RunDir& run, OpeningsConfig& openings) {
  if (openings.file.empty()) return {};
  AZ_TRY(const OpeningFiles files, read_opening_files(project_file(openings.file)));
  if (files.hash.hex() != openings.hash)
    return fail(fmt::format("{} changed while the run was begun", openings.file), "", Exit::kUsage);
  std::error_code error;  // an interrupted call may have left others
  std::filesystem::remove_all(run.openings(), error);
  AZ_OK(make_directories(run.openings()));
  for (const OpeningFiles::File& file : files.files)
    AZ_OK(write_file(run.openings() / file.name, file.text));
  openings.file = run.openings().lexically_relative(run.root()).string();
  return {};
}

/// A GPU asked of a build without one. The stages of another build (--bin) answer for themselves.
Result<void> check_devices(const RunSections& sections) {
  if (build_info().gpu) return {};
  for (const auto& [section, gpu] : {std::pair{"infer", sections.infer.device == InferDevice::kGpu},
                                     {"train", sections.train.device == TrainDevice::kGpu}})
    if (gpu)
      return fail(fmt::format("{}.device: gpu, but this build is without GPU support", section),
                  "build with `cmake --preset gpu` and use its arrayzero, or set it to cpu",
                  Exit::kUsage);
  return {};
}

/// What the stages would find out only when their turn comes, hours later: exam sets that are none,
/// engines that do not play, a game with too few openings for its evaluation.
Result<void> check_ahead(RunConfig& config, const Plan& plan) {
  AZ_TRY(const std::unique_ptr<Game> game, make_game(config.game));
  for (const ExamSetConfig& set : config.sections.exam.sets) {
    const Path file = project_file(set.file);
    if (!exists(file))
      return fail(fmt::format("exam.sets: {}: no file {}", set.name, set.file),
                  "configs/exams holds the sets", Exit::kUsage);
    if (const auto positions = read_exam_set(file, *game, 0); !positions)
      return fail(fmt::format("exam.sets: {}: {}", set.name, positions.error().message),
                  positions.error().hint, Exit::kUsage);
  }
  AZ_OK(hash_openings(config.sections.arena.openings));
  const auto& stages = plan.pipeline.stages;
  if (std::none_of(stages.begin(), stages.end(),
                   [](const StageSpec& stage) { return stage.app == "az_evaluate"; }))
    return {};
  AZ_OK(ask_engines(config, plan));
  RunConfig here = config;
  std::string& openings = here.sections.arena.openings.file;
  if (!openings.empty()) openings = project_file(openings).string();
  // A generation that plays the ladder needs the most openings.
  const auto& ladder = here.sections.arena.ladder.generations;
  const Generation generation = ladder.empty() ? 1 : std::max<Generation>(ladder.back(), 1);
  const auto registered =
      register_matches("", print_run_config(here), here.sections.arena, generation,
                       hash128("candidate"), 0, hash128("champion"));
  if (!registered) return fail(registered.error().message, registered.error().hint, Exit::kUsage);
  return {};
}

/// Stands in a run directory from the first file on until its plan is there: what lies beside it an
/// interrupted call left, and the next one writes it again.
Path begun(const RunDir& run) { return run.root() / ".begun"; }

/// 64 where the directory is anything but a place for a new run: two things in one place get mixed
/// up.
Result<void> check_place(const RunDir& run) {
  constexpr const char* kHint = "--dir names another place, empty or not there yet";
  const std::string place = run.root().string();
  if (!exists(run.root())) return {};
  if (!is_directory(run.root()))
    return fail(fmt::format("{} is no directory", place), kHint, Exit::kUsage);
  if (file_exists(run.plan_yaml()))
    return fail(fmt::format("{} holds a run already", place),
                fmt::format("arrayzero resume {} continues it; --dir names another place", place),
                Exit::kUsage);
  if (file_exists(begun(run))) return {};
  AZ_TRY(const std::vector<std::string> names, list_directory(run.root()));
  for (const std::string& name : names)
    if (!name.starts_with('.'))
      return fail(fmt::format("{} is no run and not empty: it holds {}", place, name), kHint,
                  Exit::kUsage);
  return {};
}

}  // namespace

Result<void> run_command(const RunArguments& arguments) {
  const Path config_file = project_file(arguments.config);
  AZ_TRY(RunConfig config, load_config(config_file, arguments.settings));
  AZ_TRY(const Value pipeline, load_yaml(project_file(arguments.pipeline)));
  AZ_TRY(const Value profile, load_yaml(project_file(arguments.profile)));
  AZ_TRY(Plan plan, make_plan(pipeline, profile));
  if (arguments.bin.empty()) AZ_OK(check_devices(config.sections));
  const int generations =
      arguments.generations > 0 ? arguments.generations : config.sections.generations;
  if (generations > 0) plan.pipeline.generations = static_cast<Generation>(generations);
  AZ_OK(set_ladder(config.sections.arena.ladder, plan.pipeline.generations));
  AZ_OK(check_ahead(config, plan));

  const Path dir = arguments.dir.empty() ? Path("runs") / config_file.stem() : arguments.dir;
  const RunDir run(dir.has_filename() ? dir : dir.parent_path());
  plan.run_name = make_run_name(run);
  plan.created = fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(std::time(nullptr)));
  plan.version = build_info().version;
  if (!arguments.dry_run) AZ_OK(check_place(run));
  if (!arguments.local) {
    const Slurm slurm(arguments.dry_run ? 3 : plan.profile.timeout_s);
    const auto limits = slurm.limits();
    if (!limits && !arguments.dry_run)
      return fail(limits.error().message, limits.error().hint + "; without a scheduler: --local",
                  limits.error().code);
    if (limits) plan.max_array_size = limits->max_array_size;
  }
  if (arguments.dry_run) {
    fmt::print("{}", dry_run(run, plan));
    return {};
  }

  AZ_OK(make_directories(run.root()));
  AZ_OK(write_file(begun(run), ""));
  AZ_OK(freeze_executables(run, arguments.bin.empty() ? own_folder() : arguments.bin, plan));
  AZ_OK(freeze_exam_sets(run, config));
  AZ_OK(freeze_openings(run, config.sections.arena.openings));
  AZ_OK(write_file(
      run.run_yaml(),
      fmt::format("# The frozen configuration of this run, every key. Made by "
                  "`arrayzero run --config {}`.\n{}",
                  arguments.config.filename().string(), print_run_config(config).to_yaml())));
  AZ_TRY(plan.configuration, configuration_hash(run));
  AZ_OK(write_plan(run, plan));  // last: with it the directory is a run
  AZ_OK(remove_file(begun(run)));
  if (arguments.local) return execute_here(run, plan, arguments.json);
  return submit(run, plan, {}, arguments.json);
}

Result<void> resume_command(const ResumeArguments& arguments) {
  const RunDir run(arguments.run);
  AZ_TRY(Plan plan, read_plan(run));
  AZ_OK(check_configuration(run));
  if (arguments.generations > 0 &&
      static_cast<Generation>(arguments.generations) != plan.pipeline.generations)
    AZ_OK(set_generations(run, plan, Slurm(plan.profile.timeout_s),
                          static_cast<Generation>(arguments.generations)));
  if (arguments.extend) {
    if (file_exists(run.cancelled())) return {};
    return submit(run, plan, {.only_new = true}, arguments.json);
  }
  if (file_exists(run.halted())) {
    if (!arguments.accept_halt)
      return fail(
          fmt::format("{} was halted by a guard: {}", run.root().string(), halt_reason(run)),
          "look at the report; --accept-halt goes on, whether you mended the cause or accept it",
          Exit::kHalted);
    AZ_OK(accept_halt(run));
  }
  if (arguments.local) return execute_here(run, plan, arguments.json);
  const Slurm slurm(plan.profile.timeout_s);
  AZ_TRY(const SlurmLimits limits, slurm.limits());  // before the mark goes: is it there at all?
  static_cast<void>(limits);
  AZ_OK(remove_file(run.cancelled()));
  return submit(run, plan, {}, arguments.json);
}

Result<void> cancel_command(const Path& path, bool json) {
  const RunDir run(path);
  AZ_TRY(const Plan plan, read_plan(run));
  AZ_TRY(const CancelReport report, cancel_run(run, plan, Slurm(plan.profile.timeout_s)));
  if (json)
    fmt::print("{}\n", nlohmann::json{{"run", path.string()},
                                      {"cancelled_tasks", report.tasks},
                                      {"local_run", report.local},
                                      {"done", report.done}}
                           .dump());
  else if (report.done)
    fmt::print("{}: all {} generations are done, nothing was left to cancel\n", path.string(),
               plan.pipeline.generations);
  else if (!report.local.empty())
    fmt::print(
        "{0}: the local run ({1}) ends before its next task, Ctrl-C there ends it at once; "
        "arrayzero resume --local {0} continues\n",
        path.string(), report.local);
  else
    fmt::print("{}: cancelled {} tasks; arrayzero resume {} continues\n", path.string(),
               report.tasks, path.string());
  return {};
}

Result<void> config_command(const ConfigArguments& arguments) {
  if (arguments.base) {
    fmt::print("{}", base_yaml());
    return {};
  }
  if (arguments.file.empty())
    return fail("no configuration named", "arrayzero config FILE, or --base", Exit::kUsage);
  AZ_TRY(const RunConfig config, load_config(project_file(arguments.file), arguments.settings));
  fmt::print("{}", print_run_config(config).to_yaml());
  return {};
}

}  // namespace az
