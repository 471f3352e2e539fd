// verify_games.h — are stored games what the rules say? The one replay that self-play runs before a
// shard becomes visible and that `inspect verify` runs afterwards.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "games/game.h"
#include "store/game_record.h"
#include "store/match.h"

namespace az {

/// Entropy of a policy target, its tail spread over the legal actions without an entry; nats.
double policy_entropy(std::span<const PolicyEntry> policy, std::size_t legal_count);

/// What a set of games says about how it was made.
struct GameStatistics {
  std::uint64_t games = 0, plies = 0, rows = 0;  ///< rows: plies with positive weight
  std::uint64_t distinct_games = 0;              ///< by their moves
  double support_fraction = 0;    ///< share of rows whose policy target has two or more entries
  double mean_entropy = 0;        ///< of the rows' policy targets, nats
  double duplicate_fraction = 0;  ///< 1 − distinct_games / games
};
GameStatistics measure_games(std::span<const GameRecord> games);

/// Replays one game by the rules. Every move legal and chosen by the recorded seat; legal counts;
/// weights finite and not negative; visited actions and policy entries legal, as many visits as
/// simulations or more, probabilities summing to 1; outcome vectors summing to 1 and finite; the
/// outcome re-derived (a truncated game: adjudicated after its last ply). A game
/// with reason kNone must not be over. `file` names the source in messages; fails with kData.
Result<void> verify_game(const Game& game, const GameRecord& record, const std::string& file);
/// A match game's moves and outcome. Only another program may have resigned, at its turn. agents:
/// the match's, by row.
Result<void> verify_match_game(const Game& game, const MatchGame& record,
                               std::span<const StoredAgent> agents, const std::string& file);

/// Every game of a shard; `variants` by settings_id. Stops at the first fault.
Result<void> verify_games(std::span<const Game* const> variants, std::span<const GameRecord> games,
                          const std::string& file);

/// Bounds on the statistics: guards against targets that teach nothing (a search that never
/// searched, the same game again and again). No rows pass every bound.
struct StatisticsBounds {
  double min_support_fraction = 0, min_mean_entropy = 0, max_duplicate_fraction = 1;
};
Result<void> check_statistics(const GameStatistics& statistics, const StatisticsBounds& bounds,
                              const std::string& file);

}  // namespace az
