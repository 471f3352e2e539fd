// environment.h — the environment that another program is started with.
#pragma once

#include <string>
#include <vector>

namespace az {

/// Ours, as "KEY=VALUE", without every SLURM_*, SBATCH_*, SRUN_*, PMIX_*, PMI_* and OMPI_* variable
/// but SLURM_CONF: an array task's variables leak into a job submitted from it and kill its srun,
/// and a rank's variables make another MPI program believe that it is a rank.
std::vector<std::string> clean_environment();

}  // namespace az
