#include "store/manifest.h"

#include <fmt/format.h>

#include "config/field.h"
#include "core/check.h"
#include "layout/schema.h"

namespace az {
namespace {

struct ShardRow {
  std::uint32_t generation = 0, simulations = 0;
  std::uint64_t shard = 0, games = 0, rows = 0;
  std::string hash, net, search;

  static void describe(auto& self, auto& v) {
    v.field("generation", self.generation, "generation that played it");
    v.field("shard", self.shard, "number within the generation");
    v.field("hash", self.hash, "content hash of the shard");
    v.field("net", self.net, "net that played");
    v.field("search", self.search, "search configuration that played");
    v.field("simulations", self.simulations, "declared budget of a full search");
    v.field("games", self.games, "games in it");
    v.field("rows", self.rows, "training rows in it");
  }
};

struct Document {
  std::string schema = "window";
  std::uint32_t version = 1, generation = 0;
  std::string policy, hash;
  std::uint64_t games = 0, rows = 0;
  std::vector<ShardRow> shards;

  static void describe(auto& self, auto& v) {
    v.field("schema", self.schema, "kind of document");
    v.field("version", self.version, "of the schema");
    v.field("generation", self.generation, "of the net that is trained on this window");
    v.field("policy", self.policy, "how the window was chosen");
    v.field("hash", self.hash, "of everything else in this document");
    v.field("games", self.games, "sum over the shards");
    v.field("rows", self.rows, "sum over the shards");
    v.groups("shards", self.shards, "ascending generation, shard");
  }
};

Document to_document(const WindowManifest& manifest) {
  Document document;
  document.generation = manifest.generation;
  document.policy = manifest.policy;
  document.hash = manifest.hash().hex();
  document.games = manifest.games();
  document.rows = manifest.rows();
  for (const WindowShard& shard : manifest.shards) {
    ShardRow row;
    row.generation = shard.generation;
    row.simulations = shard.simulations;
    row.shard = shard.shard;
    row.games = shard.games;
    row.rows = shard.rows;
    row.hash = shard.hash.hex();
    row.net = shard.net.hex();
    row.search = shard.search.hex();
    document.shards.push_back(std::move(row));
  }
  return document;
}

}  // namespace

std::uint64_t WindowManifest::games() const {
  std::uint64_t sum = 0;
  for (const WindowShard& shard : shards) sum += shard.games;
  return sum;
}

std::uint64_t WindowManifest::rows() const {
  std::uint64_t sum = 0;
  for (const WindowShard& shard : shards) sum += shard.rows;
  return sum;
}

Hash128 WindowManifest::hash() const {
  Hasher hasher;
  hasher.add("window").add(std::uint64_t{1}).add(generation).add(policy).add(shards.size());
  for (const WindowShard& s : shards)
    hasher.add(s.generation)
        .add(s.shard)
        .add(s.hash)
        .add(s.net)
        .add(s.search)
        .add(s.simulations)
        .add(s.games)
        .add(s.rows);
  return hasher.finish();
}

Result<Hash128> write_manifest(const Path& path, const WindowManifest& manifest) {
  for (std::size_t i = 1; i < manifest.shards.size(); ++i)
    check(std::pair(manifest.shards[i - 1].generation, manifest.shards[i - 1].shard) <
              std::pair(manifest.shards[i].generation, manifest.shards[i].shard),
          "shards of a window do not ascend at {}", i);
  AZ_OK(write_file(path, print_config(to_document(manifest)).to_yaml()));
  return manifest.hash();
}

Result<WindowManifest> read_manifest(const Path& path) {
  AZ_TRY(const Value tree, load_yaml(path));
  AZ_OK(check_document(schema("window"), tree, path.string()));
  AZ_TRY(const Document document, read_config<Document>(tree, ""));
  if (document.schema != "window" || document.version != schema("window").version)
    return fail(fmt::format("{}: '{}' version {}, expected 'window' version {}", path.string(),
                            document.schema, document.version, schema("window").version));
  WindowManifest manifest{
      .generation = document.generation, .policy = document.policy, .shards = {}};
  for (const ShardRow& row : document.shards) {
    WindowShard shard{.generation = row.generation,
                      .shard = row.shard,
                      .hash = {},
                      .net = {},
                      .search = {},
                      .simulations = row.simulations,
                      .games = row.games,
                      .rows = row.rows};
    AZ_TRY(shard.hash, Hash128::parse(row.hash));
    AZ_TRY(shard.net, Hash128::parse(row.net));
    AZ_TRY(shard.search, Hash128::parse(row.search));
    manifest.shards.push_back(shard);
  }
  if (manifest.games() != document.games || manifest.rows() != document.rows ||
      manifest.hash().hex() != document.hash)
    return fail(
        fmt::format("{}: its totals or its hash disagree with its list of shards", path.string()),
        "a manifest is never edited; restore it");
  return manifest;
}

}  // namespace az
