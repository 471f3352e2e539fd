// process.h — runs another program with a deadline and a clean environment.
//
// Every call to Slurm goes through here: a command that hangs is killed and reported, never waited
// for without end.
#pragma once

#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

struct ProcessOptions {
  double timeout_s = 30;               ///< 0: no deadline
  bool capture = true;                 ///< false: the child writes to our stdout and stderr
  Path directory;                      ///< empty: ours
  std::vector<std::string> extra_env;  ///< "KEY=VALUE", in place of what the clean environment has
};

struct ProcessResult {
  int code = 0;  ///< exit code; 128 + signal when a signal ended it
  bool timed_out = false;
  std::string out, err;
  bool ok() const { return code == 0 && !timed_out; }
};

/// Runs argv[0] (found on PATH) in clean_environment() (core/environment.h) and waits for it.
/// Fails with 69 when the program cannot be started at all.
Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                  const ProcessOptions& options = {});

/// "sbatch --parsable 'a b'": the words as a shell would need them.
std::string shell_text(const std::vector<std::string>& argv);

}  // namespace az
