#include "selfplay/shard_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/leftovers.h"
#include "games/variants.h"
#include "store/carry.h"
#include "store/verify_games.h"

namespace az {
namespace {

/// Writes, and once more when that failed: another life of this worker, begun meanwhile, may have
/// taken the temporary file for a dead one's and removed it. Either's games will do.
Result<void> write_twice(const auto& write) {
  if (write()) return {};
  if (auto again = write(); !again) return tl::unexpected<Error>(std::move(again).error());
  return {};
}

}  // namespace

Result<ShardBook> ShardBook::open(const RunDir& run, std::span<const Game* const> variants,
                                  std::span<const double> shares, const SelfPlayConfig& config,
                                  const ShardHeader& header, int worker, int workers,
                                  std::string tag) {
  check(variants.size() == header.settings.size() && variants.size() == shares.size(),
        "{} variants and {} shares, the header has {}", variants.size(), shares.size(),
        header.settings.size());
  ShardBook book(run, variants, shares, config, header, std::move(tag));
  AZ_OK(make_directories(run.selfplay(header.generation)));
  const std::uint64_t shards = (config.games + config.games_per_shard - 1) / config.games_per_shard;
  for (auto s = static_cast<std::uint64_t>(worker); s < shards;
       s += static_cast<std::uint64_t>(workers)) {
    AZ_OK(remove_leftovers(run.shard(header.generation, s)));
    AZ_OK(remove_leftovers(run.carry(header.generation, s)));
    if (file_exists(run.shard(header.generation, s))) {
      AZ_OK(remove_file(run.carry(header.generation, s)));
      continue;
    }
    OpenShard open;
    open.next_game = s * config.games_per_shard;
    open.end_game = std::min(open.next_game + config.games_per_shard, config.games);
    open.known.resize(open.end_game - open.next_game);
    AZ_OK(book.load_carry(s, open));
    book.counters_.owed += open.end_game - open.next_game - open.finished.size();
    book.open_.emplace(s, std::move(open));
  }
  return book;
}

std::uint32_t ShardBook::variant_of(std::uint64_t game) const {
  return draw_variant(shares_, {.seed = header_.seed,
                                .generation = header_.generation,
                                .game = static_cast<std::uint32_t>(game)});
}

Result<void> ShardBook::load_carry(std::uint64_t shard, OpenShard& open) {
  const Path path = run_.carry(header_.generation, shard);
  if (!file_exists(path)) return {};
  AZ_TRY(Shard carry, read_carry(path));
  if (carry.header.net != header_.net || carry.header.search != header_.search ||
      carry.header.game.rules_id != header_.game.rules_id ||
      carry.header.settings != header_.settings || carry.header.seed != header_.seed)
    return fail(
        fmt::format("{}: its games were begun with another net, search, game, variants or seed",
                    path.string()),
        "delete it to play these games again");
  for (GameRecord& record : carry.games) {
    const std::uint64_t index = record.id - open.next_game;
    if (record.id < open.next_game || index >= open.known.size() || open.known[index])
      return fail(fmt::format("{}: game {} does not belong here", path.string(), record.id),
                  "delete it to play these games again");
    if (const std::uint32_t drawn = variant_of(record.id); record.settings_id != drawn)
      return fail(fmt::format("{}: game {} is of variant {}, by the shares of `variants` it is of "
                              "variant {}",
                              path.string(), record.id, record.settings_id, drawn),
                  "delete it to play these games again");
    open.known[index] = true;
    const bool over = record.outcome.reason != EndReason::kNone;
    counters_.carried_in += !over;
    (over ? open.finished : open.unfinished).push_back(std::move(record));
  }
  return {};
}

void ShardBook::Counters::check_balance() const {
  check(started + carried_in == finished + truncated + carried_over,
        "{} games started and {} carried in, but {} finished, {} truncated and {} carried over",
        started, carried_in, finished, truncated, carried_over);
}

std::optional<GameRecord> ShardBook::next() {
  for (auto& [s, open] : open_) {
    if (!open.unfinished.empty()) {
      GameRecord record = std::move(open.unfinished.back());
      open.unfinished.pop_back();
      return record;
    }
    const std::uint64_t first = s * config_.games_per_shard;
    while (open.next_game < open.end_game && open.known[open.next_game - first]) ++open.next_game;
    if (open.next_game < open.end_game) {
      GameRecord record;
      record.id = open.next_game++;
      record.settings_id = variant_of(record.id);
      ++counters_.started;
      return record;
    }
  }
  return {};
}

Result<void> ShardBook::finish(GameRecord record) {
  const std::uint64_t s = record.id / config_.games_per_shard;
  const auto at = open_.find(s);
  check(at != open_.end(), "game {} belongs to no open shard", record.id);
  OpenShard& open = at->second;
  ++(record.outcome.truncated ? counters_.truncated : counters_.finished);
  counters_.plies += record.plies.size();
  counters_.searched_plies += record.plies.size() - record.opening_plies;
  open.finished.push_back(std::move(record));
  if (open.finished.size() < open.known.size()) return {};
  return write(s, open);
}

Result<void> ShardBook::write(std::uint64_t shard, OpenShard& open) {
  std::sort(open.finished.begin(), open.finished.end(),
            [](const GameRecord& a, const GameRecord& b) { return a.id < b.id; });
  ShardHeader header = header_;
  header.shard = shard;
  header.first_game = shard * config_.games_per_shard;
  header.game_count = open.finished.size();
  const Path path = run_.shard(header.generation, shard);
  const std::string name = path.filename().string();
  AZ_OK(verify_games(variants_, open.finished, name));
  const GameStatistics statistics = measure_games(open.finished);
  AZ_OK(check_statistics(statistics,
                         {.min_support_fraction = config_.bounds.min_support_fraction,
                          .min_mean_entropy = config_.bounds.min_mean_entropy,
                          .max_duplicate_fraction = config_.bounds.max_duplicate_fraction},
                         name));
  AZ_OK(write_twice([&] { return write_shard(path, header, open.finished, tag_); }));
  AZ_OK(remove_file(run_.carry(header.generation, shard)));
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  ++counters_.shards;
  counters_.bytes += bytes;
  open_.erase(shard);
  if (on_shard) on_shard(shard, statistics, bytes);
  return {};
}

Result<void> ShardBook::save_carries(std::span<const GameRecord* const> unfinished) {
  for (auto& [s, open] : open_) {
    ShardHeader header = header_;
    header.shard = s;
    header.first_game = s * config_.games_per_shard;
    header.game_count = open.known.size();
    std::vector<GameRecord> games = open.finished;
    games.insert(games.end(), open.unfinished.begin(), open.unfinished.end());
    for (const GameRecord* record : unfinished)
      if (record->id / config_.games_per_shard == s) games.push_back(*record);
    if (games.empty()) continue;
    AZ_OK(write_twice(
        [&] { return write_carry(run_.carry(header_.generation, s), header, games, tag_); }));
  }
  return {};
}

Result<void> ShardBook::close(std::span<const GameRecord* const> unfinished) {
  counters_.carried_over = unfinished.size();
  for (const auto& [s, open] : open_) counters_.carried_over += open.unfinished.size();
  counters_.check_balance();
  return save_carries(unfinished);
}

}  // namespace az
