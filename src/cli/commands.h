// commands.h — the verbs of arrayzero. Results go to stdout, words to stderr.
#pragma once

#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

struct RunArguments {
  Path config, pipeline, profile, dir, bin;
  std::vector<std::string> settings;  ///< "k=v"
  int generations = 0;                ///< 0: the configuration's, else the pipeline's
  bool dry_run = false, local = false, json = false;
};
/// Checks everything, freezes it into the run directory, then submits it, runs it here, or prints
/// it.
Result<void> run_command(const RunArguments& arguments);

struct ResumeArguments {
  Path run;
  int generations = 0;  ///< 0: as planned
  bool local = false, json = false;
  bool extend = false;       ///< called by a job: only what was never queued
  bool accept_halt = false;  ///< a person looked at what halted the run
};
Result<void> resume_command(const ResumeArguments& arguments);

Result<void> cancel_command(const Path& run, bool json);

struct StatusArguments {
  Path run;
  bool json = false, follow = false;
};
Result<void> status_command(const StatusArguments& arguments);

Result<void> games_command(const std::string& game, bool json);

struct ConfigArguments {
  bool base = false;
  Path file;
  std::vector<std::string> settings;
};
/// Prints base.yaml, or a configuration with everything filled in.
Result<void> config_command(const ConfigArguments& arguments);

struct DoctorArguments {
  Path profile, dir;
  bool json = false;
};
Result<void> doctor_command(const DoctorArguments& arguments);

/// Replaces this process with an executable that lies beside it (or in the run's bin).
Result<void> hand_over(const std::string& executable, const std::vector<std::string>& arguments);

/// A file of the project: as given, or below the source tree that this executable was built in.
Path project_file(const Path& path);

/// One line on stderr.
void say(const std::string& line);

}  // namespace az
