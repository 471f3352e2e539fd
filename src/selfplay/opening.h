// opening.h — random starts: deep, sharp positions are what plain self-play seldom visits.
#pragma once

#include <cstdint>
#include <span>

#include "core/rng.h"
#include "games/state.h"
#include "selfplay/selfplay_config.h"

namespace az {

/// How many random plies a game starts with. rng: the game's kOpening stream at ply 0.
int draw_opening_plies(std::span<const OpeningConfig> openings, Rng& rng);

/// Plays `plies` uniformly random decisions from `state`, forced steps between them included. A
/// start that would end the game is drawn again, each time one ply shorter: so it always ends with
/// a decision to make. Returns the actions played. stream: the game's names; the purpose is set
/// here.
std::vector<Action> play_opening(State& state, int plies, StreamName stream);

}  // namespace az
