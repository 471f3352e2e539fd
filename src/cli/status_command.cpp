#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "core/text.h"
#include "plan/executor.h"
#include "plan/progress_table.h"
#include "plan/sbatch.h"
#include "plan/verdict.h"

namespace az {
namespace {

/// Everything that one look at a run gives.
struct Look {
  RunState state;
  std::vector<GenerationProgress> progress;
  std::vector<std::string> warnings;
  double flat_elo = kFlatElo;
  std::vector<StageProgress> running;
};

Result<Look> look(const RunDir& run, const Plan& plan, const Value& config) {
  Look seen;
  AZ_TRY(const auto ledger, read_ledger(run));
  const Slurm slurm(plan.profile.timeout_s);
  AZ_TRY(seen.state, observe(run, plan, ledger, &slurm));
  RunProgress progress = read_progress(run, plan.pipeline.generations);
  seen.progress = std::move(progress.generations);
  seen.warnings = std::move(progress.warnings);
  seen.flat_elo = flat_elo_of(config);
  for (const GroupStatus& group : seen.state.groups)
    if (group.count(TaskState::kRunning) > 0) {
      const Step& step = group.parts.front();
      StageProgress stage_progress =
          read_stage_progress(run, config, step.program(), step.generation);
      if (!stage_progress.unit.empty()) seen.running.push_back(std::move(stage_progress));
    }
  return seen;
}

std::string progress_line(const StageProgress& progress) {
  std::string text = fmt::format("{} {}: {}", generation_name(progress.generation), progress.stage,
                                 short_count(progress.done));
  if (progress.total > 0) text += fmt::format(" of {}", short_count(progress.total));
  text += " " + progress.unit;
  if (progress.rate_per_s > 0)
    text += fmt::format(", {:.{}f} {}/s", progress.rate_per_s, progress.rate_per_s < 10 ? 1 : 0,
                        progress.unit);
  if (progress.eta_s) text += fmt::format(", about {} left", short_duration(*progress.eta_s));
  return text;
}

/// "done" · "running 3/16" · "failed 1/16".
std::string group_cell(const GroupStatus& group) {
  const TaskState worst = group.worst();
  const int all = static_cast<int>(group.tasks.size());
  if (all == 1 || group.count(worst) == all) return std::string(state_word(worst));
  if (worst == TaskState::kRunning || worst == TaskState::kWaiting)
    return fmt::format("{} ({}/{} done)", state_word(worst), group.count(TaskState::kDone), all);
  return fmt::format("{} {}/{}", state_word(worst), group.count(worst), all);
}

bool is_trouble(TaskState state) {
  switch (state) {
    case TaskState::kNever:
    case TaskState::kStopped:
    case TaskState::kHalted:
    case TaskState::kFailed:
    case TaskState::kCancelled:
    case TaskState::kLost:
      return true;
    default:
      return false;
  }
}

/// It waits for a group that is not done.
bool is_behind(const RunState& state, const GroupStatus& group) {
  const std::vector<std::string>& needs = group.parts.front().needs;
  return std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
    const GroupStatus* needed = state.find(need);
    return needed != nullptr && !needed->done();
  });
}

/// One line for every group in trouble and for the first that wait, with the reason; what follows
/// from another's trouble ("Dependency") is only counted.
std::vector<std::string> reasons(const RunState& state) {
  constexpr int kMostWaiting = 3;
  constexpr std::size_t kMostLines = 10;
  std::vector<std::string> lines;
  int waiting = 0, follow_on = 0;
  for (const GroupStatus& group : state.groups)
    for (const TaskStatus& task : group.tasks) {
      const bool waits = task.state == TaskState::kWaiting;
      if (!is_trouble(task.state) && !waits) continue;
      if (task.reason.find("Dependency") != std::string::npos && task.state != TaskState::kNever) {
        follow_on += waits ? 0 : 1;
        continue;
      }
      // Slurm has not looked at it yet.
      if (waits && task.reason.empty() && is_behind(state, group)) continue;
      if (waits && ++waiting > kMostWaiting) continue;
      lines.push_back(fmt::format("{} {} (job {}){}{}", group.name(), state_word(task.state),
                                  task.job.empty() ? "-" : task.job,
                                  task.reason.empty() ? "" : ": ", task.reason));
      break;  // one per group says it
    }
  if (lines.size() > kMostLines) {
    follow_on += static_cast<int>(lines.size() - kMostLines);
    lines.resize(kMostLines);
  }
  if (follow_on > 0) lines.push_back(fmt::format("and {} that follow from it", follow_on));
  return lines;
}

