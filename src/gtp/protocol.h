// protocol.h — the lines of the Go Text Protocol, version 2: text in, text out, nothing else.
//
// Source: G. Farnebäck, "Specification of the Go Text Protocol, version 2, draft 2" (2002),
// sections 2.2 to 2.6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace az {

/// A longer line is answered with an error, whatever it holds.
inline constexpr std::size_t kMostGtpLine = 1 << 16;

struct GtpCommand {
  std::string id;  ///< digits; empty: none
  std::string name;
  std::vector<std::string> arguments;
};

/// Reads a line without its end: control characters are dropped, a tab is a space, # begins a
/// comment. Nothing: the line is empty. A line of an id alone has an empty name.
std::optional<GtpCommand> parse_gtp(std::string_view line);

/// "=id text" and an empty line. What would end the answer early (empty lines, control characters)
/// is taken out of the text; its first line may be empty.
std::string gtp_answer(std::string_view id, std::string_view text);
/// "?id message" and an empty line.
std::string gtp_error(std::string_view id, std::string_view message);

/// Of a colour word, in any case: b, black and p1 are seat 0, w, white and p2 seat 1, p3, p4 the
/// others. −1: no such word.
int parse_gtp_colour(std::string_view word);

/// More than 32 brackets within brackets: what reads such JSON, or writes it out again, pays with
/// its stack.
bool is_deep_json(std::string_view text);

}  // namespace az
