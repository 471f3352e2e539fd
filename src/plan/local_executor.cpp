#include <fmt/format.h>
#include <unistd.h>

#include <array>

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

/// "process 4711 on host": where a person finds this run.
std::string own_process() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {}", ::getpid(), host.data());
}

Result<void> run_to_its_end(const RunDir& run, const Plan& plan, Ledger& ledger, const Step& step,
                            int task, const Say& say) {
  const std::string name = step.tasks > 1
                               ? fmt::format("{} task {} of {}", step.group(), task, step.tasks)
                               : step.group();
  const int most = plan.profile.find(step.job_class)->max_requeues;
  LedgerEntry entry;
  entry.event = "local";
  entry.step = step.group();
  entry.tasks = std::to_string(task);
  entry.note = own_process();
  for (int life = 0;; ++life) {
    if (file_exists(run.cancelled()))
      return fail(fmt::format("{} was cancelled, {} was not started", run.root().string(), name),
                  fmt::format("arrayzero resume --local {} continues it", run.root().string()),
                  Exit::kTerminated);
    AZ_OK(ledger.append(entry));
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
                          run.logs(step.program()).string(), run.root().string()),
        static_cast<Exit>(code));
  }
}

}  // namespace

Result<void> run_local(const RunDir& run, const Plan& plan, const Slurm& slurm, const Say& say) {
  AZ_TRY(Ledger ledger, Ledger::lock(run, 1));
  AZ_OK(check_none_alive(run, plan, ledger.entries(), slurm, 0,
                         "it and a local run would write the same files"));
  AZ_OK(remove_file(run.cancelled()));
  AZ_TRY(RunState state, observe(run, plan, ledger.entries(), nullptr));
  reopen_inputs(state);
  for (const GroupStatus& group : state.groups)
    for (std::size_t task = 0; task < group.tasks.size(); ++task)
      if (group.tasks[task].state != TaskState::kDone)
        AZ_OK(run_to_its_end(run, plan, ledger, group.parts.front(), static_cast<int>(task), say));
  return remove_file(run.cancelled());  // it came too late: nothing was left to start
}

}  // namespace az
