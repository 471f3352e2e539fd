// temporary_run.h — a run directory that disappears, and a Slurm of shell scripts on PATH.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/temporary_folder.h"
#include "core/text.h"
#include "plan/plan.h"

namespace az {

inline void write(const Path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  ASSERT_TRUE(write_file(path, text));
}

inline std::string read(const Path& path) {
  const auto text = read_file(path);
  return text ? *text : "";
}

inline int count_lines(const Path& path) {
  const std::string text = read(path);
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// A variable of the environment, put back at the end.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value) : name_(name) {
    const char* old = std::getenv(name);
    had_ = old != nullptr;
    if (had_) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~ScopedVariable() {
    if (had_)
      ::setenv(name_, old_.c_str(), 1);
    else
      ::unsetenv(name_);
  }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  bool had_ = false;
  std::string old_;
};

/// sbatch, squeue, scontrol, scancel and sacct as scripts. sbatch numbers jobs from 101, writes its
/// words to `calls` and its environment to `environment`; squeue prints the file `queue`. A test
/// replaces a script to make it fail.
class FakeSlurm {
 public:
  FakeSlurm() : path_("PATH", folder_.path().string() + ":" + std::getenv("PATH")) {
    script("sbatch", R"(echo "$*" >>"$D/calls"; env >"$D/environment"
n=$(cat "$D/last" 2>/dev/null || echo 100); n=$((n + 1)); echo $n >"$D/last"; echo $n)");
    script("squeue", R"(cat "$D/queue" 2>/dev/null; exit 0)");
    script("scontrol",
           R"(echo "MaxArraySize            = 1001"; echo "MaxJobCount             = 10000")");
    script("scancel", R"(echo "$*" >>"$D/cancelled")");
    script("sacct", "exit 1");
  }
  void script(const std::string& name, const std::string& body) {
    const Path file = folder_.path() / name;
    ASSERT_TRUE(write_file(file, "#!/bin/bash\nD=" + folder_.path().string() + "\n" + body + "\n"));
    std::filesystem::permissions(file, std::filesystem::perms(0755));
  }
  /// A site with slurmdbd: sacct prints the file `accounting` and writes its words to `asked`;
  /// sacctmgr prints the file `limits`, a line for each of the user's associations.
  void with_accounting() {
    script("scontrol",
           R"(echo "AccountingStorageType   = accounting_storage/slurmdbd"
echo "MaxArraySize            = 1001"; echo "MaxJobCount             = 10000")");
    script("sacct", R"(echo "$*" >>"$D/asked"; cat "$D/accounting" 2>/dev/null; exit 0)");
    script("sacctmgr", R"(cat "$D/limits" 2>/dev/null; exit 0)");
  }
  Path file(const std::string& name) const { return folder_.path() / name; }
  int calls() const { return count_lines(file("calls")); }

 private:
  const TemporaryFolder folder_ = TemporaryFolder::make("az_plan").value();
  ScopedVariable path_;
};

/// A run directory with a plan, as `arrayzero run` leaves it before the first submit.
class TestRun {
 public:
  explicit TestRun(std::string_view pipeline = kLoop, std::string_view profile = kProfile)
      : run(folder_.path() / "r") {
    auto made = make_plan(*parse_yaml(pipeline, "loop.yaml"), *parse_yaml(profile, "profile.yaml"));
    EXPECT_TRUE(made) << made.error().to_string();
    plan = std::move(*made);
    plan.run_name = "r-12345678";
    EXPECT_TRUE(make_directories(run.jobs()));
    EXPECT_TRUE(write_plan(run, plan));
  }
  static constexpr std::string_view kLoop = R"(
loop: {generations: 2, lookahead: auto}
stages:
  init: {app: az_train, args: [--init], class: small, only: first}
  selfplay: {app: az_selfplay, class: worker, array: auto, needs: [init, promote@previous]}
  train: {app: az_train, class: small, needs: [selfplay]}
  promote: {app: az_promote, class: small, needs: [train]}
)";
  static constexpr std::string_view kProfile = R"(
timeout_s: 5
classes: {worker: {tasks: 3}, small: {}}
)";
  const TemporaryFolder folder_ = TemporaryFolder::make("az_plan").value();
  RunDir run;
  Plan plan;
};

}  // namespace az
