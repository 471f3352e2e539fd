#include "core/environment.h"

#include <unistd.h>

#include <string_view>

namespace az {
namespace {

bool leaks(std::string_view assignment) {
  if (assignment.starts_with("SLURM_CONF=")) return false;
  for (const std::string_view prefix : {"SLURM_", "SBATCH_", "SRUN_", "PMIX_", "PMI_", "OMPI_"})
    if (assignment.starts_with(prefix)) return true;
  return false;
}

}  // namespace

std::vector<std::string> clean_environment() {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!leaks(*entry)) kept.emplace_back(*entry);
  return kept;
}

}  // namespace az
