// playouts.h — uniformly random games through Rules, compiled per game: the speed of light of a
// game's rules.
#pragma once

#include <algorithm>
#include <vector>

#include "games/game.h"
#include "games/rules.h"

namespace az {

/// Plays `games` games from `start` to the end. Every step lists all legal actions and draws one of
/// them uniformly.
template <Rules R>
PlayoutCounts random_playouts(const R& start, int players, std::uint64_t games, Rng& rng) {
  PlayoutCounts counts;
  counts.games = games;
  std::vector<Action> legal;
  for (std::uint64_t g = 0; g < games; ++g) {
    R position = start;
    while (!position.terminal()) {
      position.legal(legal);
      position.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
      ++counts.steps;
    }
    const Outcome outcome = position.outcome();
    const auto places = std::span(outcome.place).first(static_cast<std::size_t>(players));
    const auto first = std::count(places.begin(), places.end(), 1);
    if (first == players) ++counts.draws;
    if (first == 1)
      ++counts.wins[static_cast<std::size_t>(std::find(places.begin(), places.end(), 1) -
                                             places.begin())];
  }
  return counts;
}

}  // namespace az
