#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "plan/executor.h"
#include "plan/process.h"
#include "plan/sbatch.h"

namespace az {
namespace {

constexpr double kLockTimeout_s = 60;

/// How many generations may be queued at once, and how many jobs.
struct Budget {
  Generation generations = 1;
  int jobs = 0;  ///< 0: no limit known
};

Budget budget(const Plan& plan, const SlurmLimits& limits) {
  Budget result;
  result.jobs = plan.profile.max_submitted;
  for (const int limit : {limits.max_submit_jobs, limits.max_job_count})
    if (limit > 0 && (result.jobs == 0 || limit < result.jobs)) result.jobs = limit;
  result.generations = static_cast<Generation>(
      plan.pipeline.lookahead > 0 ? plan.pipeline.lookahead : plan.profile.lookahead_limit);
  return result;
}

/// Slurm holds a job whose launch failed, or that it requeued too often, until somebody releases
/// it.
Result<void> release_held(RunState& state, const Slurm& slurm, const Say& say) {
  std::vector<std::string> jobs;
  for (GroupStatus& group : state.groups)
    for (TaskStatus& task : group.tasks) {
      if (task.state != TaskState::kNever || !is_held_by_slurm(task.reason)) continue;
      say(fmt::format("releases {} (job {}): {}", group.name(), task.job, task.reason));
      jobs.push_back(task.job);
      task.state = TaskState::kWaiting;
    }
  return slurm.release(jobs);
}

class Submission {
 public:
  Submission(const RunDir& run, const Plan& plan, const Slurm& slurm, const SubmitOptions& options,
             const Say& say, Ledger& ledger, const RunState& state)
      : run_(run),
        plan_(plan),
        slurm_(slurm),
        options_(options),
        say_(say),
        ledger_(ledger),
        state_(state) {
    for (const GroupStatus& group : state.groups)
      for (const TaskStatus& task : group.tasks)
        if (task.live()) ++queued_;
  }

  Result<SubmitReport> run(const Budget& budget) {
    const Generation first = state_.current_generation();
    // Generation 0 only prepares: it does not use up the look-ahead.
    const Generation last = std::min(plan_.pipeline.generations,
                                     std::max<Generation>(first, 1) + budget.generations - 1);
    report_.more = last < plan_.pipeline.generations;
    AZ_OK(write_scripts(run_, plan_, first, last));
    for (const GroupStatus& group : state_.groups) {
      const Generation generation = group.parts.front().generation;
      if (generation > last) break;
      const auto missing = static_cast<int>(std::count_if(
          group.tasks.begin(), group.tasks.end(),
          [](const TaskStatus& task) { return task.state != TaskState::kDone && !task.live(); }));
      if (budget.jobs > 0 && missing > 0 && queued_ > 0 && queued_ + missing > budget.jobs &&
          generation > std::max<Generation>(first, 1)) {
        stop_at_limit(group, first);
        break;
      }
      auto done = submit_group(group);
      if (!done && is_submit_limit(done.error().message) && queued_ > 0) {
        stop_at_limit(group, first);
        break;
      }
      if (!done) return tl::unexpected<Error>(std::move(done).error());
      if (!*done) break;
      report_.last = generation;
    }
    return report_;
  }

