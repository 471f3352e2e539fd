// advance.h — plays the steps that leave no choice. Every driver calls it, so a ply is always a
// decision.
#pragma once

#include <vector>

#include "games/state.h"

namespace az {

/// Applies single-option steps until the game ends or the player to move has a choice.
/// legal: on return the legal actions of `state` (empty when terminal). Returns the number of steps
/// applied.
int advance(State& state, std::vector<Action>& legal);

}  // namespace az
