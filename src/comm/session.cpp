#include "comm/session.h"

#include <fcntl.h>
#include <mpi.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "comm/mpi_collective.h"
#include "core/check.h"

namespace az {

bool launched_by_mpi() {
  // Set for every rank by mpirun (Open MPI) and by srun --mpi=pmix | pmi2.
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

Session::Session() {
  if (!launched_by_mpi()) return;
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  initialized_ = true;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node);
  MPI_Comm_rank(node, &local_rank_);
  MPI_Comm_size(node, &local_size_);
  MPI_Comm_free(&node);
}

Session::~Session() {
  if (initialized_) MPI_Finalize();
}

std::string Session::host() const {
  char name[256] = "unknown";
  ::gethostname(name, sizeof name - 1);
  return name;
}

std::string Session::broadcast(std::string text) const {
  if (size_ == 1) return text;
  std::uint64_t size = text.size();
  MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  text.resize(size);
  check(size <= 0x7fffffff, "broadcast of {} bytes", size);
  MPI_Bcast(text.data(), static_cast<int>(size), MPI_CHAR, 0, MPI_COMM_WORLD);
  return text;
}

Result<void> Session::broadcast(Result<void> result) const {
  if (size_ == 1) return result;
  int code = result ? 0 : static_cast<int>(result.error().code);
  MPI_Bcast(&code, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (code == 0) return {};
  const std::string message = broadcast(result ? std::string() : result.error().message);
  const std::string hint = broadcast(result ? std::string() : result.error().hint);
  return fail(message, hint, static_cast<Exit>(code));
}

Exit Session::agree(Exit code) const {
  if (size_ == 1) return code;
  int mine = static_cast<int>(code), largest = 0;
  MPI_Allreduce(&mine, &largest, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return static_cast<Exit>(largest);
}

bool Session::any(bool value) const {
  return agree(value ? Exit::kTerminated : Exit::kDone) != Exit::kDone;
}

std::unique_ptr<Collective> Session::collective() const { return make_mpi_collective(size_ > 1); }

void Session::abort(Exit code) const {
  if (initialized_) {
    // Open MPI would print ten lines about its abort and bury the one that says why.
    std::fflush(stderr);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  }
  std::_Exit(static_cast<int>(code));
}

}  // namespace az
