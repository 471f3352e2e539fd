#include "plan/slurm.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"
#include "plan/ledger.h"
#include "plan/process.h"

namespace az {
namespace {

/// Slurm's words on one line, without its "sbatch: error: " prefixes.
std::string words_of(const ProcessResult& result) {
  std::vector<std::string> lines;
  for (const std::string& raw : split(result.err, '\n')) {
    std::string_view line = trim(raw);
    for (const std::string_view command :
         {"sbatch", "squeue", "scancel", "scontrol", "sacct", "sacctmgr"})
      if (line.starts_with(command) && line.substr(command.size()).starts_with(": "))
        line.remove_prefix(command.size() + 2);
    if (line.starts_with("error: ")) line.remove_prefix(7);
    if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.emplace_back(line);
  }
  return join(lines, "; ");
}

bool is_unreachable(std::string_view words) {
  static constexpr std::array kSigns{"Unable to contact slurm controller",
                                     "Connection refused",
                                     "Socket timed out",
                                     "Unable to establish",
                                     "not responding",
                                     "connect failure",
                                     "Zero Bytes were transmitted",
                                     "Communication connection",
                                     "Protocol authentication",
                                     "Munge",
                                     "munge",
                                     "temporarily unable",
                                     "Transport endpoint",
                                     "Unspecified error",
                                     "in standby mode"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) {
    return words.find(sign) != std::string_view::npos;
  });
}

constexpr const char* kNoAnswer =
    "is slurmctld up? `scontrol ping`; a private Slurm is found after `source DIR/env.sh`";

tl::unexpected<Error> unavailable(std::string_view command, const ProcessResult& result,
                                  double timeout_s) {
  const std::string words = words_of(result);
  if (result.timed_out)
    return fail(fmt::format("{} did not answer within {} s{}{}", command, timeout_s,
                            words.empty() ? "" : ": ", words),
                kNoAnswer, Exit::kUnavailable);
  return fail(
      fmt::format("{} failed ({}){}{}", command, result.code, words.empty() ? "" : ": ", words),
      kNoAnswer, Exit::kUnavailable);
}

Result<ProcessResult> call(const std::vector<std::string>& argv, double timeout_s,
                           const Path& directory = {}) {
  ProcessOptions options;
  options.timeout_s = timeout_s;
  options.directory = directory;
  return run_process(argv, options);
}

/// "4711_3" → {4711, 3}; "4711" → {4711, −1}; "4711_[0-3]" → {4711, −1}.
std::pair<std::string, int> split_id(std::string_view id) {
  const std::size_t dash = id.find('_');
  if (dash == std::string_view::npos) return {std::string(id), -1};
  int index = -1;
  const std::string_view digits = id.substr(dash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc{} || end != digits.data() + digits.size()) index = -1;
  return {std::string(id.substr(0, dash)), index};
}

int number_after(std::string_view text, std::string_view key, int otherwise) {
  for (const std::string& line : split(text, '\n')) {
    if (!std::string_view(line).starts_with(key)) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string_view digits = trim(std::string_view(line).substr(equals + 1));
    int value = otherwise;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  return otherwise;
}

}  // namespace

bool is_submit_limit(std::string_view words) {
  for (const std::string_view sign :
       {"MaxSubmitJob", "submit limit", "job submit limit", "MaxJobCount", "Job count limit",
        "Job violates accounting/QOS policy (job submit limit"})
    if (words.find(sign) != std::string_view::npos) return true;
  return false;
}

bool is_live(std::string_view state) {
  static constexpr std::array kEnded{"COMPLETED", "CANCELLED", "FAILED",   "TIMEOUT",
                                     "NODE_FAIL", "BOOT_FAIL", "DEADLINE", "OUT_OF_MEMORY",
                                     "REVOKED",   "PREEMPTED"};
  return std::find(kEnded.begin(), kEnded.end(), state) == kEnded.end();
}

std::string never_starts(std::string_view reason) {
  struct Known {
    std::string_view reason, meaning;
  };
  static constexpr std::array kReasons{
      Known{"DependencyNeverSatisfied", "a job that it waits for failed"},
      Known{"PartitionConfig", "it asks for more than its partition has"},
      Known{"PartitionNodeLimit", "it asks for more nodes than its partition allows"},
      Known{"PartitionTimeLimit", "its time limit is above the partition's"},
      Known{"BadConstraints", "no node can meet its constraints"},
      Known{"InvalidAccount", "its account is not valid"},
      Known{"InvalidQOS", "its QOS is not valid"},
      Known{"JobHoldMaxRequeue", "Slurm requeued it too often: arrayzero resume"},
      Known{"launch failed requeued held", "Slurm could not launch it: arrayzero resume"},
      Known{"QOSMaxWallDurationPerJobLimit", "its time limit is above the QOS's"},
      Known{"QOSMaxCpuPerJobLimit", "it asks for more CPUs than the QOS allows"},
      Known{"QOSMaxNodePerJobLimit", "it asks for more nodes than the QOS allows"},
      Known{"QOSMaxMemoryPerJob", "it asks for more memory than the QOS allows"},
      Known{"QOSMaxGRESPerJob", "it asks for more GRES than the QOS allows"},
      Known{"QOSMinCpuNotSatisfied", "it asks for fewer CPUs than the QOS demands"},
      Known{"QOSMinGRES", "it asks for fewer GRES than the QOS demands"},
      Known{"QOSNotAllowed", "its partition does not allow the QOS"},
      Known{"AssocMaxWallDurationPerJobLimit", "its time limit is above the account's"},
      Known{"AssocMaxCpuPerJobLimit", "it asks for more CPUs than the account allows"},
      Known{"AssocMaxNodePerJobLimit", "it asks for more nodes than the account allows"},
      Known{"AccountNotAllowed", "its partition does not allow the account"}};
  for (const Known& known : kReasons)
    if (reason.find(known.reason) != std::string_view::npos)
      return fmt::format("{}: {}", known.reason, known.meaning);
  return "";
}

bool is_held_by_slurm(std::string_view reason) {
  return reason.find("launch failed requeued held") != std::string_view::npos ||
         reason.find("JobHoldMaxRequeue") != std::string_view::npos;
}

Result<std::string> Slurm::submit(const std::vector<std::string>& command,
                                  const Path& directory) const {
  AZ_TRY(const ProcessResult result, call(command, timeout_s_, directory));
  const std::string words = words_of(result);
  if (result.timed_out) return unavailable("sbatch", result, timeout_s_);
  if (result.code != 0) {
    if (is_unreachable(words)) return unavailable("sbatch", result, timeout_s_);
    return fail(fmt::format("sbatch refused: {}", words.empty() ? "no reason given" : words),
                fmt::format("try it by hand: cd {} && {}", directory.string(), shell_text(command)),
                Exit::kUsage);
  }
  // "4711" or "4711;cluster", perhaps after a site's own lines.
  for (const std::string& line : split(result.out, '\n')) {
    std::string id = split(trim(line), ';').front();
    if (!id.empty() && id.find_first_not_of("0123456789") == std::string::npos) return id;
  }
  return fail(fmt::format("sbatch --parsable printed no job id but '{}'", trim(result.out)),
              "look with squeue before you resume", Exit::kUnavailable);
}

Result<std::vector<QueueRow>> Slurm::queue(const std::vector<std::string>& users) const {
  AZ_TRY(const ProcessResult result,
         call({"squeue", "-h", "-t", "all", "-r", "-u", join(users, ","), "-o", "%i|%T|%j|%r"},
              timeout_s_));
  if (!result.ok()) return unavailable("squeue", result, timeout_s_);
  std::vector<QueueRow> rows;
  for (const std::string& line : split(result.out, '\n')) {
    const std::vector<std::string> cells = split(line, '|');
    if (cells.size() < 4) continue;
    const auto [job, index] = split_id(cells[0]);
    rows.push_back({job, index, cells[1], cells[3], cells[2]});
  }
  return rows;
}

Result<SlurmLimits> Slurm::limits() const {
  AZ_TRY(const ProcessResult result, call({"scontrol", "show", "config"}, timeout_s_));
  if (!result.ok()) return unavailable("scontrol", result, timeout_s_);
  SlurmLimits limits;
  limits.max_array_size = std::max(1, number_after(result.out, "MaxArraySize", 1001));
  limits.max_job_count = number_after(result.out, "MaxJobCount", 0);
  limits.accounting = result.out.find("accounting_storage/slurmdbd") != std::string::npos;
  if (!limits.accounting) return limits;
  // The least MaxSubmitJobs over this user's associations; none set: empty cells.
  const auto asked =
      call({"sacctmgr", "-n", "-P", "show", "assoc", "user=" + user_name(), "format=MaxSubmitJobs"},
           timeout_s_);
  if (!asked || !asked->ok()) return limits;
  for (const std::string& line : split(asked->out, '\n')) {
    int value = 0;
    const std::string_view digits = trim(line);
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value > 0 && (limits.max_submit_jobs == 0 || value < limits.max_submit_jobs))
      limits.max_submit_jobs = value;
  }
  return limits;
}

