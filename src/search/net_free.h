// net_free.h — the search settings of the anchor that needs no net: its strength is a known, fixed
// point.
#pragma once

#include "search/search_config.h"

namespace az {

/// PUCT with uniform priors, drawn leaves and exact terminals: Q in [−1, 1], 0 unvisited, U = 2 P
/// sqrt(N) / (1 + n), no noise, ties to the middle. Its mistakes on solved Connect Four are
/// tabulated (tests/search, tests/exam).
SearchConfig net_free_search(int simulations);

}  // namespace az
