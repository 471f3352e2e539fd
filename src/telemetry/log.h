// log.h — the log of a process: one line per event, past tense, numbers with units, greppable.
//
//   11:02:31 I r03 selfplay g0007 wrote s0042.h5: 256 games, 11.4k plies, 38.2 games/s
//
// Goes to stderr (a job's .out file) and, once open_file() was called, to logs/<stage>/… in the run
// directory.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/file.h"
#include "core/result.h"

namespace az {

class Log {
 public:
  /// rank < 0: a tool that is no rank ("I arrayzero …").
  Log(int rank, const std::string& stage, const std::string& generation);
  ~Log();
  Log(Log&&) noexcept;

  /// Also writes to a file, appending; several ranks of a task share one.
  Result<void> open_file(const Path& path);

  template <class... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) {
    write('I', fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> format, Args&&... args) {
    write('W', fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  void error(fmt::format_string<Args...> format, Args&&... args) {
    write('E', fmt::format(format, std::forward<Args>(args)...));
  }
  void write(char level, std::string_view message);

 private:
  struct Sinks;
  std::unique_ptr<Sinks> sinks_;
  std::string prefix_;
};

}  // namespace az
