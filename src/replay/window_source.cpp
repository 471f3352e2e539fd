#include "replay/window_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "layout/champion.h"
#include "replay/hold_out.h"
#include "store/generation_index.h"
#include "store/shard.h"

namespace az {
namespace {

constexpr std::string_view kOlder =
    "restore it from a copy: games of an older generation cannot be played again";

/// The shards that an older generation's index names, by number. They were held against this run's
/// rules before the index was written, and their hashes are held against the files that training
/// reads.
Result<std::map<std::uint64_t, ShardFacts>> indexed_facts(const RunDir& run,
                                                          const WindowDemands& demands,
                                                          Generation generation) {
  std::map<std::uint64_t, ShardFacts> facts;
  const Path index = run.generation_index(generation);
  if (generation >= demands.generation || !file_exists(index)) return facts;
  const auto shards = read_indexed_shards(index);
  if (!shards)
    return fail(shards.error().message, "remove this index: the shards are read in its place",
                shards.error().code);
  for (const WindowShard& shard : *shards)
    facts[shard.shard] = {.generation = generation,
                          .header_generation = shard.generation,
                          .shard = shard.shard,
                          .content = shard.hash,
                          .net = shard.net,
                          .search = shard.search,
                          .rules_id = demands.rules_id,
                          .action_space_id = demands.action_space_id,
                          .simulations = shard.simulations,
                          .games = shard.games,
                          .rows = static_cast<std::int64_t>(shard.rows)};
  return facts;
}

Result<void> collect_generation(const RunDir& run, const WindowDemands& demands,
                                Generation generation, std::vector<ShardFacts>& facts) {
  AZ_TRY(const auto indexed, indexed_facts(run, demands, generation));
  AZ_TRY(const auto names, list_directory(run.selfplay(generation)));
  for (const std::string& name : names) {
    const auto shard = parse_numbered(name, 's', ".h5");
    if (!shard) continue;  // carry files and unfinished writes
    if (const auto known = indexed.find(*shard); known != indexed.end()) {
      facts.push_back(known->second);
      continue;
    }
    const auto read = read_shard_header(run.shard(generation, *shard));
    if (!read)
      return fail(read.error().message,
                  generation < demands.generation ? std::string(kOlder) : read.error().hint,
                  read.error().code);
    const ShardSummary& summary = *read;
    const ShardHeader& header = summary.header;
    facts.push_back({.generation = generation,
                     .header_generation = header.generation,
                     .shard = *shard,
                     .content = summary.claimed_hash,
                     .net = header.net,
                     .search = header.search,
                     .rules_id = header.game.rules_id,
                     .action_space_id = header.game.action_space_id,
                     .simulations = header.simulations,
                     .games = summary.games,
                     .rows = static_cast<std::int64_t>(summary.rows)});
  }
  return {};
}

WindowShard manifest_entry(const ShardFacts& shard) {
  return {.generation = shard.generation,
          .shard = shard.shard,
          .hash = shard.content,
          .net = shard.net,
          .search = shard.search,
          .simulations = static_cast<std::uint32_t>(shard.simulations),
          .games = shard.games,
          .rows = static_cast<std::uint64_t>(shard.rows)};
}

std::string policy_text(const ReplayConfig& config, const WindowChoice& choice) {
  if (config.window == WindowKind::kGenerations)
    return fmt::format("the last {} generations, at most {} rows", config.generations,
                       config.maximum_rows);
  return fmt::format("power law: {} of {} rows (minimum {}, exponent {}, slope {})",
                     choice.asked_rows, choice.total_rows, config.minimum_rows, config.exponent,
                     config.slope);
}

/// The game at the root of a fork's ancestors, as far as they are loaded.
class ForkRoots {
 public:
  void add(std::uint64_t game, std::int64_t parent) {
    if (parent >= 0) parent_[game] = static_cast<std::uint64_t>(parent);
  }
  std::uint64_t root(std::uint64_t game) const {
    for (auto at = parent_.find(game); at != parent_.end(); at = parent_.find(game))
      game = at->second;
    return game;
  }

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> parent_;
};

/// newest: the generation whose window it is.
Result<Shard> read_named_shard(const RunDir& run, const GameVariants& variants, Generation newest,
                               const WindowShard& named) {
  const Path path = run.shard(named.generation, named.shard);
  auto shard = read_shard(path);
  std::string fault = shard ? "" : shard.error().message;
  if (shard && shard->hash != named.hash)
    fault = fmt::format("{} has hash {}, the window manifest says {}", path.string(),
                        shard->hash.hex12(), named.hash.hex12());
  if (!fault.empty()) {
    const std::string choice =
        fmt::format("remove it, windows/{0}.yaml, selfplay/{0}.h5 and checkpoints/{0}",
                    generation_name(newest));
    return fail(std::move(fault),
                named.generation < newest
                    ? fmt::format("{}; to go on without it {}", kOlder, choice)
                    : fmt::format("restore it; or {}: `arrayzero resume` plays it again", choice),
                shard ? Exit::kData : shard.error().code);
  }
  const std::uint64_t rows = count_rows(shard->games);
  if (shard->games.size() != named.games || rows != named.rows)
    return fail(fmt::format("{} holds {} games and {} rows, the window manifest says {} and {}",
                            path.string(), shard->games.size(), rows, named.games, named.rows));
  if (shard->header.settings != variants.settings)
    return fail(
        fmt::format("{} holds games of other variants than the run's `variants`", path.string()),
        "its table of settings must be theirs, in their order");
  for (const GameRecord& game : shard->games) {
    const std::uint32_t drawn =
        draw_variant(variants.shares, {.seed = shard->header.seed,
                                       .generation = named.generation,
                                       .game = static_cast<std::uint32_t>(game.id)});
    if (game.settings_id != drawn)
      return fail(fmt::format("{}: game {} is of variant {}, by the shares of the run's `variants` "
                              "it is of variant {}",
                              path.string(), game.id, game.settings_id, drawn),
                  "it was played with other shares: restore the run's configuration");
  }
  return shard;
}

}  // namespace

Result<std::vector<ShardFacts>> collect_shards(const RunDir& run, const WindowDemands& demands) {
  std::vector<ShardFacts> facts;
  if (!exists(run.selfplay())) return facts;
  AZ_TRY(const auto names, list_directory(run.selfplay()));
  for (const std::string& name : names)
    if (const auto generation = parse_numbered(name, 'g', ""))
      AZ_OK(collect_generation(run, demands, static_cast<Generation>(*generation), facts));
  return facts;
}

Result<std::map<Generation, Hash128>> declared_players(const RunDir& run, Generation generation,
                                                       Generation without_net) {
  std::map<Generation, Hash128> players;
  for (Generation g = 1; g <= std::min(generation, without_net); ++g) players[g] = {};
  if (generation <= without_net) return players;
  AZ_TRY(const Champion champion, read_champion(run));
  for (Generation g = without_net + 1; g <= generation; ++g) {
    if (g > champion.since) {
      players[g] = champion.net;
      continue;
    }
    if (!exists(run.window(g))) continue;
    AZ_TRY(const WindowManifest manifest, read_manifest(run.window(g)));
    const auto own = std::find_if(manifest.shards.begin(), manifest.shards.end(),
                                  [&](const WindowShard& shard) { return shard.generation == g; });
    if (own != manifest.shards.end()) players[g] = own->net;
  }
  return players;
}

Result<WindowManifest> prepare_window(const RunDir& run, const ReplayConfig& config,
                                      const WindowDemands& demands, std::string_view tag) {
  const Path path = run.window(demands.generation);
  if (exists(path)) return read_manifest(path);
  AZ_TRY(const auto facts, collect_shards(run, demands));
  AZ_TRY(const WindowChoice choice, choose_window(config, demands, facts));
  WindowManifest manifest{
      .generation = demands.generation, .policy = policy_text(config, choice), .shards = {}};
  std::uint64_t own_shards = 0;
  for (const ShardFacts& shard : choice.shards) {
    manifest.shards.push_back(manifest_entry(shard));
    own_shards += shard.generation == demands.generation ? 1 : 0;
  }
  AZ_OK(write_generation_index(run, demands.generation, own_shards, tag));
  AZ_OK(make_directories(path.parent_path()));
  AZ_OK(write_manifest(path, manifest));
  return manifest;
}

Result<std::vector<Path>> missing_shards(const RunDir& run, const WindowManifest& manifest) {
  Generation oldest = manifest.generation;
  for (const WindowShard& shard : manifest.shards) oldest = std::min(oldest, shard.generation);
  std::vector<Path> missing;
  for (Generation g = oldest; g < manifest.generation; ++g) {
    if (!file_exists(run.generation_index(g))) continue;
    AZ_TRY(const auto shards, read_indexed_shards(run.generation_index(g)));
    for (const WindowShard& shard : shards)
      if (Path path = run.shard(g, shard.shard); !file_exists(path))
        missing.push_back(std::move(path));
  }
  return missing;
}

Result<Dataset> load_window(const RunDir& run, const WindowManifest& manifest,
                            const ReplayConfig& config, const GameVariants& variants,
                            std::uint64_t seed) {
  Dataset dataset(variants.pointers());
  for (std::size_t first = 0; first < manifest.shards.size();) {
    // A generation at a time: forks and their parents lie in one generation.
    const Generation generation = manifest.shards[first].generation;
    std::vector<Shard> shards;
    ForkRoots roots;
    for (; first < manifest.shards.size() && manifest.shards[first].generation == generation;
         ++first) {
      AZ_TRY(Shard shard,
             read_named_shard(run, variants, manifest.generation, manifest.shards[first]));
      for (const GameRecord& record : shard.games) roots.add(record.id, record.parent_game);
      shards.push_back(std::move(shard));
    }
    for (const Shard& shard : shards)
      for (const GameRecord& record : shard.games)
        AZ_OK(dataset.add(record, generation, record.settings_id,
                          is_held_out(seed, generation, roots.root(record.id), config.hold_out)));
  }
  AZ_OK(dataset.verify(manifest.generation));
  if (dataset.training_rows().empty())
    return fail("the window has no rows to train on: all games are held out",
                "begin a new run with a lower replay.hold_out", Exit::kNotEnough);
  return dataset;
}

}  // namespace az
