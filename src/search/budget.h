// budget.h — how much one search may do, and how self-play draws that from the configuration.
#pragma once

#include <span>

#include "core/game_info.h"
#include "core/rng.h"
#include "search/search_config.h"

namespace az {

struct SearchBudget {
  int simulations = 0;  ///< 0: the net alone
  bool noise =
      false;  ///< Gumbel noise, or Dirichlet noise with root temperature and forced playouts
  double temperature = 0;  ///< puct: of the choice from visits; 0: the best. gumbel: unused
  bool full = true;        ///< a training row; fast searches of playout-cap randomization are not
  /// Root actions to choose among, ascending, each legal; empty: all. Borrowed until the first leaf
  /// has been asked for; not with tree reuse.
  std::span<const Action> only = {};
};

/// start → end, halving the distance every config.temperature_halflife_plies plies.
double scheduled(const SearchConfig& config, const GameInfo& info, double start, double end,
                 std::uint32_t ply);

/// The next search of a self-play game: full with probability full_probability, drawn from (name,
/// kSearchBudget), else fast and without noise. Source: playout-cap randomization,
/// arXiv:1902.10565, section 3.1.
SearchBudget self_play_budget(const SearchConfig& config, const GameInfo& info,
                              const StreamName& name);

/// A search to win: all simulations, no noise, temperature 0.
SearchBudget match_budget(const SearchConfig& config);

}  // namespace az
