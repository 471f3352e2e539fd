// profile.h — slurm/profiles/*.yaml: where and how jobs run. Only what the user set reaches sbatch.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field.h"
#include "config/value.h"
#include "core/result.h"

namespace az {

/// What one kind of job asks for. An empty text or 0 is not passed on.
struct JobClass {
  int tasks = 1;
  std::string ranks;
  int cpus = 0;
  std::string nodes, time, mem, mem_per_cpu, gres, partition, account, qos, constraint, reservation,
      mail, mail_user, exclude;
  int concurrent = 0;
  int signal_lead_s = 180;
  int signal_margin_s = 120;
  int max_requeues = 20;
  std::vector<std::string> extra;

  static void describe(auto& self, auto& v) {
    v.field("tasks", self.tasks, Range{1, 1e6}, "array tasks of a stage with `array: auto`");
    v.field("ranks", self.ranks,
            "MPI ranks of a task (--ntasks), or auto: the cores of the "
            "machine that makes the plan");
    v.field("cpus", self.cpus, Range{0, 4096}, "cores of a rank (--cpus-per-task)");
    v.field("nodes", self.nodes, "--nodes");
    v.field("time", self.time, "time limit of a task (--time): minutes, h:m:s or d-h:m:s");
    v.field("mem", self.mem, "--mem");
    v.field("mem_per_cpu", self.mem_per_cpu, "--mem-per-cpu");
    v.field("gres", self.gres, "--gres, for example gpu:4");
    v.field("partition", self.partition, "--partition");
    v.field("account", self.account, "--account");
    v.field("qos", self.qos, "--qos");
    v.field("constraint", self.constraint, "--constraint");
    v.field("reservation", self.reservation, "--reservation");
    v.field("mail", self.mail, "--mail-type");
    v.field("mail_user", self.mail_user, "--mail-user");
    v.field("exclude", self.exclude, "--exclude");
    v.field("concurrent", self.concurrent, Range{0, 1e6},
            "array tasks that run at once (--array=…%N); 0: no limit. Where MaxArraySize cuts a "
            "stage into several arrays they share the number, each at least 1");
    v.field("signal_lead_s", self.signal_lead_s, Range{5, 86400},
            "seconds before the time limit at which a stage is told to save (--signal=USR2@N)");
    v.field("signal_margin_s", self.signal_margin_s, Range{0, 86400},
            "seconds of work that a time limit must leave beside the lead; Slurm may signal 60 s "
            "early");
    v.field("max_requeues", self.max_requeues, Range{0, 10000},
            "how often a task that ran out of time may requeue itself");
    v.field("extra", self.extra, "further sbatch options, word for word");
  }
};

struct Profile {
  std::string launcher = "srun";
  std::vector<std::string> launcher_args;
  std::vector<std::string> setup;
  std::string container;
  std::vector<std::pair<std::string, std::string>> env;
  std::vector<std::pair<std::string, JobClass>> classes;
  int max_submitted = 0;
  int lookahead_limit = 8;
  bool extend = true;
  double timeout_s = 30;
  double poll_s = 15;
  Value text;  ///< as it was written, with `ranks: auto` settled, for plan.yaml

  const JobClass* find(std::string_view name) const;

  static void describe(auto& self, auto& v) {
    v.field("launcher", self.launcher,
            "srun, mpirun, or a command with {ranks}, {cpus} and {command}");
    v.field("launcher_args", self.launcher_args, "further arguments of srun or mpirun");
    v.field("setup", self.setup, "shell lines before the launch: modules, environments");
    v.field("container", self.container,
            "words before the executable, for example apptainer exec az.sif");
    v.field("max_submitted", self.max_submitted, Range{0, 1e7},
            "jobs of this run in the queue at once, array tasks counted; 0: ask Slurm");
    v.field("lookahead_limit", self.lookahead_limit, Range{1, 1000},
            "most generations that `lookahead: auto` queues");
    v.field("extend", self.extend,
            "a generation's last job queues the next generation beyond the look-ahead");
    v.field("timeout_s", self.timeout_s, Range{1, 3600},
            "deadline of every sbatch, squeue, scontrol and sacct");
    v.field("poll_s", self.poll_s, Range{1, 3600},
            "seconds between two squeue calls of status --follow");
  }
};

/// Reads a profile: `defaults:` is merged below every entry of `classes:`; `env:` is free.
/// Messages name file, line and key.
Result<Profile> read_profile(const Value& tree);

/// Minutes, minutes:seconds, hours:minutes:seconds, days-hours[:minutes[:seconds]] as sbatch reads
/// them; -1 for UNLIMITED/INFINITE. Seconds.
Result<long> parse_time_limit(std::string_view text);

/// MPI ranks of a task: the number, 1 where not said.
Result<int> rank_count(const JobClass& job_class);

}  // namespace az
