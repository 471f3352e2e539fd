// az_world — says in how many ranks' world it runs: what `arrayzero doctor` submits to see whether
// launcher and MPI fit. Ends with 64 unless the world has AZ_WORLD ranks.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "comm/session.h"
#include "core/result.h"

int main() {
  az::Session session;
  const char* expected = std::getenv("AZ_WORLD");
  fmt::print("rank {} of {} on {}\n", session.rank(), session.size(), session.host());
  if (expected == nullptr || expected == std::to_string(session.size())) return 0;
  fmt::print(stderr,
             "{} ranks were started, but each sees a world of {} (hint: the launcher's --mpi does "
             "not fit this MPI; see `srun --mpi=list`)\n",
             expected, session.size());
  return static_cast<int>(az::Exit::kUsage);
}