Result<void> Slurm::cancel(const std::vector<std::string>& jobs) const {
  if (jobs.empty()) return {};
  std::vector<std::string> command{"scancel"};
  command.insert(command.end(), jobs.begin(), jobs.end());
  AZ_TRY(const ProcessResult result, call(command, timeout_s_));
  if (result.ok()) return {};
  const std::string words = words_of(result);
  if (!result.timed_out && words.find("Invalid job id") != std::string::npos) return {};
  return unavailable("scancel", result, timeout_s_);
}

Result<void> Slurm::release(const std::vector<std::string>& jobs) const {
  if (jobs.empty()) return {};
  AZ_TRY(const ProcessResult result, call({"scontrol", "release", join(jobs, ",")}, timeout_s_));
  if (result.ok()) return {};
  return unavailable("scontrol release", result, timeout_s_);
}

Result<std::vector<AccountingRow>> Slurm::accounting(const std::vector<std::string>& jobs) const {
  std::vector<AccountingRow> rows;
  if (jobs.empty()) return rows;
  AZ_TRY(const ProcessResult result, call({"sacct", "-X", "-P", "-n", "-S", "now-60days", "-j",
                                           join(jobs, ","), "-o", "jobid,state,exitcode"},
                                          timeout_s_));
  if (!result.ok()) return unavailable("sacct", result, timeout_s_);
  for (const std::string& line : split(result.out, '\n')) {
    const std::vector<std::string> cells = split(line, '|');
    if (cells.size() < 3) continue;
    AccountingRow row;
    std::tie(row.job, row.index) = split_id(cells[0]);
    row.state = split(cells[1], ' ').front();  // "CANCELLED by 1000"
    const std::vector<std::string> code = split(cells[2], ':');
    std::from_chars(code[0].data(), code[0].data() + code[0].size(), row.code);
    int signal = 0;
    if (code.size() > 1) std::from_chars(code[1].data(), code[1].data() + code[1].size(), signal);
    if (signal > 0) row.code = 128 + signal;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace az
