#include "stage/launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "config/value.h"
#include "core/hash.h"
#include "core/usable_cores.h"

namespace az {
namespace {

/// The environment's whole number, or `otherwise`.
int environment_number(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  int value = otherwise;
  std::from_chars(text, text + std::strlen(text), value);
  return value;
}

}  // namespace

Result<void> check_world(const Session& session, int ranks) {
  const int expected =
      ranks > 0 ? ranks
                : environment_number(
                      "SLURM_STEP_NUM_TASKS",
                      launched_by_mpi() ? session.size() : environment_number("SLURM_NTASKS", 1));
  if (expected == session.size()) return {};
  return fail(fmt::format("the launcher started {} ranks, but this process sees a world of {}",
                          expected, session.size()),
              "Slurm's MPI plugin does not fit this MPI: set the profile's launcher to "
              "'srun --mpi=pmix' or 'mpirun' (see `srun --mpi=list`)",
              Exit::kUsage);
}

bool launched_by_slurm() { return std::getenv("SLURM_STEP_NUM_TASKS") != nullptr; }

Result<int> usable_threads(const Session& session) {
  const int usable = usable_cores();
  const int given = environment_number("SLURM_CPUS_PER_TASK", 0);
  if (given == 0) return std::max(1, usable / session.local_size());
  if (given > usable)
    return fail(
        fmt::format("{} cores were asked for, {} are usable on {}", given, usable, session.host()),
        "lower cpus in the profile's class, or check the launcher's binding options", Exit::kUsage);
  return given;
}

Result<void> check_build(const RunDir& run, std::string_view executable) {
  if (!file_exists(run.plan_yaml())) return {};
  AZ_TRY(const Value plan, load_yaml(run.plan_yaml()));
  const Value* frozen = plan.find("executables");
  const Value* expected = frozen == nullptr ? nullptr : frozen->find(executable);
  if (expected == nullptr) return {};
  AZ_TRY(const std::string own, read_file("/proc/self/exe"));
  const std::string hash = hash128(own).hex();
  if (hash == expected->text()) return {};
  return fail(fmt::format("{} is another build ({}…) than the one this run began with ({}…)",
                          executable, hash.substr(0, 12), expected->text().substr(0, 12)),
              fmt::format("use the run's own executables in {}", run.bin().string()), Exit::kUsage);
}

}  // namespace az
