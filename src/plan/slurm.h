// slurm.h — the scheduler's commands: every call has a deadline, every failure a code and a hint.
//
// An unreachable slurmctld, a missing command and an expired deadline are 69; a job that sbatch
// refuses is 64.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

/// One line of squeue: a job, or one task of an array.
struct QueueRow {
  std::string job;  ///< the id that sbatch printed; of an array task, the array's
  int index = -1;   ///< array index; −1: no array
  std::string state, reason, name;
};

struct AccountingRow {
  std::string job;
  int index = -1;
  std::string state;
  int code = 0;  ///< exit code; 128 + signal when a signal ended it
};

/// What a site allows; 0: not known or not limited.
struct SlurmLimits {
  int max_array_size = 1001;
  int max_job_count = 0;
  int max_submit_jobs = 0;
  bool accounting = false;  ///< sacct and sacctmgr have a database behind them
};

class Slurm {
 public:
  explicit Slurm(double timeout_s) : timeout_s_(timeout_s) {}

  /// Runs an sbatch line in `directory`; the id it printed.
  Result<std::string> submit(const std::vector<std::string>& command, const Path& directory) const;
  /// Every job of these users that Slurm still knows, ended ones included; one call.
  Result<std::vector<QueueRow>> queue(const std::vector<std::string>& users) const;
  Result<SlurmLimits> limits() const;
  /// Ids as sbatch printed them, or "4711_3". Ids that Slurm no longer knows are fine.
  Result<void> cancel(const std::vector<std::string>& jobs) const;
  /// Lets held jobs start.
  Result<void> release(const std::vector<std::string>& jobs) const;
  /// What the accounting database remembers of these jobs; empty where a site has none.
  Result<std::vector<AccountingRow>> accounting(const std::vector<std::string>& jobs) const;

 private:
  double timeout_s_;
};

/// A refusal because too many jobs are queued already: the rest can be queued later.
bool is_submit_limit(std::string_view sbatch_words);

/// The job is in the queue or running.
bool is_live(std::string_view state);

/// Why a pending job will never start by itself, or "" when it may: what somebody holds, and
/// partitions and nodes that are down, come back.
std::string never_starts(std::string_view reason);

/// The reason is a hold that Slurm itself set and that the job's owner may release.
bool is_held_by_slurm(std::string_view reason);

}  // namespace az
