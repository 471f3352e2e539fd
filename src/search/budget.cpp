#include "search/budget.h"

#include <algorithm>
#include <cmath>

namespace az {

double scheduled(const SearchConfig& config, const GameInfo& info, double start, double end,
                 std::uint32_t ply) {
  double halflife = config.temperature_halflife_plies;
  if (halflife <= 0) halflife = std::max({info.canvas.height, info.canvas.width, 1});
  return end + (start - end) * std::pow(0.5, ply / halflife);
}

SearchBudget self_play_budget(const SearchConfig& config, const GameInfo& info,
                              const StreamName& name) {
  StreamName stream = name;
  stream.purpose = Purpose::kSearchBudget;
  SearchBudget budget;
  budget.full = config.full_probability >= 1.0 || Rng(stream).uniform() < config.full_probability;
  budget.simulations = budget.full ? config.simulations : config.fast_simulations;
  budget.noise = budget.full;
  budget.temperature =
      scheduled(config, info, config.temperature_start, config.temperature_end, name.ply);
  return budget;
}

SearchBudget match_budget(const SearchConfig& config) {
  return {.simulations = config.simulations};
}

}  // namespace az