 private:
  /// false: it waits for something that failed, so nothing behind it can be queued.
  Result<bool> submit_group(const GroupStatus& group) {
    std::vector<std::string> after;
    for (const std::string& need : group.parts.front().needs) {
      const GroupStatus* needed = state_.find(need);
      if (needed == nullptr || needed->done()) continue;
      const auto jobs = live_jobs_.find(need);
      if (jobs == live_jobs_.end()) return false;
      after.insert(after.end(), jobs->second.begin(), jobs->second.end());
    }
    std::vector<std::string>& jobs = live_jobs_[group.name()];
    for (const Step& part : group.parts) add_live_jobs(group, part, jobs);
    for (const Step& part : group.parts) {
      std::vector<int> missing;
      for (int i = 0; i < part.count; ++i) {
        const TaskStatus& task = group.tasks[static_cast<std::size_t>(part.offset + i)];
        if (options_.only_new && task.state != TaskState::kNotQueued) {
          // Never queue behind something that failed: a person resumes that.
          if (task.state != TaskState::kDone && !task.live()) return false;
          continue;
        }
        if (task.state != TaskState::kDone && !task.live()) missing.push_back(i);
      }
      if (missing.empty()) continue;
      AZ_TRY(const std::string job, submit(part, missing, after));
      jobs.push_back(job);
    }
    if (jobs.empty()) live_jobs_.erase(group.name());
    return true;
  }

  /// The chain goes on by itself where the last job of an earlier generation is alive: it queues
  /// what this call leaves out. A site that forbids that to jobs knows to resume, but for what is
  /// in progress.
  void stop_at_limit(const GroupStatus& group, Generation first) {
    report_.more = report_.at_limit = true;
    const Generation generation = group.parts.front().generation;
    const bool goes_on = plan_.profile.extend
                             ? std::any_of(state_.groups.begin(), state_.groups.end(),
                                           [&](const GroupStatus& other) {
                                             const Step& step = other.parts.front();
                                             return step.extends && step.generation < generation &&
                                                    live_jobs_.contains(other.name());
                                           })
                             : generation > std::max<Generation>(first, 1);
    if (!goes_on) report_.left_out = group.name();
  }

  /// Of an array that is alive as a whole its id. Of any other each task that lives: the array's id
  /// would also stand for those of its tasks that failed, and afterok would never hold.
  static void add_live_jobs(const GroupStatus& group, const Step& part,
                            std::vector<std::string>& jobs) {
    std::map<std::string, std::vector<std::string>> tasks;  // by the id that sbatch printed
    for (int i = 0; i < part.count; ++i) {
      const TaskStatus& task = group.tasks[static_cast<std::size_t>(part.offset + i)];
      if (task.live()) tasks[split(task.job, '_').front()].push_back(task.job);
    }
    for (const auto& [job, live] : tasks) {
      if (std::ssize(live) == part.count)
        jobs.push_back(job);
      else
        jobs.insert(jobs.end(), live.begin(), live.end());
    }
  }

  Result<std::string> submit(const Step& step, const std::vector<int>& missing,
                             const std::vector<std::string>& after) {
    const std::string tasks = step.array ? index_list(missing) : "";
    const std::vector<std::string> command = sbatch_command(step, plan_.profile, tasks, after);
    LedgerEntry entry;
    entry.step = step.name();
    entry.tasks = tasks;
    entry.event = "submitting";
    AZ_OK(ledger_.append(entry));
    auto job = slurm_.submit(command, run_.root());
    if (!job) {
      // An expired deadline leaves it open whether the job was queued: the next call looks for its
      // name. A refusal is final.
      if (job.error().code == Exit::kUsage) {
        entry.event = "refused";
        entry.note = job.error().message;
        AZ_OK(ledger_.append(entry));
      }
      Error error = std::move(job).error();
      error.message = fmt::format("{}: {} ({} jobs of this run are queued)", step.name(),
                                  error.message, report_.submitted);
      error.hint += fmt::format("{}then: arrayzero resume {}", error.hint.empty() ? "" : "; ",
                                run_.root().string());
      if (error.code == Exit::kUsage && nothing_was_begun())
        error.hint += fmt::format("; to change the profile: {}, then run again",
                                  shell_text({"rm", "-r", run_.root().string()}));
      return tl::unexpected<Error>(std::move(error));
    }
    entry.event = "submitted";
    entry.job = *job;
    // The next "submitting" syncs both. What a crash takes away is found in the queue by its name.
    AZ_OK(ledger_.append(entry, false));
    ++report_.submitted;
    report_.tasks += static_cast<int>(missing.size());
    queued_ += static_cast<int>(missing.size());
    say_(fmt::format("queued {}: job {}{}", step.name(), *job,
                     missing.size() > 1 ? fmt::format(", {} tasks", missing.size()) : ""));
    return *job;
  }

