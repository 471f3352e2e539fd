// match_name.h — whom a match file is against, by its name alone (RunDir::match).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "layout/run_dir.h"

namespace az {

/// "heuristic32" of "heuristic32-b0001.h5"; nothing of names that no match file has. An opponent's
/// own name may hold "-b".
inline std::optional<std::string> opponent_in(std::string_view file) {
  const std::size_t dash = file.rfind("-b");
  if (dash == std::string_view::npos || dash == 0) return {};
  if (!parse_numbered(file.substr(dash + 1), 'b', ".h5")) return {};
  return std::string(file.substr(0, dash));
}

}  // namespace az
