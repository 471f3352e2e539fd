#include "layout/champion.h"

#include <fmt/format.h>

#include "config/field.h"

namespace az {
namespace {

/// The file's fields as they stand in YAML.
struct ChampionFile {
  Generation generation = 0, since = 0;
  std::string net, file;
  static void describe(auto& self, auto& v) {
    v.field("generation", self.generation, "which generation's net");
    v.field("net", self.net, "content hash");
    v.field("file", self.file, "relative to the run");
    v.field("since", self.since, "the generation whose evaluation promoted it");
  }
};

}  // namespace

Result<std::string> read_champion_text(const RunDir& run) {
  if (!file_exists(run.champion_yaml()))
    return fail(fmt::format("{} does not exist", run.champion_yaml().string()),
                "az_train --init makes the first champion", Exit::kNotEnough);
  return read_file(run.champion_yaml());
}

Result<Champion> parse_champion(const RunDir& run, const std::string& text) {
  AZ_TRY(const Value tree, parse_yaml(text, run.champion_yaml().string()));
  auto read = read_config<ChampionFile>(tree, "");
  if (!read) return fail(read.error().message, read.error().hint, Exit::kData);
  AZ_TRY(const Hash128 net, Hash128::parse(read->net));
  const Champion champion{read->generation, net, read->since};
  if (read->file != champion.file())
    return fail(fmt::format("{}: file {} is not generation {}'s", run.champion_yaml().string(),
                            read->file, read->generation));
  return champion;
}

Result<Champion> read_champion(const RunDir& run) {
  AZ_TRY(const std::string text, read_champion_text(run));
  return parse_champion(run, text);
}

Result<void> write_champion(const RunDir& run, const Champion& champion) {
  const ChampionFile file{champion.generation, champion.since, champion.net.hex(), champion.file()};
  return write_file(run.champion_yaml(), print_config(file).to_yaml());
}

}  // namespace az
