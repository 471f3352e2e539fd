#include "store/shard.h"

#include <fmt/format.h>

#include "layout/schema.h"
#include "store/game_tables.h"
#include "store/schema_check.h"
#include "store/tree_fields.h"

namespace az {
namespace {

GameCounters count_games(std::span<const GameRecord> games) {
  GameCounters counters;
  counters.started = games.size();
  for (const GameRecord& game : games) {
    check(game.outcome.reason != EndReason::kNone, "game {} is not over", game.id);
    ++(game.outcome.truncated ? counters.truncated : counters.finished);
  }
  return counters;
}

}  // namespace

Result<Hash128> write_shard(const Path& path, const ShardHeader& header,
                            std::span<const GameRecord> games, std::string_view tag) {
  ShardHeader complete = header;
  complete.counters = count_games(games);
  check(games.size() == header.game_count, "{} games in a shard of {}", games.size(),
        header.game_count);
  H5Tree tree;
  put_shard_header(tree, complete);
  put_games(tree, complete, games);
  return write_checked(path, std::move(tree), schema("shard"), tag);
}

Result<Shard> read_shard(const Path& path) {
  AZ_TRY(const H5File file, read_checked(path, schema("shard")));
  return take_shard(file, path.string());
}

Result<Shard> take_shard(const H5File& file, const std::string& name) {
  Shard shard;
  shard.hash = file.hash;
  AZ_TRY(shard.header, take_shard_header(file.tree, name));
  AZ_TRY(shard.games, take_games(file.tree, shard.header, name));
  GameCounters counted;
  counted.started = shard.games.size();
  for (const GameRecord& game : shard.games)
    ++(game.outcome.reason == EndReason::kNone ? counted.carried_over
       : game.outcome.truncated                ? counted.truncated
                                               : counted.finished);
  if (counted != shard.header.counters || counted.carried_over != 0 ||
      counted.started != shard.header.game_count)
    return fail(
        fmt::format("{}: holds {} finished and {} truncated games, its header says {} and {} of {}",
                    name, counted.finished, counted.truncated, shard.header.counters.finished,
                    shard.header.counters.truncated, shard.header.game_count));
  return shard;
}

Result<ShardSummary> read_shard_header(const Path& path) {
  static constexpr std::string_view kWanted[] = {"/config/game",      "/config/search",
                                                 "/config/run",       "/tables/actions",
                                                 "/tables/settings",  "/tables/agent_label",
                                                 "/tables/agent_net", "/tables/agent_search",
                                                 "/plies/weight",     "/games/id"};
  AZ_TRY(const H5Tree tree, read_h5_part(path, kWanted));
  AZ_OK(check_part(tree, schema("shard"), kWanted, path.string()));
  ShardSummary summary;
  AZ_TRY(summary.header, take_shard_header(tree, path.string()));
  AZ_OK(take_hash(tree, "content_hash", summary.claimed_hash));
  summary.games = take_values<std::uint64_t>(tree, "/games/id").size();
  const auto weights = take_values<float>(tree, "/plies/weight");
  summary.plies = weights.size();
  for (const float weight : weights) summary.rows += weight > 0 ? 1 : 0;
  return summary;
}

std::uint64_t count_rows(std::span<const GameRecord> games) {
  std::uint64_t rows = 0;
  for (const GameRecord& game : games)
    for (const Ply& ply : game.plies) rows += ply.weight > 0 ? 1 : 0;
  return rows;
}

}  // namespace az
