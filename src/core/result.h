// result.h — a value, or the world's failure with a hint and an exit code.
//
// The world fails with a Result; a bug fails with check() (core/check.h); nothing is caught in
// between.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace az {

/// Exit codes of every executable (README.md lists them for users).
enum class Exit : int {
  kDone = 0,          ///< also when a candidate was rejected: the gate worked
  kTerminated = 15,   ///< SIGTERM: state saved, not to be requeued
  kUsage = 64,        ///< wrong configuration, command line or launch
  kData = 65,         ///< wrong data
  kNotEnough = 66,    ///< not enough input yet: "have X, need Y"
  kUnavailable = 69,  ///< a service did not answer (slurmctld)
  kBug = 70,          ///< a check failed
  kIo = 74,           ///< disk or I/O failure
  kRequeue = 75,      ///< stopped early, state saved: requeue
  kHalted = 76,       ///< halted by a guard: a person decides
};

struct Error {
  std::string message;  ///< what is wrong, with names and numbers; no trailing period
  std::string hint;     ///< what to do about it; may be empty
  Exit code = Exit::kData;

  /// "message (hint: …)", one line.
  std::string to_string() const {
    return hint.empty() ? message : message + " (hint: " + hint + ")";
  }
};

template <class T>
using Result = tl::expected<T, Error>;

/// Returned from a function that fails: `return fail("g0007: no shards", "run az_selfplay first");`
[[nodiscard]] inline tl::unexpected<Error> fail(std::string message, std::string hint = {},
                                                Exit code = Exit::kData) {
  return tl::unexpected<Error>(Error{std::move(message), std::move(hint), code});
}

}  // namespace az

#define AZ_JOIN_INNER(a, b) a##b
#define AZ_JOIN(a, b) AZ_JOIN_INNER(a, b)

/// Returns the error of `expression` (a Result<void>) from the enclosing function, if it has one.
#define AZ_OK(expression)                                                \
  do {                                                                   \
    if (auto az_result_ = (expression); !az_result_)                     \
      return tl::unexpected<::az::Error>(std::move(az_result_).error()); \
  } while (false)

/// `AZ_TRY(auto text, read_file(path));` declares `text`, or returns the error from the enclosing
/// function.
#define AZ_TRY(declaration, expression)                                                \
  auto AZ_JOIN(az_try_, __LINE__) = (expression);                                      \
  if (!AZ_JOIN(az_try_, __LINE__))                                                     \
    return tl::unexpected<::az::Error>(std::move(AZ_JOIN(az_try_, __LINE__)).error()); \
  declaration = std::move(*AZ_JOIN(az_try_, __LINE__))
