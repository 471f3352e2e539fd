#include "engines/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <utility>

#include "core/environment.h"
#include "core/file.h"
#include "core/text.h"

namespace az {
namespace {

constexpr int kSlice_ms = 100;

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() = default;
  ~Pipe() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  int take(std::size_t end) { return std::exchange(ends[end], -1); }
};

/// While it lives, a write to a closed pipe is an error code and leaves no signal behind.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &set_, &old_);
  }
  ~NoPipeSignal() {
    const timespec at_once{};
    if (!was_pending_)
      while (sigtimedwait(&set_, nullptr, &at_once) < 0 && errno == EINTR) {
      }
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t set_, old_;
  bool was_pending_ = false;
};

void do_not_block(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

/// Everything as by default, in a group of its own.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    for (const int signal : {SIGHUP, SIGINT, SIGPIPE, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD})
      sigaddset(&signals, signal);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

/// false: the stream has ended. Reads what is there, at most `most` bytes.
bool drain(int fd, std::string& into, std::size_t most) {
  std::array<char, 16384> buffer;
  for (std::size_t sum = 0; sum < most;) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    if (got == 0) return false;
    into.append(buffer.data(), static_cast<std::size_t>(got));
    sum += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const std::vector<std::string>& argv) {
  Pipe in, out, err, leash;
  if (!in.open() || !out.open() || !err.open() || !leash.open())
    return fail(fmt::format("no pipe for {}: {}", argv.at(0), system_error_text(errno)), "",
                Exit::kUnavailable);
  std::vector<std::string> words = argv, environment = clean_environment();
  std::vector<char*> arguments, variables;
  for (std::string& word : words) arguments.push_back(word.data());
  for (std::string& entry : environment) variables.push_back(entry.data());
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  posix_spawn_file_actions_adddup2(&actions, leash.ends[0], 3);
  const SpawnAttributes attributes;
  std::unique_ptr<Child> child(new Child);
  const int error = ::posix_spawn(&child->pid_, argv[0].c_str(), &actions, attributes.get(),
                                  arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    child->pid_ = -1;
    return fail(fmt::format("cannot start {}: {}", argv[0], system_error_text(error)), "",
                Exit::kUnavailable);
  }
  // The child holds the reading end. When the writing end goes, as it does with our process however
  // that ends, the kernel signals the owner of the reading end: the group.
  ::fcntl(leash.ends[0], F_SETOWN, -child->pid_);
  ::fcntl(leash.ends[0], F_SETSIG, SIGKILL);
  ::fcntl(leash.ends[0], F_SETFL, O_ASYNC);
  child->leash_ = leash.take(1);
  child->input_ = in.take(1);
  child->read_output_ = out.take(0);
  child->read_errors_ = err.take(0);
  for (const int fd : {child->input_, child->read_output_, child->read_errors_}) do_not_block(fd);
  return child;
}

Child::~Child() {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);  // before the leader is reaped: until then nobody else has its number
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  for (const int fd : {input_, read_output_, read_errors_, leash_})
    if (fd >= 0) ::close(fd);
}

void Child::close_input() {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
}

void Child::read_output() {
  if (!drain(read_output_, output_, kMostOutput)) ::close(std::exchange(read_output_, -1));
}

void Child::read_errors() {
  if (!drain(read_errors_, errors_, kMostOutput)) ::close(std::exchange(read_errors_, -1));
  if (errors_.size() > kKeptErrors) errors_.erase(0, errors_.size() - kKeptErrors);
}

Child::Wait Child::talk(std::string_view text,
                        const std::function<bool(const std::string& output)>& enough,
                        Clock::time_point deadline, const std::function<bool()>& stop) {
  const NoPipeSignal no_signal;
  while (true) {
    if (text.empty() && enough(output_)) return Wait::kEnough;
    if (output_.size() > kMostOutput) return Wait::kFlood;
    if (read_output_ < 0 || (input_ < 0 && !text.empty())) return Wait::kClosed;
    if (stop && stop()) return Wait::kStopped;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Wait::kTimeOut;
    std::array<pollfd, 3> watched{pollfd{read_output_, POLLIN, 0}, pollfd{read_errors_, POLLIN, 0},
                                  pollfd{text.empty() ? -1 : input_, POLLOUT, 0}};
    if (::poll(watched.data(), watched.size(), static_cast<int>(std::min<long>(left, kSlice_ms))) <=
        0)
      continue;
    if (watched[1].revents != 0) read_errors();
    if (watched[0].revents != 0) read_output();
    if (watched[2].revents != 0) {
      const ssize_t written = ::write(input_, text.data(), text.size());
      if (written > 0)
        text.remove_prefix(static_cast<std::size_t>(written));
      else if (written < 0 && errno != EINTR && errno != EAGAIN)
        close_input();
    }
  }
}

bool Child::wait_for_end(double seconds) {
  const auto deadline = Clock::now() + std::chrono::duration<double>(seconds);
  close_input();
  while (true) {
    if (read_errors_ >= 0) read_errors();
    siginfo_t info{};
    // Not reaped: its number must stay its own until the group is killed.
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == pid_)
      return true;
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::string Child::how_it_is() {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid != pid_)
    return "is still running";
  return info.si_code == CLD_EXITED ? fmt::format("ended with exit code {}", info.si_status)
                                    : fmt::format("was killed by signal {}", info.si_status);
}

Result<std::vector<std::string>> command_words(std::string_view command) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote != 0 ? c == quote : c == '\'' || c == '"')
      quote = quote == 0 ? c : 0;
    else if (c == '\\' && quote != '\'' && i + 1 < command.size())
      words.back() += command[++i];
    else
      words.back() += c;
  }
  if (quote != 0)
    return fail(fmt::format("`{}`: a {} is not closed", command, quote), "", Exit::kUsage);
  if (words.empty()) return fail("the command is empty", "", Exit::kUsage);
  return words;
}

Result<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (std::filesystem::is_directory(name))
      return fail(fmt::format("{} is a folder", name), "", Exit::kUnavailable);
    if (::access(name.c_str(), X_OK) == 0) return name;
    return fail(fmt::format("{}: {}", name, system_error_text(errno)), "", Exit::kUnavailable);
  }
  const char* path = std::getenv("PATH");
  std::vector<std::string> folders = split(path == nullptr ? "/usr/bin:/bin" : path, ':');
  folders.insert(folders.end(), {"/usr/games", "/usr/local/games"});
  for (const std::string& folder : folders) {
    const Path file = Path(folder.empty() ? "." : folder) / name;
    if (::access(file.c_str(), X_OK) == 0 && !std::filesystem::is_directory(file))
      return file.string();
  }
  return fail(fmt::format("no program {} on PATH", name), "", Exit::kUnavailable);
}

}  // namespace az
