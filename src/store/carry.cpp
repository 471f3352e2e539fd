#include "store/carry.h"

#include "layout/schema.h"
#include "store/game_tables.h"
#include "store/schema_check.h"

namespace az {

Result<Hash128> write_carry(const Path& path, const ShardHeader& header,
                            std::span<const GameRecord> games, std::string_view tag) {
  ShardHeader complete = header;
  complete.counters = {.started = games.size()};
  for (const GameRecord& game : games)
    ++(game.outcome.reason == EndReason::kNone ? complete.counters.carried_over
       : game.outcome.truncated                ? complete.counters.truncated
                                               : complete.counters.finished);
  H5Tree tree;
  put_shard_header(tree, complete);
  put_games(tree, complete, games);
  return write_checked(path, std::move(tree), schema("carry"), tag);
}

Result<Shard> read_carry(const Path& path) {
  AZ_TRY(const H5File file, read_checked(path, schema("carry")));
  Shard shard;
  shard.hash = file.hash;
  AZ_TRY(shard.header, take_shard_header(file.tree, path.string()));
  AZ_TRY(shard.games, take_games(file.tree, shard.header, path.string()));
  return shard;
}

}  // namespace az
