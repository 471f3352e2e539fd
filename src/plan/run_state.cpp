#include "plan/run_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "config/field.h"
#include "core/text.h"
#include "layout/halt_mark.h"
#include "plan/sbatch.h"

namespace az {
namespace {

std::string end_name(const Step& step, int task) {
  return fmt::format("{}-t{:03}", step.group(), task);
}

TaskStatus from_end(const TaskEnd& end) {
  TaskStatus status;
  status.job = end.job;
  status.code = end.code;
  status.life = end.life;
  switch (end.code) {
    case static_cast<int>(Exit::kDone):
      status.state = TaskState::kDone;
      break;
    case static_cast<int>(Exit::kRequeue):
      status.state = TaskState::kStopped;
      status.reason = "stopped early, state saved";
      break;
    case static_cast<int>(Exit::kTerminated):
      status.state = TaskState::kCancelled;
      status.reason = "terminated, state saved";
      break;
    case static_cast<int>(Exit::kHalted):
      status.state = TaskState::kHalted;
      status.reason = "halted by a guard";
      break;
    default:
      status.state = TaskState::kFailed;
      status.reason = fmt::format("exit code {}", end.code);
  }
  return status;
}

/// What an ended queue or accounting row says about a task that left no end of its own.
TaskStatus from_ended_row(const std::string& state, const std::string& reason) {
  TaskStatus status;
  status.reason =
      reason.empty() || reason == "None" ? state : fmt::format("{} ({})", state, reason);
  if (state == "CANCELLED" || state == "REVOKED") {
    status.state = TaskState::kCancelled;
  } else if (state == "COMPLETED") {
    // Its end may still be on the way through a slow file system.
    status.state = TaskState::kUnknown;
    status.reason = "ended, but its end is not visible yet";
  } else if (state == "PREEMPTED" || state == "NODE_FAIL") {
    status.state = TaskState::kStopped;
  } else {
    status.state = TaskState::kFailed;
  }
  return status;
}

TaskStatus from_live_row(const QueueRow& row) {
  TaskStatus status;
  status.reason = row.reason == "None" ? "" : row.reason;
  // Slurm still calls a job whose launch failed completing while it holds it already.
  if (row.state == "PENDING" || is_held_by_slurm(row.reason)) {
    const std::string never = never_starts(row.reason);
    status.state = never.empty() ? TaskState::kWaiting : TaskState::kNever;
    if (!never.empty()) status.reason = never;
  } else {
    status.state = TaskState::kRunning;
    status.reason = row.state == "RUNNING" ? "" : row.state;
  }
  return status;
}

/// Shards of a generation by the frozen configuration; 0: not known.
std::uint64_t shards_asked(const RunDir& run) {
  const auto config = load_yaml(run.run_yaml());
  if (!config) return 0;
  const double games = number_at(*config, "selfplay.games").value_or(0);
  const double per_shard = number_at(*config, "selfplay.games_per_shard").value_or(0);
  return per_shard > 0 ? static_cast<std::uint64_t>(std::ceil(games / per_shard)) : 0;
}

/// What of a group's result is gone although every task of it succeeded, in words; "": nothing.
/// Shards are asked for until the generation is trained: after that its net is what counts.
std::string missing_output(const RunDir& run, const GroupStatus& group) {
  const Step& step = group.parts.front();
  if (step.app == "az_selfplay") {
    if (!group.done() || file_exists(run.net(step.generation))) return "";
    const std::uint64_t asked = shards_asked(run);
    std::uint64_t gone = 0;
    for (std::uint64_t s = 0; s < asked; ++s)
      gone += file_exists(run.shard(step.generation, s)) ? 0 : 1;
    return gone == 0 ? "" : fmt::format("{} of its {} shards", gone, asked);
  }
  const Path output = stage_output(run, step);
  return output.empty() || file_exists(output) ? "" : output.string();
}

constexpr std::string_view kLeftNoEnd = "no longer in the queue, left no end";

/// One submission: which tasks of which group a scheduler's id stands for.
struct Submission {
  std::string job;
  const Step* step = nullptr;
  std::vector<int> indices;  ///< array indices; empty: no array
};

class Observer {
 public:
  Observer(const RunDir& run, const std::string& run_name, RunState& state)
      : run_(run), run_name_(run_name) {
    for (GroupStatus& group : state.groups)
      for (const Step& part : group.parts) steps_[part.name()] = {&group, &part};
  }

  void add_submission(const LedgerEntry& entry) {
    const auto found = steps_.find(entry.step);
    if (found == steps_.end()) return;  // of a generation beyond the plan
    submissions_.push_back({entry.job, found->second.second, parse_index_list(entry.tasks)});
  }

