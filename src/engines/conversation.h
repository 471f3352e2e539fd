// conversation.h — one GTP command, one answer, with a deadline; and what was said, for people.
//
// Strict: every command carries a number, and the answer must carry the same. An engine that says
// anything else than answers cannot be understood by guessing: a move would be taken for another's.
// Source: G. Farnebäck, "Specification of the Go Text Protocol, version 2, draft 2" (2002),
// section 2.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "engines/child.h"

namespace az {

/// What an engine said, fit for one line of a message: at most 200 bytes, printable ones.
std::string one_line(std::string_view text);

class Conversation {
 public:
  static constexpr std::size_t kKeptText = 1 << 16;

  /// name: how messages call the engine. stop: what asks it to end early, may be empty.
  Conversation(std::unique_ptr<Child> child, std::string name, std::function<bool()> stop)
      : child_(std::move(child)), name_(std::move(name)), stop_(std::move(stop)) {}

  struct Answer {
    bool good = false;  ///< "=", not "?"
    std::string text;   ///< without mark and number; lines end with \n, but the last
  };
  /// Errors (kUnavailable): time-out, no answer for good, anything that is no answer to this. After
  /// an error the engine is gone and nothing may be asked any more.
  Result<Answer> ask(const std::string& command, double timeout_s);
  /// The text of a good answer; "?" is an error (kUnavailable), but the conversation goes on.
  Result<std::string> must(const std::string& command, double timeout_s);
  /// Ends it in peace where that takes no longer.
  void quit(double seconds);

  /// Commands and answers, the last kKeptText bytes, then what it said on stderr.
  std::string transcript() const;

 private:
  /// Writes down what went wrong and ends the engine.
  tl::unexpected<Error> broken(const std::string& what);
  void note(std::string_view mark, std::string_view text);

  std::unique_ptr<Child> child_;
  std::string name_;
  std::function<bool()> stop_;
  std::deque<std::string> lines_;
  std::size_t line_bytes_ = 0, next_ = 1;
  std::string last_errors_;
};

}  // namespace az
