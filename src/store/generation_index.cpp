#include "store/generation_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/build_info.h"
#include "layout/schema.h"
#include "store/game_tables.h"
#include "store/schema_check.h"
#include "store/tree_fields.h"

namespace az {
namespace {

constexpr std::string_view kOffsets[] = {"/games/ply_begin", "/plies/visited_begin",
                                         "/targets/policy_begin"};

/// What explains the games, taken over from the first shard.
constexpr std::string_view kTexts[] = {"/config/game", "/config/search", "/config/run",
                                       "/tables/actions"};

/// Appends a shard's offsets, counted on from what is there.
void rebase(std::vector<std::uint64_t>& all, std::span<const std::uint64_t> offsets) {
  const std::uint64_t base = all.back();
  for (const std::uint64_t offset : offsets.subspan(1)) all.push_back(base + offset);
}

void add_source(H5Dataset& dataset, const H5Array& part, const std::string& file,
                const std::string& path) {
  H5Array& whole = dataset.array;
  if (whole.shape.empty()) {
    whole.type = part.type;
    whole.shape = part.shape;
    whole.shape[0] = 0;
  }
  if (part.shape[0] == 0) return;
  dataset.sources.push_back(
      {.file = file, .dataset = path, .from = 0, .count = part.shape[0], .to = whole.shape[0]});
  whole.shape[0] += part.shape[0];
}

void put_shard_table(H5Tree& tree, std::span<const WindowShard> shards) {
  std::vector<std::uint32_t> generation, simulations;
  std::vector<std::uint64_t> shard, games, rows;
  std::vector<std::string> hash, net, search;
  for (const WindowShard& s : shards) {
    generation.push_back(s.generation);
    simulations.push_back(s.simulations);
    shard.push_back(s.shard);
    games.push_back(s.games);
    rows.push_back(s.rows);
    hash.push_back(s.hash.hex());
    net.push_back(s.net.hex());
    search.push_back(s.search.hex());
  }
  put_values(tree, "/shards/generation", generation);
  put_values(tree, "/shards/shard", shard);
  put_array(tree, "/shards/hash", H5Array::texts(hash));
  put_array(tree, "/shards/net_hash", H5Array::texts(net));
  put_array(tree, "/shards/search_hash", H5Array::texts(search));
  put_values(tree, "/shards/simulations", simulations);
  put_values(tree, "/shards/games", games);
  put_values(tree, "/shards/rows", rows);
}

Result<std::vector<WindowShard>> take_shard_table(const H5Tree& tree) {
  const auto generation = take_values<std::uint32_t>(tree, "/shards/generation");
  const auto simulations = take_values<std::uint32_t>(tree, "/shards/simulations");
  const auto shard = take_values<std::uint64_t>(tree, "/shards/shard");
  const auto games = take_values<std::uint64_t>(tree, "/shards/games");
  const auto rows = take_values<std::uint64_t>(tree, "/shards/rows");
  std::vector<WindowShard> shards;
  for (std::size_t i = 0; i < shard.size(); ++i) {
    WindowShard s{.generation = generation[i],
                  .shard = shard[i],
                  .hash = {},
                  .net = {},
                  .search = {},
                  .simulations = simulations[i],
                  .games = games[i],
                  .rows = rows[i]};
    AZ_TRY(s.hash, Hash128::parse(array_at(tree, "/shards/hash").text_at(i)));
    AZ_TRY(s.net, Hash128::parse(array_at(tree, "/shards/net_hash").text_at(i)));
    AZ_TRY(s.search, Hash128::parse(array_at(tree, "/shards/search_hash").text_at(i)));
    shards.push_back(s);
  }
  return shards;
}

/// True when some element of `array` is `fill`.
bool holds_fill(const H5Array& array, std::span<const std::byte> fill) {
  for (std::size_t at = 0; at < array.bytes.size(); at += fill.size())
    if (std::memcmp(array.bytes.data() + at, fill.data(), fill.size()) == 0) return true;
  return false;
}

}  // namespace

WindowShard shard_entry(const Shard& shard) {
  return {.generation = shard.header.generation,
          .shard = shard.header.shard,
          .hash = shard.hash,
          .net = shard.header.net,
          .search = shard.header.search,
          .simulations = shard.header.simulations,
          .games = shard.games.size(),
          .rows = count_rows(shard.games)};
}

Result<GenerationIndex> write_generation_index(const RunDir& run, Generation generation,
                                               std::uint64_t shard_count, std::string_view tag) {
  const Schema& layout = schema("generation_index");
  GenerationIndex index{.generation = generation, .shards = {}, .games = 0, .plies = 0, .hash = {}};
  H5Tree tree;
  std::map<std::string_view, std::vector<std::uint64_t>> offsets;
  for (const std::string_view path : kOffsets) offsets[path] = {0};
  for (std::uint64_t number = 0; number < shard_count; ++number) {
    const Path path = run.shard(generation, number);
    AZ_TRY(const H5File file, read_checked(path, schema("shard")));
    AZ_TRY(const Shard shard, take_shard(file, path.string()));
    if (shard.header.generation != generation || shard.header.shard != number)
      return fail(fmt::format("{}: says that it is shard {} of generation {}", path.string(),
                              shard.header.shard, shard.header.generation),
                  "the file was moved; put it back");
    index.shards.push_back(shard_entry(shard));
    index.games += shard.games.size();
    const std::string source =
        (generation_name(generation) / Path(shard_name(number) + ".h5")).string();
    for (const SchemaField& field : layout.datasets)
      if (!field.fill.empty())
        add_source(tree.datasets[field.path], array_at(file.tree, field.path), source, field.path);
    if (number == 0)
      for (const std::string_view text : kTexts)
        tree.datasets[std::string(text)].array = array_at(file.tree, text);
    for (const std::string_view name : kOffsets)
      rebase(offsets[name], take_values<std::uint64_t>(file.tree, name));
  }
  if (shard_count == 0)
    return fail(fmt::format("generation {}: no shards to index", generation), "", Exit::kNotEnough);
  for (const auto& [path, values] : offsets) put_values(tree, path, values);
  index.plies = tree.datasets["/plies/action"].array.shape[0];
  put_shard_table(tree, index.shards);
  put_attribute(tree, "generation", index.generation);
  put_attribute(tree, "build", build_info().version);
  AZ_TRY(index.hash, write_checked(run.generation_index(generation), std::move(tree), layout, tag));
  return index;
}

Result<GenerationIndex> read_generation_index(const Path& path) {
  AZ_TRY(const H5File file, read_checked(path, schema("generation_index")));
  GenerationIndex index;
  index.hash = file.hash;
  take_attribute(file.tree, "generation", index.generation);
  AZ_TRY(index.shards, take_shard_table(file.tree));
  index.games = array_at(file.tree, "/games/reason").shape[0];
  index.plies = array_at(file.tree, "/plies/action").shape[0];
  return index;
}

Result<std::vector<WindowShard>> read_indexed_shards(const Path& path) {
  static constexpr std::string_view kWanted[] = {
      "/shards/generation",  "/shards/shard",       "/shards/hash",  "/shards/net_hash",
      "/shards/search_hash", "/shards/simulations", "/shards/games", "/shards/rows"};
  AZ_TRY(const H5Tree tree, read_h5_part(path, kWanted));
  AZ_OK(check_part(tree, schema("generation_index"), kWanted, path.string()));
  return take_shard_table(tree);
}

Result<void> check_generation_index(const Path& path) {
  AZ_TRY(const GenerationIndex index, read_generation_index(path));
  for (const WindowShard& entry : index.shards) {
    const Path source =
        path.parent_path() / generation_name(entry.generation) / (shard_name(entry.shard) + ".h5");
    AZ_TRY(const Shard shard, read_shard(source));
    if (shard.hash != entry.hash)
      return fail(fmt::format("{}: is {}, the index {} says {}", source.string(),
                              shard.hash.hex12(), path.string(), entry.hash.hex12()),
                  "games never change: restore the shard from a copy");
  }
  for (const SchemaField& field : schema("generation_index").datasets) {
    if (field.fill.empty()) continue;
    AZ_TRY(const H5Array array, read_virtual(path, field.path));
    if (holds_fill(array, fill_value(field)))
      return fail(fmt::format("{}: {} reads as the fill value in places: a shard is absent",
                              path.string(), field.path),
                  "restore the shard beside the index");
  }
  return {};
}

}  // namespace az
