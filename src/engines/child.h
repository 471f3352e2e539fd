// child.h — another program at the ends of three pipes, in a process group of its own.
//
// The group ends with this object, and also when our own process is killed. Nothing waits without a
// deadline, and a program that is gone is an answer, never a signal (SIGPIPE). Started by
// posix_spawn: a fork would copy the memory that MPI has registered.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace az {

class Child {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Wait {
    kEnough,   ///< `enough` said so
    kClosed,   ///< its output ended
    kTimeOut,  ///< the deadline passed
    kStopped,  ///< stop() said so
    kFlood,    ///< more than kMostOutput came without being enough
  };
  static constexpr std::size_t kMostOutput = 1 << 20;
  static constexpr std::size_t kKeptErrors = 4096;

  /// argv[0]: a path (find_program). Its environment is clean_environment(), its signals are as by
  /// default. Errors: kUnavailable.
  static Result<std::unique_ptr<Child>> start(const std::vector<std::string>& argv);
  /// Kills the group, whoever of it still lives.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Writes `text` to its input and takes in its output until `enough`; what it says on stderr is
  /// read on the way. stop: asked ten times a second, may be empty.
  Wait talk(std::string_view text, const std::function<bool(const std::string& output)>& enough,
            Clock::time_point deadline, const std::function<bool()>& stop);
  /// What came and was not taken yet: the caller takes it out.
  std::string& output() { return output_; }
  /// The last kKeptErrors bytes of its stderr.
  const std::string& errors() const { return errors_; }

  /// Waits at most so long for its end; true: it has ended.
  bool wait_for_end(double seconds);
  /// "ended with exit code 3", "was killed by signal 11", "is still running".
  std::string how_it_is();

 private:
  Child() = default;
  void close_input();
  void read_output();
  void read_errors();

  pid_t pid_ = -1;
  int input_ = -1, read_output_ = -1, read_errors_ = -1;
  int leash_ = -1;  ///< when the kernel closes this end, it kills the group
  std::string output_, errors_;
};

/// The words of a command line: blanks separate, '…' and "…" keep them, \ keeps the next character
/// outside '…'. No shell: nothing is expanded. Errors (kUsage): an open quote, no word at all.
Result<std::vector<std::string>> command_words(std::string_view command);

/// The file of a program: one with a slash as it is, others from PATH, then /usr/games and
/// /usr/local/games (where Debian keeps game engines, and root's PATH does not look).
/// Errors (kUnavailable).
Result<std::string> find_program(const std::string& name);

}  // namespace az