  /// A submission that is alive tells a task's state; else its own end, when the last submission
  /// left it; else what became of the last submission.
  void apply(const std::vector<QueueRow>* queue) {
    std::map<std::pair<std::string, int>, const QueueRow*> rows;
    if (queue != nullptr)
      for (const QueueRow& row : *queue) rows[{row.job, row.index}] = &row;
    std::map<std::pair<GroupStatus*, std::size_t>, TaskStatus> last;
    for (const Submission& submission : submissions_) {
      GroupStatus& group = *steps_[submission.step->name()].first;
      const bool array = submission.step->array;
      for (const int index : array ? submission.indices : std::vector<int>{0}) {
        const auto task = static_cast<std::size_t>(index + submission.step->offset);
        if (task >= group.tasks.size()) continue;
        TaskStatus& known = last[{&group, task}];
        if (known.live()) continue;
        const auto row = rows.find({submission.job, array ? index : -1});
        if (queue == nullptr) {
          known = {TaskState::kUnknown, "", "the queue could not be asked"};
        } else if (row == rows.end() ||
                   // A controller that was killed may give a number again, to anybody's job.
                   row->second->name != job_name(*submission.step, run_name_)) {
          known = {TaskState::kLost, "", std::string(kLeftNoEnd)};
        } else {
          known = is_live(row->second->state)
                      ? from_live_row(*row->second)
                      : from_ended_row(row->second->state, row->second->reason);
        }
        known.job = array ? fmt::format("{}_{}", submission.job, index) : submission.job;
      }
    }
    for (auto& [key, seen] : last) {
      TaskStatus& status = key.first->tasks[key.second];
      const bool left_an_end = status.state != TaskState::kNotQueued && status.job == seen.job;
      // A job that left its 0 may still be called running for a moment. But one that a killed
      // controller launched a second time and holds keeps all that waits for it waiting.
      const bool held = seen.state == TaskState::kNever && is_held_by_slurm(seen.reason);
      if (status.state == TaskState::kDone && !held && (left_an_end || !seen.live())) continue;
      if (left_an_end && !seen.live()) continue;
      seen.life = status.life;
      status = std::move(seen);
    }
  }

  void apply_ends(const std::map<std::string, TaskEnd>& ends, RunState& state) {
    for (GroupStatus& group : state.groups) {
      for (std::size_t task = 0; task < group.tasks.size(); ++task) {
        const auto end = ends.find(end_name(group.parts.front(), static_cast<int>(task)));
        if (end != ends.end()) group.tasks[task] = from_end(end->second);
      }
      const std::string missing = missing_output(run_, group);
      if (!missing.empty())
        lose(group, fmt::format("it succeeded, but {} {} gone", missing,
                                missing.ends_with("shards") ? "are" : "is"));
    }
  }

  /// The task that a local run works at runs, whatever end it left before.
  void apply_local(const LedgerEntry& entry, RunState& state) {
    state.local = entry.note;
    for (GroupStatus& group : state.groups) {
      const std::vector<int> task = parse_index_list(entry.tasks);
      if (group.name() != entry.step || task.size() != 1) continue;
      const auto at = static_cast<std::size_t>(task.front());
      if (at < group.tasks.size()) group.tasks[at] = {TaskState::kRunning, "local", ""};
    }
  }

  void apply_accounting(const std::vector<AccountingRow>& rows) {
    std::map<std::string, const AccountingRow*> by_id;
    for (const AccountingRow& row : rows)
      by_id[row.index < 0 ? row.job : fmt::format("{}_{}", row.job, row.index)] = &row;
    for (auto& [name, found] : steps_)
      for (TaskStatus& status : found.first->tasks) {
        if (status.state != TaskState::kLost || status.reason != kLeftNoEnd) continue;
        const auto row = by_id.find(status.job);
        // The database lags: a job that left the queue may still be called pending there.
        if (row == by_id.end() || is_live(row->second->state)) continue;
        const std::string job = status.job;
        status = from_ended_row(row->second->state, "");
        status.job = job;
        status.code = row->second->code;
      }
  }

 private:
  static void lose(GroupStatus& group, const std::string& reason) {
    for (TaskStatus& task : group.tasks)
      if (task.state == TaskState::kDone) {
        task.state = TaskState::kLost;
        task.reason = reason;
      }
  }

