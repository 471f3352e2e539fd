// played_matches.h — blocks of games between agents that need no net, and how they ended.
#pragma once

#include <string>
#include <vector>

#include "agents/agent.h"
#include "arena/block_games.h"
#include "games/game.h"

namespace az {

/// 1 to `most` random plies each.
std::vector<std::vector<Action>> some_openings(const Game& game, std::size_t count, int most);

/// Every opening from every seat: games by opening, then by the candidate's seat.
std::vector<MatchGame> play(const Game& game, const std::vector<std::vector<Action>>& openings,
                            const Agent& candidate, const Agent& opponent);

/// The candidate's share of what places pay: the last 0, the first 1.
double score(const GameInfo& info, const std::vector<MatchGame>& games);

/// How often the candidate came first.
int wins(const std::vector<MatchGame>& games);

/// "187 of 200, 0.935 [0.892, 0.962]": Wilson's interval, 95 %.
std::string with_interval(int wins, std::size_t games);

}  // namespace az
