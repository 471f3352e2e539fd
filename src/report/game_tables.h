// game_tables.h — what was measured of a game, level by level, as tables.
#pragma once

#include <string>
#include <vector>

#include "report/ladder.h"
#include "report/sample_statistics.h"

namespace az {

struct GameTable {
  std::string name;  ///< of its CSV, without extension
  std::string title, caption;
  std::vector<std::vector<std::string>> rows;  ///< the first is the heading
  std::string csv;  ///< level,source,who,variant,quantity,value,low,high,count
};

/// "random", "g0004"
std::string level_text(const GameSample& sample);

/// Those that have rows. variants: there are several, and each is named.
std::vector<GameTable> game_tables(const std::vector<Measured>& all, bool variants);
GameTable ladder_table(const std::vector<Ladder>& ladders);

}  // namespace az