  /// All that ever happened is refusals: no job, no local run, no result is lost with the folder.
  bool nothing_was_begun() const {
    std::ptrdiff_t refused = 0;
    for (const LedgerEntry& entry : ledger_.entries()) {
      if (entry.event != "submitting" && entry.event != "refused") return false;
      refused += entry.event == "refused" ? 1 : -1;
    }
    return refused == 0 &&
           std::all_of(state_.groups.begin(), state_.groups.end(), [](const GroupStatus& group) {
             return group.worst() == TaskState::kNotQueued;
           });
  }

  const RunDir& run_;
  const Plan& plan_;
  const Slurm& slurm_;
  const SubmitOptions& options_;
  const Say& say_;
  Ledger& ledger_;
  const RunState& state_;
  SubmitReport report_;
  int queued_ = 0;
  std::map<std::string, std::vector<std::string>> live_jobs_;  ///< ids to wait for, by group
};

/// Jobs that wait for something that failed would wait for ever: they are cancelled, to be
/// replaced. Whatever else keeps a job waiting is for a person: it stays, and is named.
Result<void> cancel_orphans(const Slurm& slurm, RunState& state, const Say& say) {
  std::vector<TaskStatus*> orphans;
  std::vector<std::string> jobs;
  for (GroupStatus& group : state.groups) {
    const TaskStatus* stuck = nullptr;
    for (TaskStatus& task : group.tasks) {
      if (task.state != TaskState::kNever) continue;
      if (task.reason.starts_with("DependencyNeverSatisfied")) {
        orphans.push_back(&task);
        jobs.push_back(task.job);
      } else {
        stuck = &task;
      }
    }
    if (stuck != nullptr)
      say(
          fmt::format("{0}: job {1} will not start by itself: {2} (hint: mend it with scontrol, or "
                      "scancel {1} and resume)",
                      group.name(), stuck->job, stuck->reason));
  }
  AZ_OK(slurm.cancel(jobs));
  for (TaskStatus* task : orphans) task->state = TaskState::kCancelled;
  return {};
}

/// A job behind a task that is to run again waits for the ids of before. Slurm finds out only when
/// the last task of a failed array has ended, and would then cancel all of the chain: it is
/// replaced now. What runs already, or a person holds, stays.
Result<void> cancel_doomed(const Slurm& slurm, RunState& state, const Say& say) {
  std::set<std::string> renewed;  // groups of which something is to be queued
  std::vector<std::string> jobs;
  for (GroupStatus& group : state.groups) {
    const std::vector<std::string>& needs = group.parts.front().needs;
    const bool behind = std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
      return renewed.contains(need);
    });
    std::size_t replaced = 0;
    for (TaskStatus& task : group.tasks) {
      if (behind && task.state == TaskState::kWaiting && task.reason == "Dependency") {
        jobs.push_back(task.job);
        task.state = TaskState::kCancelled;
        ++replaced;
      }
      if (task.state != TaskState::kDone && !task.live()) renewed.insert(group.name());
    }
    if (replaced > 0)
      say(fmt::format("replaces {}: it waits for something that is to run again", group.name()));
  }
  return slurm.cancel(jobs);
}

}  // namespace

Result<void> write_scripts(const RunDir& run, const Plan& plan, Generation first, Generation last) {
  AZ_OK(make_directories(run.jobs()));
  for (const Step& step : plan.steps(first, last)) {
    const Path script = run.job_script(step.name());
    std::error_code error;
    const auto size_bytes = std::filesystem::file_size(script, error);
    if (!error && size_bytes > 0) continue;  // a user may have edited it
    // Not synced one by one, for there are hundreds: after a crash an empty one is made again.
    const Path part = run.jobs() / fmt::format(".{}.part", script.filename().string());
    AZ_OK(remove_file(part));
    AZ_OK(append_file(part, render_script(step, plan.profile, plan.run_name), false));
    std::filesystem::rename(part, script, error);
    if (error)
      return fail(fmt::format("cannot make {}: {}", script.string(), error.message()), "",
                  Exit::kIo);
  }
  return {};
}

