#include "selfplay/opening.h"

#include <algorithm>
#include <memory>

#include "games/advance.h"

namespace az {

int draw_opening_plies(std::span<const OpeningConfig> openings, Rng& rng) {
  std::vector<double> shares;
  for (const OpeningConfig& opening : openings) shares.push_back(opening.share);
  const OpeningConfig& opening = openings[rng.choose(shares)];
  const auto span = static_cast<std::uint32_t>(opening.max_plies - opening.min_plies + 1);
  return opening.min_plies + static_cast<int>(rng.below(span));
}

std::vector<Action> play_opening(State& state, int plies, StreamName stream) {
  stream.purpose = Purpose::kOpening;
  const std::unique_ptr<State> start = state.clone();
  std::vector<Action> legal, played;
  for (std::uint32_t attempt = 1;; ++attempt) {
    stream.ply = attempt;  // ply 0 of this stream drew the length
    Rng rng(stream);
    state.assign(*start);
    played.clear();
    advance(state, legal);
    while (static_cast<int>(played.size()) < plies && !legal.empty()) {
      const Action action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
      played.push_back(action);
      state.apply(action);
      advance(state, legal);
    }
    if (!legal.empty() || plies == 0) return played;
    plies = std::min(plies, static_cast<int>(played.size())) - 1;
  }
}

}  // namespace az