/// "generation 3 of 24: 2 tasks running, 14 waiting".
std::string headline(const RunState& state, const Plan& plan) {
  std::map<TaskState, int> tasks;
  for (const GroupStatus& group : state.groups)
    for (const TaskStatus& task : group.tasks) ++tasks[task.state];
  std::string text;
  if (state.done()) {
    text = fmt::format("all {} generations done", plan.pipeline.generations);
  } else {
    text =
        fmt::format("generation {} of {}", state.current_generation(), plan.pipeline.generations);
    std::string parts;
    for (const auto& [kind, count] : tasks)
      if (kind != TaskState::kNotQueued && kind != TaskState::kDone)
        parts += fmt::format("{}{} {}", parts.empty() ? ": " : ", ", count, state_word(kind));
    text += parts;
    if (!state.local.empty())
      text += fmt::format("; a local run is going on ({})", state.local);
    else if (state.at_rest())
      text += state.live() ? "; nothing of it can start" : "; nothing is in the queue";
  }
  if (state.cancelled) text += "; the run is cancelled";
  if (!state.halted.empty()) text += "; HALTED by a guard: " + state.halted;
  return text;
}

/// The stages of the generations around the current one.
std::string stage_table(const RunState& state, const Plan& plan) {
  constexpr Generation kBefore = 1, kAfter = 2;
  const Generation current = state.current_generation();
  std::vector<std::vector<std::string>> rows{{"generation"}};
  for (const StageSpec& stage : plan.pipeline.stages) rows[0].push_back(stage.name);
  for (Generation generation = current > kBefore ? current - kBefore : 0;
       generation <= std::min(plan.pipeline.generations, current + kAfter); ++generation) {
    std::vector<std::string> row{generation_name(generation)};
    for (const StageSpec& stage : plan.pipeline.stages) {
      const GroupStatus* group =
          state.find(fmt::format("{}-{}", generation_name(generation), stage.name));
      row.push_back(group == nullptr ? "" : group_cell(*group));
    }
    rows.push_back(std::move(row));
  }
  return table(rows);
}

void print_text(const RunDir& run, const Plan& plan, const Look& seen) {
  fmt::print("{}\n", judge(seen.progress, seen.flat_elo).line());
  fmt::print("{} ({}): {}\n", run.root().string(), plan.run_name, headline(seen.state, plan));
  if (!seen.state.queue_known)
    fmt::print("the queue could not be asked, so jobs are unknown: {}\n", seen.state.queue_error);
  fmt::print("\n{}", stage_table(seen.state, plan));
  for (const StageProgress& progress : seen.running) fmt::print("{}\n", progress_line(progress));
  for (const std::string& line : reasons(seen.state)) fmt::print("{}\n", line);
  if (!seen.progress.empty()) fmt::print("\n{}", progress_table(seen.progress));
  for (const std::string& warning : seen.warnings) say("warning: " + warning);
}

