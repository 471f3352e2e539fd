#include "games/grid.h"

#include <fmt/format.h>

#include <charconv>

namespace az {

std::string cell_name(int cell, int width) {
  return fmt::format("{}{}", static_cast<char>('a' + cell % width), cell / width + 1);
}

Result<int> parse_cell(std::string_view text, int height, int width) {
  const auto wrong = [&] {
    return fail(fmt::format("'{}' is not a cell", text),
                fmt::format("a1 is the top-left cell, {} the bottom-right one",
                            cell_name(height * width - 1, width)));
  };
  if (text.size() < 2) return wrong();
  const int column = text[0] - 'a';
  int row = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), row);
  if (error != std::errc{} || end != text.data() + text.size() || text[1] == '0') return wrong();
  if (column < 0 || column >= width || row < 1 || row > height) return wrong();
  return (row - 1) * width + column;
}

}  // namespace az
