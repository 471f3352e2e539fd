// found_game.h — one game looked up in a shard, carry or match file, with its variant.
#pragma once

#include <cstdint>

#include "core/file.h"
#include "core/result.h"
#include "games/game.h"
#include "store/match.h"
#include "store/shard.h"
#include "store/stored_variants.h"

namespace az {

struct FoundRecord {
  ShardHeader header;
  GameRecord record;
  VariantList variants;
  const Game& game() const { return *variants.games[record.settings_id]; }
};
/// carry: the file is a carry file, not a shard. Fails with kUsage where it holds no such game.
Result<FoundRecord> find_record(const Path& path, bool carry, std::uint64_t id);

struct FoundMatchGame {
  MatchHeader header;
  MatchGame record;
  VariantList variants;
  const Game& game() const { return *variants.games[record.settings_id]; }
};
Result<FoundMatchGame> find_match_game(const Path& path, std::uint64_t row);

/// What a file of this kind holds instead of games.
Error no_games_in(const Path& path, const std::string& kind);

}  // namespace az