Result<SubmitReport> submit_missing(const RunDir& run, const Plan& plan, const Slurm& slurm,
                                    const SubmitOptions& options, const Say& say) {
  AZ_TRY(Ledger ledger, Ledger::lock(run, kLockTimeout_s));
  AZ_TRY(const SlurmLimits limits, slurm.limits());  // also: is it there at all?
  AZ_TRY(RunState state, observe(run, plan, ledger.entries(), &slurm));
  if (!state.queue_known)
    return fail(fmt::format("nothing was submitted, for the queue could not be asked: {}",
                            state.queue_error),
                "", Exit::kUnavailable);
  if (options.only_new && (state.cancelled || !state.halted.empty())) return SubmitReport{};
  for (const LedgerEntry& entry : state.adopted) {
    AZ_OK(ledger.append(entry));
    say(fmt::format("found {} in the queue: job {}", entry.step, entry.job));
  }
  if (!options.only_new) {
    AZ_OK(release_held(state, slurm, say));
    AZ_OK(cancel_orphans(slurm, state, say));
    reopen_inputs(state);
    AZ_OK(cancel_doomed(slurm, state, say));
  }
  Submission submission(run, plan, slurm, options, say, ledger, state);
  return submission.run(budget(plan, limits));
}

Result<void> set_generations(const RunDir& run, Plan& plan, const Slurm& slurm,
                             Generation generations) {
  AZ_TRY(const Ledger ledger, Ledger::lock(run, kLockTimeout_s));
  if (generations < plan.pipeline.generations)
    AZ_OK(check_none_alive(
        run, plan, ledger.entries(), slurm, generations + 1,
        fmt::format("a run of {} generations would lose sight of it", generations)));
  plan.pipeline.generations = generations;
  return write_plan(run, plan);
}

Result<CancelReport> cancel_run(const RunDir& run, const Plan& plan, const Slurm& slurm) {
  CancelReport report;
  AZ_TRY(const std::vector<LedgerEntry> before, read_ledger(run));
  AZ_TRY(const RunState ended, observe(run, plan, before, nullptr));
  if (ended.done()) {
    report.done = true;
    return report;
  }
  AZ_OK(make_directories(run.jobs()));
  // First the mark: a task that stops now must not requeue itself, and no job may queue the next.
  AZ_OK(write_file(run.cancelled(), fmt::format("by: {}\n", user_name())));
  if (const auto local = local_run(run)) {  // beside it no job is alive
    report.local = local->note;
    return report;
  }
  AZ_TRY(Ledger ledger, Ledger::lock(run, kLockTimeout_s));
  AZ_TRY(const RunState state, observe(run, plan, ledger.entries(), &slurm));
  std::vector<std::string> jobs;
  const auto add = [&](const std::string& job) {
    if (!job.empty() && std::find(jobs.begin(), jobs.end(), job) == jobs.end()) jobs.push_back(job);
  };
  if (state.queue_known) {
    for (const GroupStatus& group : state.groups)
      for (const TaskStatus& task : group.tasks)
        if (task.live()) {
          add(split(task.job, '_').front());
          ++report.tasks;
        }
  } else {
    for (const LedgerEntry& entry : ledger.entries()) add(entry.job);
  }
  AZ_OK(slurm.cancel(jobs));
  LedgerEntry entry;
  entry.event = "cancelled";
  entry.note = fmt::format("{} jobs", jobs.size());
  AZ_OK(ledger.append(entry));
  return report;
}

}  // namespace az
