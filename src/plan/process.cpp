#include "plan/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <thread>

#include "core/environment.h"

namespace az {
namespace {

using Clock = std::chrono::steady_clock;

/// A pipe whose two ends close themselves.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t i) {
    if (ends[i] >= 0) ::close(ends[i]);
    ends[i] = -1;
  }
};

/// Reads what has arrived; false at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 8192> buffer;
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got > 0) into.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::string shell_text(const std::vector<std::string>& argv) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@^";
  std::string text;
  for (const std::string& word : argv) {
    if (!text.empty()) text += ' ';
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      text += word;
      continue;
    }
    text += '\'';
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                  const ProcessOptions& options) {
  std::vector<char*> arguments;
  for (const std::string& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<std::string> environment = clean_environment();
  std::erase_if(environment, [&](const std::string& inherited) {  // the first of a name would win
    return std::any_of(options.extra_env.begin(), options.extra_env.end(),
                       [&](const std::string& own) {
                         return inherited.starts_with(own.substr(0, own.find('=') + 1));
                       });
  });
  environment.insert(environment.end(), options.extra_env.begin(), options.extra_env.end());
  std::vector<char*> variables;
  for (std::string& entry : environment) variables.push_back(entry.data());
  variables.push_back(nullptr);

  Pipe out, err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (options.capture) {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  }
  if (!options.directory.empty())
    posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  if (options.capture) {  // its own group: the deadline then reaches its children too
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, argv[0].c_str(), &actions, &attributes, arguments.data(),
                                   variables.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return fail(fmt::format("cannot start {}: {}", argv[0], system_error_text(error)),
                "is it installed and on PATH? `arrayzero doctor` looks", Exit::kUnavailable);
  out.close_end(1);
  err.close_end(1);

  ProcessResult result;
  int status = 0;
  if (!options.capture) {
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    result.code = exit_code(status);
    return result;
  }
  const auto begin = Clock::now();
  const auto expired = [&] {
    return options.timeout_s > 0 &&
           std::chrono::duration<double>(Clock::now() - begin).count() >= options.timeout_s;
  };
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    const double left_s =
        options.timeout_s - std::chrono::duration<double>(Clock::now() - begin).count();
    if (options.timeout_s > 0 && left_s <= 0) {
      result.timed_out = true;
      ::kill(-pid, SIGKILL);
      break;
    }
    std::array<pollfd, 2> watched{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
    const int wait_ms = options.timeout_s > 0 ? static_cast<int>(left_s * 1000) + 1 : -1;
    if (::poll(watched.data(), watched.size(), wait_ms) < 0 && errno != EINTR) break;
    if (watched[0].revents != 0 && !drain(out.ends[0], result.out)) out.close_end(0);
    if (watched[1].revents != 0 && !drain(err.ends[0], result.err)) err.close_end(0);
  }
  // A child may close its pipes and live on: the deadline holds to its end.
  while (true) {
    const pid_t ended = ::waitpid(pid, &status, result.timed_out ? 0 : WNOHANG);
    if (ended == pid || (ended < 0 && errno != EINTR)) break;
    if (result.timed_out) continue;
    if (expired()) {
      result.timed_out = true;
      ::kill(-pid, SIGKILL);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  result.code = exit_code(status);
  return result;
}

}  // namespace az
