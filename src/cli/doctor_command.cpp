#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "core/build_info.h"
#include "core/text.h"
#include "plan/ledger.h"
#include "plan/plan.h"
#include "plan/process.h"
#include "plan/sbatch.h"

namespace az {
namespace {

enum class Mark { kOk, kWarn, kFail };

struct Finding {
  Mark mark = Mark::kOk;
  std::string what, found, hint;
};

std::string_view mark_word(Mark mark) {
  return mark == Mark::kOk ? "ok" : mark == Mark::kWarn ? "warn" : "FAIL";
}

/// The first line that is not blank.
std::string first_line(std::string_view text) {
  for (const std::string& line : split(text, '\n'))
    if (!trim(line).empty()) return std::string(trim(line));
  return "";
}

class Doctor {
 public:
  Doctor(const Profile& profile, Path dir)
      : profile_(profile), slurm_(profile.timeout_s), dir_(std::move(dir)) {}

  std::vector<Finding> examine() {
    const BuildInfo info = build_info();
    add(Mark::kOk, "arrayzero",
        fmt::format("{} ({}, {}{})", info.version, info.compiler, info.type,
                    info.gpu ? ", GPU" : ""));
    look_for_executables();
    look_at_file_system();
    const bool slurm = look_at_slurm();
    look_at_launcher();
    if (slurm)
      run_job();
    else
      run_here();
    return std::move(findings_);
  }
  bool stopped() const { return stopped_; }

 private:
  void add(Mark mark, std::string what, std::string found, std::string hint = {}) {
    findings_.push_back({mark, std::move(what), std::move(found), std::move(hint)});
  }

  void look_for_executables() {
    std::vector<std::string> missing;
    for (const char* name : {"az_selfplay", "az_train", "az_evaluate", "az_exam", "az_promote"}) {
      if (!file_exists(own_folder() / name)) missing.emplace_back(name);
    }
    if (missing.empty())
      add(Mark::kOk, "stages", "all in " + own_folder().string());
    else
      add(Mark::kWarn, "stages", "not built: " + join(missing, ", "), "cmake --build --preset cpu");
  }

