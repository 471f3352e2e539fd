// grid.h — what games on a rectangular board share: names of cells, the symmetries of a square,
// drawing.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace az {

/// "a1" is the top-left cell: column letter, then row number from the top. width ≤ 26.
std::string cell_name(int cell, int width);
/// The cell of a name; an error unless it lies on the height × width grid.
Result<int> parse_cell(std::string_view text, int height, int width);

/// Symmetry 0 … 7 of the side × side square, on cells row · stride + column. Bit 0 mirrors the
/// columns, bit 1 the rows, bit 2 then transposes. Cells outside the square stay where they are.
constexpr int square_symmetry(int cell, int symmetry, int side, int stride) {
  int row = cell / stride, column = cell % stride;
  if (row >= side || column >= side) return cell;
  if (symmetry & 1) column = side - 1 - column;
  if (symmetry & 2) row = side - 1 - row;
  return symmetry & 4 ? column * stride + row : row * stride + column;
}

}  // namespace az
