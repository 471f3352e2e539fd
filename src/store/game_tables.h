// game_tables.h — self-play games and their header as the tables of an H5Tree: what shards and
// carry files share.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "store/h5.h"
#include "store/shard.h"

namespace az {

void put_shard_header(H5Tree& tree, const ShardHeader& header);
/// Works on a tree that lacks everything but attributes, /config and /tables.
Result<ShardHeader> take_shard_header(const H5Tree& tree, const std::string& name);

/// Plies, visits, targets; games in the order of their ids.
void put_games(H5Tree& tree, const ShardHeader& header, std::span<const GameRecord> games);
/// Verifies what the rules are not needed for: offsets, ranges, ascending ids, no fill value.
Result<std::vector<GameRecord>> take_games(const H5Tree& tree, const ShardHeader& header,
                                           const std::string& name);

void put_agents(H5Tree& tree, std::span<const StoredAgent> agents);
Result<std::vector<StoredAgent>> take_agents(const H5Tree& tree);

/// Place and payoff of every seat as rows of 4, reason, truncated: shared with match files.
void put_outcomes(H5Tree& tree, std::span<const Outcome> outcomes);
Result<std::vector<Outcome>> take_outcomes(const H5Tree& tree, int players,
                                           const std::string& name);

}  // namespace az
