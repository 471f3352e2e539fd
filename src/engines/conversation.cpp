#include "engines/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/check.h"
#include "core/text.h"

namespace az {
namespace {

constexpr std::size_t kShown = 200;

/// Blank lines stand between answers; carriage returns mean nothing.
void skip_blanks(std::string& output) {
  std::erase(output, '\r');
  output.erase(0, output.find_first_not_of("\n \t"));
}

/// A whole answer, or a whole line that cannot begin one.
bool is_enough(const std::string& output) {
  std::string text = output;
  skip_blanks(text);
  if (text.empty()) return false;
  if (text[0] == '=' || text[0] == '?') return text.find("\n\n") != std::string::npos;
  return text.find('\n') != std::string::npos;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < ' ' || byte >= 127 ? '.' : c;
  }
  return text.size() > kShown ? line + "…" : line;
}

void Conversation::note(std::string_view mark, std::string_view text) {
  lines_.push_back(fmt::format("{} {}\n", mark, text));
  line_bytes_ += lines_.back().size();
  while (line_bytes_ > kKeptText && lines_.size() > 1) {
    line_bytes_ -= lines_.front().size();
    lines_.pop_front();
  }
}

tl::unexpected<Error> Conversation::broken(const std::string& what) {
  note("!", what);
  last_errors_ = child_->errors();
  child_.reset();
  std::string message = fmt::format("engine {}: {}", name_, what);
  const std::string_view errors = trim(last_errors_);
  if (!errors.empty())
    message += fmt::format("; its last words: {}", one_line(errors.substr(errors.rfind('\n') + 1)));
  return fail(std::move(message), "", Exit::kUnavailable);
}

Result<Conversation::Answer> Conversation::ask(const std::string& command, double timeout_s) {
  check(child_ != nullptr, "engine {} is asked after its end", name_);
  const std::string number = std::to_string(next_++);
  note(">", number + " " + command);
  const auto deadline = Child::Clock::now() + std::chrono::duration_cast<Child::Clock::duration>(
                                                  std::chrono::duration<double>(timeout_s));
  const Child::Wait wait =
      child_->talk(fmt::format("{} {}\n", number, command), is_enough, deadline, stop_);
  std::string& output = child_->output();
  const auto said = [&] {
    return output.empty() ? std::string() : fmt::format(" after `{}`", one_line(trim(output)));
  };
  switch (wait) {
    case Child::Wait::kEnough:
      break;
    case Child::Wait::kStopped:
      return broken("stopped");
    case Child::Wait::kTimeOut:
      return broken(fmt::format("no answer to `{}` within {:g} s{}", command, timeout_s, said()));
    case Child::Wait::kFlood:
      return broken(fmt::format("said more than {} in answer to `{}`",
                                short_bytes(Child::kMostOutput), command));
    case Child::Wait::kClosed: {
      // The signal that ends our task may have reached the engine first.
      const bool ended = child_->wait_for_end(0.5);
      for (int i = 0; stop_ && i < 10 && !stop_(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return broken(fmt::format("{} in answer to `{}`{}",
                                ended ? child_->how_it_is() : "closed its output and lives on",
                                command, said()));
    }
  }
  skip_blanks(output);
  const std::size_t end = output.find("\n\n");
  const std::size_t digits_end = std::min(output.find_first_not_of("0123456789", 1), output.size());
  if ((output[0] != '=' && output[0] != '?') ||
      std::string_view(output).substr(1, digits_end - 1) != number) {
    const std::string line = output.substr(0, output.find('\n'));
    note("<", line);
    return broken(
        fmt::format("`{}` is no answer to `{} {}`", one_line(trim(line)), number, command));
  }
  Answer answer;
  answer.good = output[0] == '=';
  answer.text = trim(std::string_view(output).substr(digits_end, end - digits_end));
  note("<", output.substr(0, end));
  output.erase(0, end + 2);
  return answer;
}

Result<std::string> Conversation::must(const std::string& command, double timeout_s) {
  AZ_TRY(Answer answer, ask(command, timeout_s));
  if (answer.good) return std::move(answer.text);
  return fail(fmt::format("engine {}: refuses `{}`: {}", name_, command, one_line(answer.text)), "",
              Exit::kUnavailable);
}

void Conversation::quit(double seconds) {
  if (!child_) return;
  const auto deadline = Child::Clock::now() + std::chrono::duration_cast<Child::Clock::duration>(
                                                  std::chrono::duration<double>(seconds));
  child_->talk(fmt::format("{} quit\n", next_++), is_enough, deadline, {});
  child_->wait_for_end(seconds);
  last_errors_ = child_->errors();
  child_.reset();
}

std::string Conversation::transcript() const {
  std::string text;
  for (const std::string& line : lines_) text += line;
  const std::string& errors = child_ ? child_->errors() : last_errors_;
  if (!errors.empty()) text += "\nstderr:\n" + errors;
  return text;
}

}  // namespace az
