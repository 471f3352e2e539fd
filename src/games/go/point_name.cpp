#include "games/go/point_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace az {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHJKLMNOPQRSTUVWXYZ";

}  // namespace

std::string go_point_name(int row, int column) {
  return fmt::format("{}{}", kLetters[static_cast<std::size_t>(column)], row + 1);
}

bool is_go_pass(std::string_view text) {
  constexpr std::string_view kPass = "pass";
  return text.size() == kPass.size() && std::equal(text.begin(), text.end(), kPass.begin(),
                                                   [](char a, char b) { return (a | 0x20) == b; });
}

Result<GoPoint> parse_go_point(std::string_view text, int side) {
  const auto no_point = [&] {
    return fail(fmt::format("'{}' is no point of a board of side {}", text, side),
                fmt::format("A1 to {}, or pass; there is no I", go_point_name(side - 1, side - 1)));
  };
  if (text.size() < 2 || text.size() > 3) return no_point();
  const char letter =
      text[0] >= 'a' && text[0] <= 'z' ? static_cast<char>(text[0] - 'a' + 'A') : text[0];
  const std::size_t column = kLetters.find(letter);
  int line = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), line);
  if (column == std::string_view::npos || error != std::errc{} ||
      end != text.data() + text.size() || text[1] == '0' || line < 1 || line > side ||
      static_cast<int>(column) >= side)
    return no_point();
  return GoPoint{line - 1, static_cast<int>(column)};
}

}  // namespace az