  /// A run lives by renames that are whole and files that survive a crash, and by file locks.
  void look_at_file_system() {
    Result<void> written = make_directories(dir_);
    const Path probe = dir_ / fmt::format(".doctor.{}", ::getpid());
    if (written) written = write_file(probe, "first");
    if (written) written = write_file(probe, "second");
    if (written) {
      const auto read = read_file(probe);
      if (!read || *read != "second") written = fail(probe.string() + " holds another text");
    }
    std::error_code error;
    std::filesystem::remove(probe, error);
    if (!written) {
      add(Mark::kFail, "rename and fsync", written.error().to_string(),
          "put runs on a file system with atomic renames");
      return;
    }
    add(Mark::kOk, "rename and fsync", std::filesystem::absolute(dir_, error).string());
    const RunDir lock_probe(dir_ / fmt::format(".doctor-lock.{}", ::getpid()));
    {
      const auto lock = Ledger::lock(lock_probe, 1);
      if (lock)
        add(Mark::kOk, "file locks", "work");
      else
        add(Mark::kFail, "file locks", lock.error().to_string(),
            "mount the file system with locks (flock)");
    }
    std::filesystem::remove_all(lock_probe.root(), error);
    const auto space = std::filesystem::space(dir_, error);
    if (!error)
      add(space.available < 2'000'000'000 ? Mark::kWarn : Mark::kOk, "free space",
          short_bytes(space.available),
          space.available < 2'000'000'000 ? "a run of the quickstart's size needs about 1 GB" : "");
  }

  bool look_at_slurm() {
    ProcessOptions options;
    options.timeout_s = profile_.timeout_s;
    const auto version = run_process({"sbatch", "--version"}, options);
    if (!version || !version->ok()) {
      add(Mark::kWarn, "sbatch", "not found",
          "without a scheduler: slurm/local_cluster.sh, or arrayzero run --local");
      return false;
    }
    add(Mark::kOk, "sbatch", first_line(version->out));
    const auto limits = slurm_.limits();
    if (!limits) {
      add(Mark::kFail, "slurmctld", limits.error().message,
          "is it up? is SLURM_CONF right? scontrol ping");
      return false;
    }
    add(Mark::kOk, "MaxArraySize", std::to_string(limits->max_array_size));
    for (const auto& [name, job_class] : profile_.classes)
      if (job_class.tasks > limits->max_array_size)
        add(Mark::kOk, "class " + name,
            fmt::format("{} tasks are queued as {} arrays", job_class.tasks,
                        (job_class.tasks + limits->max_array_size - 1) / limits->max_array_size));
    add(Mark::kOk, "MaxJobCount", std::to_string(limits->max_job_count));
    add(Mark::kOk, "MaxSubmitJobs",
        limits->max_submit_jobs > 0 ? std::to_string(limits->max_submit_jobs) : "no limit known");
    add(limits->accounting ? Mark::kOk : Mark::kWarn, "accounting",
        limits->accounting ? "slurmdbd" : "none",
        limits->accounting
            ? ""
            : "nothing to do: jobs that left the queue without an end are called lost");
    const auto config = run_process({"scontrol", "show", "config"}, options);
    const bool requeue =
        config && config->out.find("JobRequeue              = 0") == std::string::npos;
    add(requeue ? Mark::kOk : Mark::kWarn, "JobRequeue", requeue ? "allowed" : "off at this site",
        requeue ? "" : "a task that runs out of time ends the chain; arrayzero resume continues");
    return true;
  }

  void look_at_launcher() {
    ProcessOptions options;
    options.timeout_s = profile_.timeout_s;
    if (profile_.launcher == "srun") {
      const auto types = run_process({"srun", "--mpi=list"}, options);
      const std::string words = types ? types->out + types->err : "";
      const bool pmix = words.find("pmix") != std::string::npos;
      add(pmix ? Mark::kOk : Mark::kFail, "srun --mpi=pmix", pmix ? "known" : "not known here",
          pmix ? "" : "set the profile's launcher to mpirun, or launcher_args: [--mpi=…]");
    }
    const auto mpirun = run_process({"mpirun", "--version"}, options);
    if (mpirun && mpirun->ok())
      add(Mark::kOk, "mpirun", first_line(mpirun->out));
    else
      add(profile_.launcher == "srun" ? Mark::kWarn : Mark::kFail, "mpirun", "not found",
          "needed by --local and by launcher: mpirun");
  }

  /// Two ranks through the profile's launcher must make one world of two.
  void run_job() {
    const Path tool = own_folder() / "az_world";
    std::error_code error;
    if (!file_exists(tool)) {
      add(Mark::kWarn, "2-rank job", "az_world is not built", "cmake --build --preset cpu");
      return;
    }
    const Path dir =
        std::filesystem::absolute(dir_, error) / fmt::format(".doctor-job.{}", ::getpid());
    catch_interrupts({SIGINT, SIGTERM, SIGHUP});
    const Finding finding = submit_job(dir, tool);
    findings_.push_back(finding);
    if (finding.mark == Mark::kOk || stopped_) std::filesystem::remove_all(dir, error);
  }

  /// Without a scheduler: what --local will do.
  void run_here() {
    ProcessOptions options;
    options.timeout_s = profile_.timeout_s;
    options.extra_env = {"AZ_WORLD=2", "OMPI_ALLOW_RUN_AS_ROOT=1",
                         "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"};
    const auto ran = run_process({"mpirun", "-np", "2", "--bind-to", "none", "--oversubscribe",
                                  (own_folder() / "az_world").string()},
                                 options);
    if (ran && ran->ok())
      add(Mark::kOk, "2 ranks here", "one world of 2 ranks through mpirun");
    else
      add(Mark::kFail, "2 ranks here", ran ? first_line(ran->err) : ran.error().message,
          "--local needs mpirun");
  }

  Finding submit_job(const Path& dir, const Path& tool) {
    const auto failed = [](std::string found, std::string hint) {
      return Finding{Mark::kFail, "2-rank job", std::move(found), std::move(hint)};
    };
    Profile profile = profile_;
    JobClass probe = profile.classes.front().second;
    probe.ranks = "2";
    probe.cpus = 1;
    probe.gres = probe.mail = "";
    probe.time = "00:10:00";
    probe.signal_lead_s = 30;
    profile.classes = {{"doctor", probe}};
    profile.env.emplace_back("AZ_WORLD", "2");
    Step step;
    step.stage = "world";
    step.app = "az_world";
    step.job_class = "doctor";
    const RunDir run(dir);
    Result<void> ready = make_directories(run.jobs());
    if (ready) ready = make_directories(run.bin());
    if (ready) ready = write_file(run.plan_yaml(), "# arrayzero doctor\n");
    if (ready)
      ready = write_file(run.job_script(step.name()), render_script(step, profile, "doctor"));
    if (!ready) return failed(ready.error().to_string(), "");
    std::error_code error;
    std::filesystem::create_symlink(tool, run.bin() / "az_world", error);
    const auto job = slurm_.submit(sbatch_command(step, profile, "", {}), dir);
    if (!job) return failed(job.error().message, job.error().hint);
    constexpr double kPatience_s = 60;
    const double deadline = unix_time() + kPatience_s;
    const Path end = run.ended() / (step.group() + "-t000");
    while (!file_exists(end) && unix_time() < deadline && interrupted() == 0) ::usleep(200'000);
    const auto text = read_file(end);
    if (!text) {
      if (interrupted() != 0) {
        if (!slurm_.cancel({*job}))
          return failed(
              fmt::format("interrupted, and job {} lives", *job),
              fmt::format("scancel {}; {}", *job, shell_text({"rm", "-r", dir.string()})));
        stopped_ = true;
        return failed(fmt::format("interrupted; job {} is cancelled", *job), "");
      }
      std::string reason = "it did not end";
      if (const auto rows = slurm_.queue({user_name()}))
        for (const QueueRow& row : *rows)
          if (row.job == *job) reason = fmt::format("{} ({})", row.state, row.reason);
      const Result<void> cancelled = slurm_.cancel({*job});
      return {Mark::kWarn, "2-rank job",
              fmt::format("job {} after {} s: {}{}", *job, kPatience_s, reason,
                          cancelled ? "; cancelled" : ""),
              "the cluster may be busy: try again; its output lies in " + run.jobs().string()};
    }
    const auto out = read_file(run.jobs() / fmt::format("doctor.{}.{}.out", step.name(), *job));
    if (split(*text, ' ').front() != "0")
      return failed(fmt::format("job {} ended with {}", *job, split(*text, ' ').front()),
                    out ? first_line(out->substr(out->find('\n') + 1)) : "see its output");
    return {Mark::kOk, "2-rank job",
            fmt::format("job {}: one world of 2 ranks through {}", *job, profile.launcher), ""};
  }

  const Profile& profile_;
  Slurm slurm_;
  Path dir_;
  std::vector<Finding> findings_;
  bool stopped_ = false;  ///< interrupted, and its job is cancelled
};

}  // namespace

Result<void> doctor_command(const DoctorArguments& arguments) {
  AZ_TRY(const Value tree, load_yaml(project_file(arguments.profile)));
  AZ_TRY(const Profile profile, read_profile(tree));
  Doctor doctor(profile, arguments.dir);
  const std::vector<Finding> findings = doctor.examine();
  int failures = 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    failures += finding.mark == Mark::kFail ? 1 : 0;
    list.push_back({{"mark", mark_word(finding.mark)},
                    {"what", finding.what},
                    {"found", finding.found},
                    {"hint", finding.hint}});
    if (!arguments.json)
      fmt::print("{:<5} {:<18} {}{}\n", mark_word(finding.mark), finding.what, finding.found,
                 finding.hint.empty() ? "" : fmt::format("  (hint: {})", finding.hint));
  }
  if (arguments.json) fmt::print("{}\n", list.dump(2));
  if (doctor.stopped()) return fail("interrupted", "", Exit::kTerminated);
  if (failures == 0) return {};
  return fail(fmt::format("{} of {} checks failed", failures, findings.size()),
              "the lines marked FAIL say what to do", Exit::kUnavailable);
}

}  // namespace az
