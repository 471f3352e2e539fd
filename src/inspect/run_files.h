// run_files.h — every file of a run directory and what it is, by its place (data_layout/README.md
// draws them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

struct RunFile {
  Path relative;  ///< to the run
  /// A schema's name ("shard", "window" …), or "configuration", "executable", "job", "log",
  /// "report", "leftover" (a temporary file of a writer that was killed); "" for what a run does
  /// not contain.
  std::string kind;
};

/// By its place alone; the file is not read.
std::string kind_of_run_file(const Path& relative);

/// Sorted by path. Fails when `run` is not a run directory (it has no run.yaml).
Result<std::vector<RunFile>> list_run(const Path& run);

/// True for a folder that holds a run.yaml.
bool is_run(const Path& path);

}  // namespace az
