// session.h — one process's membership of an MPI job: init, ranks, broadcast, agreement, abort,
// finalize.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "comm/collective.h"
#include "core/result.h"

namespace az {

/// True when a launcher (srun, mpirun) started this process, so that MPI_Init will find its peers.
bool launched_by_mpi();

/// One per process, made first and destroyed last. Without a launcher it is a job of one rank and
/// MPI is not touched, so tools start by hand at once.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  /// Rank among the processes of this machine, for devices and cores.
  int local_rank() const { return local_rank_; }
  int local_size() const { return local_size_; }
  std::string host() const;

  /// Every rank gets rank 0's text.
  std::string broadcast(std::string text) const;
  /// Every rank gets rank 0's error, or none: an expected failure found by rank 0 before the first
  /// collective.
  Result<void> broadcast(Result<void> result) const;
  /// The largest code of all ranks, so that all leave with the same one.
  Exit agree(Exit code) const;
  /// The largest value of all ranks.
  bool any(bool value) const;

  /// MPI collective over all ranks (a collective of one without a launcher).
  std::unique_ptr<Collective> collective() const;

  /// Ends every rank of the job at once with `code`: the only way out for a failure that others do
  /// not share.
  [[noreturn]] void abort(Exit code) const;

 private:
  bool initialized_ = false;
  int rank_ = 0, size_ = 1, local_rank_ = 0, local_size_ = 1;
};

}  // namespace az
