#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/text.h"
#include "plan/executor.h"
#include "plan/process.h"
#include "plan/sbatch.h"

namespace az {
namespace {

Result<int> run_task(const RunDir& run, const Plan& plan, const Step& step, int task) {
  ProcessOptions options;
  options.capture = false;
  options.directory = run.root();
  for (const auto& [name, value] : plan.profile.env)
    options.extra_env.push_back(fmt::format("{}={}", name, value));
  if (::geteuid() == 0) {  // Open MPI refuses root unless told twice
    options.extra_env.emplace_back("OMPI_ALLOW_RUN_AS_ROOT=1");
    options.extra_env.emplace_back("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1");
  }
  std::vector<std::string> command = local_command(step, plan.profile, task);
  if (!plan.profile.setup.empty())  // shell lines need a shell around the launch
    command = {"bash", "-c", join(plan.profile.setup, "\n") + "\nexec " + shell_text(command)};
  AZ_TRY(const ProcessResult result, run_process(command, options));
  return result.code;
}

Result<void> run_to_its_end(const RunDir& run, const Plan& plan, const Step& step, int task,
                            const Say& say) {
  const std::string name = step.tasks > 1
                               ? fmt::format("{} task {} of {}", step.group(), task, step.tasks)
                               : step.group();
  const int most = plan.profile.find(step.job_class)->max_requeues;
  for (int life = 0;; ++life) {
    say(life == 0 ? "starts " + name : fmt::format("continues {}, life {}", name, life));
    AZ_TRY(const int code, run_task(run, plan, step, task));
    AZ_OK(write_end(run, step, task, {code, "local", life, unix_time()}));
    if (code == 0) return {};
    if (code == static_cast<int>(Exit::kRequeue) && life < most) continue;
    return fail(
        fmt::format("{} ended with {}{}", name, code,
                    code == static_cast<int>(Exit::kRequeue)
                        ? fmt::format(" after {} lives", life + 1)
                        : ""),
        code == static_cast<int>(Exit::kHalted)
            ? fmt::format("a guard halted the run, see {}", run.halted().string())
            : fmt::format("its words are above and in {}; then: arrayzero resume --local {}",
                          run.logs(step.stage).string(), run.root().string()),
        static_cast<Exit>(code));
  }
}

/// Two that write into one run would lose each other's games: of a run that was ever queued, no job
/// may be alive.
Result<void> check_nothing_is_queued(const RunDir& run, const Plan& plan,
                                     const std::vector<LedgerEntry>& ledger, const Slurm& slurm) {
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
  for (const GroupStatus& group : state.groups)
    for (const TaskStatus& task : group.tasks)
      if (task.live())
        return fail(
            fmt::format("{} is {} in Slurm's queue (job {}): it and a local run would write the "
                        "same files",
                        group.name(), state_word(task.state), task.job),
            fmt::format("arrayzero cancel {}, wait until its jobs are gone, try again",
                        run.root().string()),
            Exit::kUsage);
  return {};
}

}  // namespace

Result<void> run_local(const RunDir& run, const Plan& plan, const Slurm& slurm, const Say& say) {
  AZ_TRY(Ledger ledger, Ledger::lock(run, 1));
  AZ_OK(check_nothing_is_queued(run, plan, ledger.entries(), slurm));
  AZ_OK(remove_file(run.cancelled()));
  LedgerEntry entry;
  entry.event = "local";
  AZ_OK(ledger.append(entry));
  AZ_TRY(RunState state, observe(run, plan, ledger.entries(), nullptr));
  reopen_inputs(state);
  for (const GroupStatus& group : state.groups)
    for (std::size_t task = 0; task < group.tasks.size(); ++task)
      if (group.tasks[task].state != TaskState::kDone)
        AZ_OK(run_to_its_end(run, plan, group.parts.front(), static_cast<int>(task), say));
  return {};
}

}  // namespace az
