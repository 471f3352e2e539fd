#include "inspect/found_game.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/carry.h"

namespace az {

Result<FoundRecord> find_record(const Path& path, bool carry, std::uint64_t id) {
  AZ_TRY(Shard shard, carry ? read_carry(path) : read_shard(path));
  const auto found = std::find_if(shard.games.begin(), shard.games.end(),
                                  [&](const auto& g) { return g.id == id; });
  if (found == shard.games.end())
    return fail(
        fmt::format("{}: no game {}; it holds games {} to {}", path.string(), id,
                    shard.header.first_game, shard.header.first_game + shard.header.game_count - 1),
        "", Exit::kUsage);
  AZ_TRY(VariantList variants,
         stored_variants(shard.header.game, shard.header.settings, path.string()));
  return FoundRecord{std::move(shard.header), std::move(*found), std::move(variants)};
}

Result<FoundMatchGame> find_match_game(const Path& path, std::uint64_t row) {
  AZ_TRY(Match match, read_match(path));
  if (row >= match.games.size())
    return fail(fmt::format("{}: no game {}; it holds {}", path.string(), row, match.games.size()),
                "", Exit::kUsage);
  AZ_TRY(VariantList variants,
         stored_variants(match.header.game, match.header.settings, path.string()));
  return FoundMatchGame{std::move(match.header), std::move(match.games[row]), std::move(variants)};
}

Error no_games_in(const Path& path, const std::string& kind) {
  return {fmt::format("{} is a {}: it holds no games", path.string(), kind),
          "give a shard or a match", Exit::kUsage};
}

}  // namespace az
