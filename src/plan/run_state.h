// run_state.h — what every task of a run is doing, from the ends that tasks left behind, the
// ledger, one squeue call and, where a site has one, the accounting database.
//
// The run's own files win over the scheduler. What succeeded and whose result is gone is "lost":
// nets, exams, ratings, shards that are not trained on yet. A query that failed makes tasks
// "unknown", never failed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "plan/ledger.h"
#include "plan/plan.h"
#include "plan/slurm.h"

namespace az {

enum class TaskState {
  kNotQueued,  ///< never submitted
  kWaiting,    ///< in the queue
  kNever,      ///< in the queue, and will never start by itself
  kRunning,    ///< has nodes
  kDone,       ///< ended with 0, its output exists
  kStopped,    ///< ended early with its state saved; resume continues
  kHalted,     ///< a guard halted it; a person decides
  kFailed,     ///< ended with another code
  kCancelled,  ///< cancelled, by us or by somebody
  kLost,       ///< was submitted, is no longer in the queue and left no end
  kUnknown,    ///< the queue could not be asked
};

std::string_view state_word(TaskState state);

struct TaskStatus {
  TaskState state = TaskState::kNotQueued;
  std::string job;     ///< "4711_3", where it is or was in the queue
  std::string reason;  ///< why it waits or how it ended
  int code = 0;        ///< exit code, where it left one
  int life = 0;        ///< requeues so far
  bool live() const {
    return state == TaskState::kWaiting || state == TaskState::kNever ||
           state == TaskState::kRunning;
  }
};

/// A stage in a generation: all parts, all tasks.
struct GroupStatus {
  std::vector<Step> parts;
  std::vector<TaskStatus> tasks;  ///< [parts[0].tasks]

  std::string name() const { return parts.front().group(); }
  int count(TaskState state) const;
  bool done() const { return count(TaskState::kDone) == static_cast<int>(tasks.size()); }
  /// The state that tells most: running before waiting, failed before done.
  TaskState worst() const;
};

struct RunState {
  std::vector<GroupStatus> groups;  ///< in the order of the plan
  bool queue_known = true;
  std::string queue_error;  ///< why not
  bool cancelled = false;
  std::string halted;  ///< the reason of jobs/halted.yaml, "" when not halted
  std::string local;   ///< "process 4711 on host": the local run that is going on, "" for none

  const GroupStatus* find(std::string_view group) const;
  bool done() const;
  bool live() const;
  /// Something runs, or waits for nothing that never starts: the run may still get on by itself.
  bool can_go_on() const;
  /// Known to get on no more by itself: neither a job nor a local run will change anything.
  bool at_rest() const { return queue_known && local.empty() && !can_go_on(); }
  /// The first that is not done; the last where all are.
  Generation current_generation() const;
  /// Submissions whose id never reached the ledger, found in the queue by their name.
  std::vector<LedgerEntry> adopted;
};

/// What a task left in jobs/ended.
struct TaskEnd {
  int code = 0;
  std::string job;
  int life = 0;
  double time = 0;
};

/// Every end, by "g0007-selfplay-t003".
Result<std::map<std::string, TaskEnd>> read_ends(const RunDir& run);
Result<void> write_end(const RunDir& run, const Step& step, int task, const TaskEnd& end);

/// A stage that ended with 65 or 66 found its input damaged or missing: the tasks that make this
/// input no longer count as done. Asked again, a stage makes what is missing and nothing else.
void reopen_inputs(RunState& state);

/// slurm == nullptr: nothing of this run is in a scheduler's queue (local runs).
Result<RunState> observe(const RunDir& run, const Plan& plan,
                         const std::vector<LedgerEntry>& ledger, const Slurm* slurm);

/// 64 while a job of generation `first` or later is alive, with `why` that matters; 69 where jobs
/// of the run were ever queued and Slurm cannot be asked about them.
Result<void> check_none_alive(const RunDir& run, const Plan& plan,
                              const std::vector<LedgerEntry>& ledger, const Slurm& slurm,
                              Generation first, std::string_view why);

}  // namespace az
