// score_scale.h — payoffs as scores: 0 is what the last place pays, 1 what the first does, so that
// equal players score an equal share where the winner takes all.
#pragma once

#include <cstddef>

#include "core/game_info.h"

namespace az {

struct ScoreScale {
  double last = -1, first = 1;  ///< payoffs
  double score(double payoff) const { return (payoff - last) / (first - last); }
};

inline ScoreScale score_scale(const GameInfo& info) {
  return {
      .last = static_cast<double>(info.payoff_by_place[static_cast<std::size_t>(info.players - 1)]),
      .first = static_cast<double>(info.payoff_by_place[0])};
}

}  // namespace az
