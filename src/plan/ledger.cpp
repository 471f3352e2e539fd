#include "plan/ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace az {
namespace {

struct Parsed {
  std::vector<LedgerEntry> entries;
  bool unfinished_line = false;
};

Result<Parsed> parse(const RunDir& run) {
  Parsed parsed;
  if (!file_exists(run.ledger())) return parsed;
  AZ_TRY(const std::string text, read_file(run.ledger()));
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) {
      parsed.unfinished_line = true;
      break;
    }
    const auto json =
        nlohmann::json::parse(text.begin() + static_cast<std::ptrdiff_t>(begin),
                              text.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    if (!json.is_object()) {
      // What a process that died in mid-line left behind, closed by the next append.
      begin = end + 1;
      continue;
    }
    const auto word = [&](const char* key) {
      const auto found = json.find(key);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    parsed.entries.push_back(
        {word("event"), word("step"), word("job"), word("tasks"), word("user"), word("note"),
         json.contains("time") && json["time"].is_number() ? json["time"].get<double>() : 0.0});
    begin = end + 1;
  }
  return parsed;
}

bool is_held(const RunDir& run) {
  const int fd = ::open(run.ledger().c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  // Shared: two that look at the same time do not take each other for a holder.
  const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(fd);
  return held;
}

}  // namespace

double unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : fmt::format("{}", ::geteuid());
}

Result<std::vector<LedgerEntry>> read_ledger(const RunDir& run) {
  AZ_TRY(Parsed parsed, parse(run));
  return std::move(parsed.entries);
}

std::optional<LedgerEntry> local_run(const RunDir& run) {
  if (!is_held(run)) return {};
  const auto ledger = read_ledger(run);
  if (!ledger || ledger->empty() || ledger->back().event != "local") return {};
  return ledger->back();
}

Result<Ledger> Ledger::lock(const RunDir& run, double timeout_s) {
  AZ_OK(make_directories(run.jobs()));
  const int fd = ::open(run.ledger().c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0)
    return fail(fmt::format("cannot open {}: {}", run.ledger().string(), system_error_text(errno)),
                "", Exit::kIo);
  Ledger ledger(run.ledger(), fd);
  const double deadline = unix_time() + timeout_s;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(
          fmt::format("cannot lock {}: {}", run.ledger().string(), system_error_text(errno)),
          "put the run on a file system with file locks", Exit::kIo);
    if (const auto local = local_run(run))
      return fail(
          fmt::format("a local run of {} is going on ({})", run.root().string(), local->note),
          fmt::format("wait for it, or end it: arrayzero cancel {}", run.root().string()),
          Exit::kUsage);
    if (unix_time() > deadline)
      return fail(
          fmt::format("{}: another arrayzero is submitting this run's jobs", run.root().string()),
          "wait for it and try again", Exit::kUnavailable);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  AZ_TRY(Parsed parsed, parse(run));
  ledger.entries_ = std::move(parsed.entries);
  ledger.unfinished_line_ = parsed.unfinished_line;
  if (!ledger.entries_.empty() && ledger.entries_.back().event == "local") {
    LedgerEntry entry;
    entry.event = "local_ended";
    AZ_OK(ledger.append(entry));
  }
  return ledger;
}

Ledger::~Ledger() {
  if (fd_ < 0) return;
  ::fsync(fd_);  // of the same file: also what was appended without
  ::close(fd_);
}

Ledger::Ledger(Ledger&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      unfinished_line_(other.unfinished_line_),
      entries_(std::move(other.entries_)) {}

Result<void> Ledger::append(LedgerEntry entry, bool sync) {
  entry.time = unix_time();
  entry.user = user_name();
  nlohmann::ordered_json json;
  json["time"] = entry.time;
  json["event"] = entry.event;
  if (!entry.step.empty()) json["step"] = entry.step;
  if (!entry.job.empty()) json["job"] = entry.job;
  if (!entry.tasks.empty()) json["tasks"] = entry.tasks;
  if (!entry.note.empty()) json["note"] = entry.note;
  json["user"] = entry.user;
  const std::string line =
      (std::exchange(unfinished_line_, false) ? "\n" : "") +
      json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  AZ_OK(append_file(path_, line, sync));
  entries_.push_back(std::move(entry));
  return {};
}

}  // namespace az
