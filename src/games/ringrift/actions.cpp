#include "games/ringrift/actions.h"

#include <fmt/format.h>

#include <charconv>

#include "core/text.h"
#include "games/grid.h"

namespace az::ringrift {
namespace {

constexpr std::array<std::string_view, 8> kSquareNames{"E", "SE", "S", "SW", "W", "NW", "N", "NE"};
constexpr std::array<std::string_view, 6> kHexNames{"E", "S", "SW", "W", "N", "NE"};

template <Board kBoard>
std::string_view direction_name(int direction) {
  return Geometry<kBoard>::kHex ? kHexNames[static_cast<std::size_t>(direction)]
                                : kSquareNames[static_cast<std::size_t>(direction)];
}

/// A number without sign, blanks or leading zeros, low … high; otherwise −1.
int small_number(std::string_view text, int low, int high) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return -1;
  if (value < low || value > high || std::to_string(value) != text) return -1;
  return value;
}

}  // namespace

template <Board kBoard>
Action Actions<kBoard>::id(const Parts& parts) const {
  switch (parts.kind) {
    case Kind::kPlace:
      return place(parts.cell, parts.a);
    case Kind::kMove:
      return move(parts.cell, parts.a, parts.b);
    case Kind::kLine:
      return line(parts.cell, parts.a);
    case Kind::kWindow:
      return window(parts.cell, parts.a);
    case Kind::kPay:
      return pay(parts.cell);
    case Kind::kRegion:
      return region(parts.cell, parts.a);
    case Kind::kGlobal:
      break;
  }
  return global(static_cast<Global>(parts.a));
}

template <Board kBoard>
std::string Actions<kBoard>::to_string(Action action) const {
  const Parts parts = this->parts(action);
  const auto axis = [&] { return direction_name<kBoard>(G::axis_direction(parts.a)); };
  const std::string cell = cell_name(parts.cell, G::kSide);
  switch (parts.kind) {
    case Kind::kPlace:
      return fmt::format("P{}:{}", parts.a, cell);
    case Kind::kMove:
      return fmt::format("M:{}:{}{}", cell, direction_name<kBoard>(parts.a), parts.b);
    case Kind::kLine:
      return fmt::format("L:{}:{}", cell, axis());
    case Kind::kWindow:
      return fmt::format("W:{}:{}", cell, axis());
    case Kind::kPay:
      return fmt::format("X:{}", cell);
    case Kind::kRegion:
      return fmt::format("T:{}:{}", cell, parts.a);
    case Kind::kGlobal:
      break;
  }
  return std::string(kGlobalNames[static_cast<std::size_t>(parts.a)]);
}

template <Board kBoard>
Result<Action> Actions<kBoard>::parse(std::string_view text) const {
  const auto wrong = [&] {
    return fail(fmt::format("'{}' is no action", text),
                "P2:c3 places, M:c3:NE4 moves, L:c3:E and W:c3:E take a line, X:c3 pays, T:c3:1 "
                "takes a region; SP SC SR ST skip, NP NM NL NT do nothing");
  };
  for (std::size_t i = 0; i < kGlobalNames.size(); ++i)
    if (text == kGlobalNames[i]) return global(static_cast<Global>(i));
  const std::vector<std::string> words = split(text, ':');
  if (words.size() < 2 || words.size() > 3 || words[0].empty()) return wrong();
  AZ_TRY(const int cell, parse_cell(words[1], G::kSide, G::kSide));
  const std::string& verb = words[0];
  if (words.size() == 2) {
    if (verb == "X") return pay(cell);
    const int rings = small_number(std::string_view(verb).substr(1), 1, kMostPlaced);
    if (verb[0] != 'P' || rings < 0) return wrong();
    return place(cell, rings);
  }
  const std::string& last = words[2];
  if (verb == "T") {
    const int border = small_number(last, 0, maps_ - kRegion - 1);
    if (border < 0) return wrong();
    return region(cell, border);
  }
  const std::string_view name = std::string_view(last).substr(0, last.find_first_of("0123456789"));
  for (int d = 0; d < G::kDirections; ++d) {
    if (direction_name<kBoard>(d) != name) continue;
    const std::string_view number = std::string_view(last).substr(name.size());
    const int distance = small_number(number, 1, G::kReach);
    if (verb == "M" && distance > 0) return move(cell, d, distance);
    const int axis = G::axis_of(d);
    if (d >= G::kDirections / 2 || !number.empty()) return wrong();
    if (verb == "L") return line(cell, axis);
    if (verb == "W") return window(cell, axis);
  }
  return wrong();
}

template class Actions<Board::kSquare8>;
template class Actions<Board::kSquare19>;
template class Actions<Board::kHex8>;
template class Actions<Board::kHexagonal>;

}  // namespace az::ringrift