nlohmann::ordered_json optional_json(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

void print_json(const RunDir& run, const Plan& plan, const Look& seen) {
  const Judgement judgement = judge(seen.progress, seen.flat_elo);
  nlohmann::ordered_json out;
  out["verdict"] = verdict_word(judgement.verdict);
  out["verdict_numbers"] = judgement.numbers;
  out["run"] = run.root().string();
  out["name"] = plan.run_name;
  out["generations"] = plan.pipeline.generations;
  out["done"] = seen.state.done();
  out["live"] = seen.state.live();
  out["local_run"] = seen.state.local;
  out["queue_known"] = seen.state.queue_known;
  if (!seen.state.queue_known) out["queue_error"] = seen.state.queue_error;
  out["cancelled"] = seen.state.cancelled;
  out["halted"] = seen.state.halted;
  out["warnings"] = seen.warnings;
  out["steps"] = nlohmann::ordered_json::array();
  for (const GroupStatus& group : seen.state.groups) {
    nlohmann::ordered_json step;
    step["step"] = group.name();
    step["generation"] = group.parts.front().generation;
    step["stage"] = group.parts.front().stage;
    step["state"] = state_word(group.worst());
    nlohmann::ordered_json tasks = nlohmann::ordered_json::array();
    for (const TaskStatus& task : group.tasks)
      tasks.push_back({{"state", state_word(task.state)},
                       {"job", task.job},
                       {"reason", task.reason},
                       {"code", task.code},
                       {"requeues", task.life}});
    step["tasks"] = std::move(tasks);
    out["steps"].push_back(std::move(step));
  }
  out["running"] = nlohmann::ordered_json::array();
  for (const StageProgress& progress : seen.running)
    out["running"].push_back({{"stage", progress.stage},
                              {"generation", progress.generation},
                              {"done", progress.done},
                              {"total", progress.total},
                              {"unit", progress.unit},
                              {"rate_per_s", progress.rate_per_s},
                              {"eta_s", optional_json(progress.eta_s)}});
  out["progress"] = nlohmann::ordered_json::array();
  for (const GenerationProgress& row : seen.progress) {
    nlohmann::ordered_json entry;
    entry["generation"] = row.generation;
    entry["games"] = row.games ? nlohmann::ordered_json(*row.games) : nullptr;
    entry["loss"] = optional_json(row.loss);
    entry["hold_out_loss"] = optional_json(row.hold_out_loss);
    entry["rating"] = optional_json(row.rating);
    entry["rating_half_width"] = optional_json(row.rating_half_width);
    entry["gain"] = optional_json(row.gain);
    entry["gain_half_width"] = optional_json(row.gain_half_width);
    entry["decision"] = row.decision;
    entry["gate"] = row.gate;
    entry["exams"] = nlohmann::ordered_json::array();
    for (const MistakeScore& score : row.exams)
      entry["exams"].push_back({{"name", score.name},
                                {"positions", score.positions},
                                {"mistakes_raw_percent", score.raw_percent},
                                {"mistakes_search_percent", score.search_percent}});
    entry["value_class_percent"] = nlohmann::ordered_json::object();
    entry["value_class_positions"] = nlohmann::ordered_json::object();
    for (const ValueScore& value : row.value_class) {
      entry["value_class_percent"][value.name] = value.percent;
      entry["value_class_positions"][value.name] = value.positions;
    }
    out["progress"].push_back(std::move(entry));
  }
  fmt::print("{}\n", out.dump(2));
}

/// Where a task's words are: its job's output, or the stage's log of a local run.
Path words_of(const RunDir& run, const Plan& plan, const GroupStatus& group, std::size_t task) {
  const std::string& job = group.tasks[task].job;
  const int index = static_cast<int>(task);
  for (const Step& part : group.parts) {
    if (index < part.offset || index >= part.offset + part.count) continue;
    return job == "local"
               ? run.log(part.program(), part.generation, index)
               : run.jobs() / fmt::format("{}.{}.out", job_name(part, plan.run_name), job);
  }
  return {};
}

/// What a person does about a job that never starts by itself.
std::string mend_hint(const RunDir& run, const TaskStatus& task) {
  return fmt::format("{}arrayzero resume {}",
                     is_held_by_slurm(task.reason)
                         ? ""
                         : fmt::format("mend it with scontrol, or scancel {}; then: ", task.job),
                     run.root().string());
}

/// The last words of the first task that ended badly, as an error with its code.
Result<void> why_it_stopped(const RunDir& run, const Plan& plan, const RunState& state) {
  if (!state.halted.empty())
    return fail(fmt::format("halted by a guard: {}", state.halted),
                fmt::format("look, then: arrayzero resume {} --accept-halt", run.root().string()),
                Exit::kHalted);
  if (state.cancelled)
    return fail("the run is cancelled",
                fmt::format("arrayzero resume {} continues it", run.root().string()),
                Exit::kTerminated);
  for (const GroupStatus& group : state.groups)
    for (std::size_t t = 0; t < group.tasks.size(); ++t) {
      const TaskStatus& task = group.tasks[t];
      if (!is_trouble(task.state)) continue;
      const Path out = words_of(run, plan, group, t);
      std::string hint = fmt::format("arrayzero resume {}{}", task.job == "local" ? "--local " : "",
                                     run.root().string());
      if (task.state == TaskState::kNever) {
        hint = mend_hint(run, task);
      } else if (const auto text = read_file(out)) {
        hint = fmt::format("see {}; then: {}", out.string(), hint);
        std::vector<std::string> lines = split(trim(*text), '\n');
        // The stage's own words, where it had any: launchers talk on after them.
        std::vector<std::string> errors;
        for (const std::string& line : lines)
          if (line.find(" E r") != std::string::npos) errors.push_back(line);
        if (!errors.empty()) lines = std::move(errors);
        if (lines.size() > 6) lines.erase(lines.begin(), lines.end() - 6);
        fmt::print(stderr, "{}\n", join(lines, "\n"));
      }
      return fail(fmt::format("{} {}{}{}", group.name(), state_word(task.state),
                              task.reason.empty() ? "" : ": ", task.reason),
                  std::move(hint),
                  task.code != 0 ? static_cast<Exit>(task.code) : Exit::kUnavailable);
    }
  return fail("nothing of this run is in the queue",
              fmt::format("arrayzero resume {}", run.root().string()), Exit::kNotEnough);
}

/// "g0003-train done: loss 1.234, hold-out 1.300".
std::string done_line(const GroupStatus& group, const std::vector<GenerationProgress>& progress) {
  const Step& step = group.parts.front();
  std::string line = group.name() + " done";
  for (const GenerationProgress& row : progress)
    if (row.generation == step.generation)
      if (const std::string result = stage_result(step, row); !result.empty())
        line += ": " + result;
  return line;
}

/// Prints a line for every stage that ends and, now and then, for every stage that runs.
Result<Look> follow(const RunDir& run, const Plan& plan, const Value& config, bool json) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kProgressEvery = std::chrono::seconds(10);
  catch_interrupts({SIGINT});
  std::set<std::string> told;
  auto next_progress = Clock::now() + kProgressEvery;
  int idle = 0;
  for (bool first = true;; first = false) {
    AZ_TRY(Look seen, look(run, plan, config));
    for (const GroupStatus& group : seen.state.groups)
      if (group.done() && told.insert(group.name()).second && !first && !json)
        fmt::print("{}\n", done_line(group, seen.progress));
    for (const std::string& line : reasons(seen.state))
      if (told.insert(line).second && !json) fmt::print("{}\n", line);
    if (!seen.state.queue_known && told.insert(seen.state.queue_error).second)
      say("the queue could not be asked: " + seen.state.queue_error);
    if (Clock::now() >= next_progress) {
      if (!json)
        for (const StageProgress& progress : seen.running)
          fmt::print("{}\n", progress_line(progress));
      next_progress = Clock::now() + kProgressEvery;
    }
    std::fflush(stdout);
    idle = seen.state.at_rest() ? idle + 1 : 0;
    // Twice, for a file may become visible a moment after its job has left the queue, and what
    // never starts may be mended at once.
    if (seen.state.done() || idle >= 2) return seen;
    const auto wake = Clock::now() + std::chrono::duration<double>(plan.profile.poll_s);
    while (Clock::now() < wake && interrupted() == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (interrupted() != 0) {
      say(
          fmt::format("the run goes on; watch it: arrayzero status {0} --follow; end it: arrayzero "
                      "cancel {0}",
                      run.root().string()));
      return seen;
    }
  }
}

}  // namespace

Result<void> status_command(const StatusArguments& arguments) {
  const RunDir run(arguments.run);
  AZ_TRY(const Plan plan, read_plan(run));
  AZ_TRY(const Value config, load_yaml(run.run_yaml()));
  AZ_TRY(const Look seen,
         arguments.follow ? follow(run, plan, config, arguments.json) : look(run, plan, config));
  if (arguments.json)
    print_json(run, plan, seen);
  else
    print_text(run, plan, seen);
  if (interrupted() != 0 || seen.state.done()) return {};
  if (arguments.follow) return why_it_stopped(run, plan, seen.state);
  // Where nothing goes on by itself, a look says why and what to do, too; it succeeded all the
  // same.
  if (!arguments.json && seen.state.at_rest())
    say(why_it_stopped(run, plan, seen.state).error().to_string());
  return {};
}

}  // namespace az
