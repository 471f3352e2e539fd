// game_facts.h — what a variant is, as lines of `key: value`: for listings, playthroughs and the
// READMEs of the games.
#pragma once

#include <string>

#include "core/game_info.h"

namespace az {

/// Sizes, payoffs and bounds, one line each; without the ids.
std::string game_facts(const GameInfo& info);
/// The three ids, 12 digits each.
std::string game_ids(const GameInfo& info);

}  // namespace az
