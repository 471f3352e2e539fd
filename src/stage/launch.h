// launch.h — is this process started as the plan meant it? World size, cores, build.
#pragma once

#include "comm/session.h"
#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

/// World size must equal the Slurm step's task count: a launcher that does not speak to our MPI
/// starts N jobs of one rank each, and each would believe that it is rank 0.
/// ranks: what the job script says; 0: not said, then Slurm's environment is asked.
Result<void> check_world(const Session& session, int ranks = 0);

/// This process is a task of a Slurm step.
bool launched_by_slurm();

/// Cores that this rank may use: what the scheduler gave (SLURM_CPUS_PER_TASK), else the usable
/// cores of this machine shared by its ranks. Fails when fewer are usable than were given.
Result<int> usable_threads(const Session& session);

/// The running executable must be the one that plan.yaml froze for this run; a run without
/// plan.yaml has none.
Result<void> check_build(const RunDir& run, std::string_view executable);

}  // namespace az
