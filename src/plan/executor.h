// executor.h — carries a plan out: through Slurm, on this machine in order, or only on paper.
//
// All three do the same steps in the same order, leave the same ends, and continue where an earlier
// call stopped: a task whose output exists or whose job is alive is left alone.
#pragma once

#include <functional>
#include <string>

#include "plan/plan.h"
#include "plan/run_state.h"
#include "plan/slurm.h"

namespace az {

struct SubmitReport {
  int submitted = 0;      ///< sbatch calls that gave an id
  int tasks = 0;          ///< array tasks in them
  Generation last = 0;    ///< the last generation that is queued or done
  bool more = false;      ///< generations beyond the look-ahead are left for later
  bool at_limit = false;  ///< the site's submit limit or the profile's max_submitted ended it
  /// The first step that the limit left out, where no queued job will queue it later: the run would
  /// come to rest before it. Empty: nothing is left to a person.
  std::string left_out;
};

/// What the executors say while they work, a line at a time.
using Say = std::function<void(const std::string&)>;

struct SubmitOptions {
  /// Only what was never queued (a job that queues the next generations); false: also what failed,
  /// stopped or got lost.
  bool only_new = false;
};

/// Submits what is missing, as far as the look-ahead goes. Every id is in the ledger, on disk,
/// before the next submit. When the queue cannot be asked nothing is submitted (69). When sbatch
/// refuses half-way the ids so far are kept and a later call continues.
Result<SubmitReport> submit_missing(const RunDir& run, const Plan& plan, const Slurm& slurm,
                                    const SubmitOptions& options, const Say& say);

/// Lets the run go to this generation and writes the plan. Fewer than planned are refused (64)
/// while a job of a generation beyond them is alive: nobody would see it any more.
Result<void> set_generations(const RunDir& run, Plan& plan, const Slurm& slurm,
                             Generation generations);

struct CancelReport {
  int tasks = 0;      ///< of Slurm's queue
  std::string local;  ///< "process 4711 on host": a local run, which ends before its next task
  bool done = false;  ///< the run had ended: nothing was cancelled, and it is not marked
};

/// Marks the run cancelled, then cancels every job of the ledger that is alive. A run that has
/// ended stays as it is.
Result<CancelReport> cancel_run(const RunDir& run, const Plan& plan, const Slurm& slurm);

/// Runs what is missing with mpirun, one task after another. Returns the first failure's code as an
/// error; 75 is started again, at most max_requeues times. Takes the mark `cancelled` away; 15 when
/// it comes back, before the next task. Where jobs of the run were ever queued Slurm is asked
/// first: 64 while one is alive, 69 when it cannot be asked.
Result<void> run_local(const RunDir& run, const Plan& plan, const Slurm& slurm, const Say& say);

/// Every script and every sbatch line of the plan; ids that do not exist yet are <step>.
std::string dry_run(const RunDir& run, const Plan& plan);

/// Writes the scripts that are not there yet.
Result<void> write_scripts(const RunDir& run, const Plan& plan, Generation first, Generation last);

}  // namespace az
