// game_identity.h — fills in who a variant is: family, variant text and the three ids of GameInfo.
#pragma once

#include <string>
#include <string_view>

#include "core/game_info.h"
#include "games/state.h"

namespace az {

struct GameIdentity {
  std::string_view family;
  std::string variant;  ///< canonical text of the settings
  int rules_version = 1, encoder_version = 1;
  int heuristic_version = 0;  ///< 0: the game has none
};

/// Completes `info`, whose sizes are set, and checks that they make sense.
/// rules_id covers family, variant and rules version; action_space_id every (id, text, site) in the
/// initial position, so that variants with one canvas may share it; encoder_id family, players,
/// canvas, planes and encoder version; heuristic_id family, variant and the heuristic's version.
void identify(GameInfo& info, const GameIdentity& identity, const State& initial);

}  // namespace az
