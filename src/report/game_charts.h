// game_charts.h — what was measured of a game as plots.
#pragma once

#include <vector>

#include "report/chart.h"
#include "report/ladder.h"
#include "report/sample_statistics.h"

namespace az {

/// Those that have curves. variants: there are several, and each is named.
std::vector<Chart> game_charts(const std::vector<Measured>& all, bool variants);
Chart ladder_chart(const std::vector<Ladder>& ladders);

}  // namespace az
