// ledger.h — jobs/ledger.jsonl: what was submitted, one line before and one after every sbatch.
//
// A line is on disk (fsync) before the next submit, and before the lock is given back. Lines are
// only appended. A Ledger holds the run's lock: one process submits or cancels at a time. Readers
// need no lock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

struct LedgerEntry {
  /// "submitting" · "submitted" · "refused" · "adopted" (found in the queue by name) · "local" (a
  /// local run starts a task) · "local_ended" (noted by who locks next) · "cancelled"
  std::string event;
  std::string step;   ///< "g0007-selfplay"
  std::string job;    ///< the scheduler's id; of an array, the array's
  std::string tasks;  ///< array indices within the step, "0-15"; "" for a step that is no array;
                      ///< of a local run the task's number
  std::string user;   ///< who submitted
  std::string note;   ///< sbatch's words when it refused; how many jobs were cancelled; "process
                      ///< 4711 on host" of a local run
  double time = 0;    ///< Unix seconds
};

/// Every line, in order. A last line without its newline was never finished: it is left out.
/// A missing file has no lines.
Result<std::vector<LedgerEntry>> read_ledger(const RunDir& run);

/// The task that a local run works at now: the ledger's last line is its, and the lock is held.
/// Nothing where no local run is going on.
std::optional<LedgerEntry> local_run(const RunDir& run);

class Ledger {
 public:
  /// Takes the lock; waits at most timeout_s for another process, then fails with 69. Beside a
  /// local run, which holds it to its end, 64 at once.
  static Result<Ledger> lock(const RunDir& run, double timeout_s);
  ~Ledger();
  Ledger(Ledger&& other) noexcept;
  Ledger& operator=(Ledger&&) = delete;

  const std::vector<LedgerEntry>& entries() const { return entries_; }
  /// Sets time and user, appends, syncs; without `sync` the line is on disk after the next append
  /// that syncs, which comes before the next submit.
  Result<void> append(LedgerEntry entry, bool sync = true);

 private:
  Ledger(Path path, int fd) : path_(std::move(path)), fd_(fd) {}
  Path path_;
  int fd_ = -1;
  bool unfinished_line_ = false;
  std::vector<LedgerEntry> entries_;
};

/// The name of the user that runs this process.
std::string user_name();
/// Unix seconds.
double unix_time();

}  // namespace az
