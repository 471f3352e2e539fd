// check.h — a bug stops the program: a failed check throws Bug with file and line; only main
// catches it (exit 70).
#pragma once

#include <fmt/format.h>

#include <source_location>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace az {

struct Bug : std::logic_error {
  using std::logic_error::logic_error;
};

/// A format string that remembers where it was written.
template <class... Args>
struct CheckFormat {
  template <class Text>
  consteval CheckFormat(const Text& text,
                        std::source_location location = std::source_location::current())
      : format(text), where(location) {}
  fmt::format_string<Args...> format;
  std::source_location where;
};

[[noreturn]] void throw_bug(std::string message, const std::source_location& where);

/// Throws Bug unless `condition` holds. The message is formatted only on failure.
template <class... Args>
void check(bool condition, CheckFormat<std::type_identity_t<Args>...> message, Args&&... args) {
  if (!condition) [[unlikely]]
    throw_bug(fmt::format(message.format, std::forward<Args>(args)...), message.where);
}

}  // namespace az