  RunDir run_;
  std::string run_name_;
  std::map<std::string, std::pair<GroupStatus*, const Step*>> steps_;
  std::vector<Submission> submissions_;
};

/// Submissions that were begun and neither confirmed nor refused, by step.
std::map<std::string, LedgerEntry> unconfirmed(const std::vector<LedgerEntry>& ledger) {
  std::map<std::string, LedgerEntry> open;
  for (const LedgerEntry& entry : ledger) {
    if (entry.event == "submitting") open[entry.step] = entry;
    if (entry.event == "submitted" || entry.event == "refused" || entry.event == "adopted")
      open.erase(entry.step);
  }
  return open;
}

/// Looks for unconfirmed submissions in the queue by the job's name.
std::vector<LedgerEntry> adopt(const Plan& plan, const std::vector<LedgerEntry>& ledger,
                               const std::vector<QueueRow>& queue) {
  std::set<std::string> known;
  for (const LedgerEntry& entry : ledger)
    if (!entry.job.empty()) known.insert(entry.job);
  std::vector<LedgerEntry> found;
  for (auto& [step, entry] : unconfirmed(ledger)) {
    std::map<std::string, std::vector<int>> jobs;
    for (const QueueRow& row : queue)
      if (row.name == plan.run_name + "." + step && !known.contains(row.job) && is_live(row.state))
        jobs[row.job].push_back(row.index);
    for (auto& [job, indices] : jobs) {
      std::sort(indices.begin(), indices.end());
      LedgerEntry adopted = entry;
      adopted.event = "adopted";
      adopted.job = job;
      adopted.tasks = indices.front() < 0 ? "" : index_list(indices);
      found.push_back(adopted);
    }
  }
  return found;
}

}  // namespace

std::string_view state_word(TaskState state) {
  switch (state) {
    case TaskState::kNotQueued:
      return "not queued";
    case TaskState::kWaiting:
      return "waiting";
    case TaskState::kNever:
      return "never starts";
    case TaskState::kRunning:
      return "running";
    case TaskState::kDone:
      return "done";
    case TaskState::kStopped:
      return "stopped";
    case TaskState::kHalted:
      return "halted";
    case TaskState::kFailed:
      return "failed";
    case TaskState::kCancelled:
      return "cancelled";
    case TaskState::kLost:
      return "lost";
    case TaskState::kUnknown:
      return "unknown";
  }
  return "?";
}

int GroupStatus::count(TaskState state) const {
  return static_cast<int>(std::count_if(tasks.begin(), tasks.end(),
                                        [&](const TaskStatus& t) { return t.state == state; }));
}

TaskState GroupStatus::worst() const {
  for (const TaskState state :
       {TaskState::kHalted, TaskState::kFailed, TaskState::kNever, TaskState::kRunning,
        TaskState::kWaiting, TaskState::kLost, TaskState::kCancelled, TaskState::kStopped,
        TaskState::kUnknown, TaskState::kNotQueued})
    if (count(state) > 0) return state;
  return TaskState::kDone;
}

const GroupStatus* RunState::find(std::string_view group) const {
  for (const GroupStatus& candidate : groups)
    if (candidate.name() == group) return &candidate;
  return nullptr;
}

bool RunState::done() const {
  return std::all_of(groups.begin(), groups.end(), [](const GroupStatus& g) { return g.done(); });
}

bool RunState::live() const {
  return std::any_of(groups.begin(), groups.end(), [](const GroupStatus& g) {
    return std::any_of(g.tasks.begin(), g.tasks.end(),
                       [](const TaskStatus& t) { return t.live(); });
  });
}

bool RunState::can_go_on() const {
  std::set<std::string> stuck;  // groups with a job that never starts, and those behind them
  for (const GroupStatus& group : groups) {
    const std::vector<std::string>& needs = group.parts.front().needs;
    const bool behind = std::any_of(needs.begin(), needs.end(),
                                    [&](const std::string& need) { return stuck.contains(need); });
    if (group.count(TaskState::kRunning) > 0) return true;
    if (!behind && group.count(TaskState::kWaiting) > 0) return true;
    if (!group.done() && (behind || group.count(TaskState::kNever) > 0)) stuck.insert(group.name());
  }
  return false;
}

Generation RunState::current_generation() const {
  for (const GroupStatus& group : groups)  // generations follow each other in the plan's order
    if (!group.done()) return group.parts.front().generation;
  return groups.back().parts.front().generation;
}

Result<std::map<std::string, TaskEnd>> read_ends(const RunDir& run) {
  std::map<std::string, TaskEnd> ends;
  if (!file_exists(run.ended())) return ends;
  AZ_TRY(const std::vector<std::string> names, list_directory(run.ended()));
  for (const std::string& name : names) {
    if (name.ends_with(".part")) continue;
    AZ_TRY(const std::string text, read_file(run.ended() / name));
    TaskEnd end;
    std::istringstream words(text);
    words >> end.code >> end.job >> end.life >> end.time;
    if (!words.fail()) ends[name] = end;
  }
  return ends;
}

Result<void> write_end(const RunDir& run, const Step& step, int task, const TaskEnd& end) {
  AZ_OK(make_directories(run.ended()));
  return write_file(run.ended() / end_name(step, task),
                    fmt::format("{} {} {} {:.0f}\n", end.code, end.job, end.life, end.time));
}

void reopen_inputs(RunState& state) {
  std::set<std::string> wanting;
  for (const GroupStatus& group : state.groups)
    for (const TaskStatus& task : group.tasks)
      if (task.state == TaskState::kFailed && (task.code == static_cast<int>(Exit::kData) ||
                                               task.code == static_cast<int>(Exit::kNotEnough)))
        wanting.insert(group.parts.front().needs.begin(), group.parts.front().needs.end());
  for (GroupStatus& group : state.groups)
    for (TaskStatus& task : group.tasks)
      if (task.state == TaskState::kDone && wanting.contains(group.name())) {
        task.state = TaskState::kLost;
        task.reason = "the next stage found its output damaged or missing";
      }
}

Result<RunState> observe(const RunDir& run, const Plan& plan,
                         const std::vector<LedgerEntry>& ledger, const Slurm* slurm) {
  RunState state;
  for (Step& step : plan.steps()) {
    if (state.groups.empty() || state.groups.back().name() != step.group()) {
      state.groups.emplace_back();
      state.groups.back().tasks.resize(static_cast<std::size_t>(step.tasks));
    }
    state.groups.back().parts.push_back(std::move(step));
  }
  state.cancelled = file_exists(run.cancelled());
  state.halted = halt_reason(run);

  Observer observer(run, plan.run_name, state);
  std::vector<QueueRow> queue;
  std::set<std::string> users{user_name()};
  bool was_submitted = false;
  for (const LedgerEntry& entry : ledger) {
    if (entry.event != "submitting") continue;
    was_submitted = true;
    users.insert(entry.user);
  }
  AZ_TRY(auto ends, read_ends(run));
  observer.apply_ends(ends, state);
  if (state.done()) return state;  // whatever the queue says
  if (slurm != nullptr && was_submitted) {
    auto asked = slurm->queue({users.begin(), users.end()});
    if (asked) {
      queue = std::move(*asked);
      state.adopted = adopt(plan, ledger, queue);
    } else {
      state.queue_known = false;
      state.queue_error = asked.error().to_string();
    }
    AZ_TRY(ends, read_ends(run));  // again: a task may have ended in between
    observer.apply_ends(ends, state);
  }
  for (const LedgerEntry& entry : ledger)
    if (entry.event == "submitted" || entry.event == "adopted") observer.add_submission(entry);
  for (const LedgerEntry& entry : state.adopted) observer.add_submission(entry);
  observer.apply(state.queue_known ? &queue : nullptr);
  if (const auto local = local_run(run)) observer.apply_local(*local, state);

  if (slurm == nullptr || !state.queue_known) return state;
  std::vector<std::string> lost;
  for (const GroupStatus& group : state.groups)
    for (const TaskStatus& task : group.tasks)
      if (task.state == TaskState::kLost && !task.job.empty()) lost.push_back(task.job);
  if (lost.empty()) return state;
  const auto limits = slurm->limits();
  if (!limits || !limits->accounting) return state;
  if (const auto rows = slurm->accounting(lost)) observer.apply_accounting(*rows);
  return state;
}

Result<void> check_none_alive(const RunDir& run, const Plan& plan,
                              const std::vector<LedgerEntry>& ledger, const Slurm& slurm,
                              Generation first, std::string_view why) {
  const auto was_queued = [](const LedgerEntry& entry) { return entry.event == "submitting"; };
  if (std::none_of(ledger.begin(), ledger.end(), was_queued)) return {};
  AZ_TRY(const RunState state, observe(run, plan, ledger, &slurm));
  if (!state.queue_known)
    return fail(fmt::format("jobs of this run were queued, and whether any is alive could not be "
                            "asked: {}",
                            state.queue_error),
                fmt::format("ask from where Slurm is; if none can be alive, move {} away",
                            run.ledger().string()),
                Exit::kUnavailable);
  for (const GroupStatus& group : state.groups) {
    if (group.parts.front().generation < first) continue;
    for (const TaskStatus& task : group.tasks)
      if (task.live())
        return fail(fmt::format("{} is {} in Slurm's queue (job {}): {}", group.name(),
                                state_word(task.state), task.job, why),
                    fmt::format("arrayzero cancel {}, wait until its jobs are gone, try again",
                                run.root().string()),
                    Exit::kUsage);
  }
  return {};
}

}  // namespace az
