// point_name.h — the points of a Go board in words: "A1" is the lower left corner, no letter I.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace az {

struct GoPoint {
  int row = 0, column = 0;  ///< from the lower left corner
  bool operator==(const GoPoint&) const = default;
};

/// row, column: 0 … 24.
std::string go_point_name(int row, int column);
/// "pass", in any case.
bool is_go_pass(std::string_view text);
/// In any case; an error unless the point lies on a board of side × side.
Result<GoPoint> parse_go_point(std::string_view text, int side);

}  // namespace az
