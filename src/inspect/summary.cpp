#include "inspect/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "inspect/run_files.h"
#include "layout/champion.h"
#include "layout/schema.h"
#include "store/carry.h"
#include "store/checkpoint.h"
#include "store/manifest.h"
#include "store/match.h"
#include "store/schema_check.h"
#include "store/verify_games.h"

namespace az {
namespace {

using Json = nlohmann::ordered_json;

/// A small number or text for people.
std::string value_text(const H5Array& array) {
  switch (array.type) {
    case H5Type::kText:
      return array.text_value();
    case H5Type::kU8:
      return std::to_string(array.value<std::uint8_t>());
    case H5Type::kU16:
      return std::to_string(array.value<std::uint16_t>());
    case H5Type::kU32:
      return std::to_string(array.value<std::uint32_t>());
    case H5Type::kU64:
      return std::to_string(array.value<std::uint64_t>());
    case H5Type::kI8:
      return std::to_string(array.value<std::int8_t>());
    case H5Type::kI16:
      return std::to_string(array.value<std::int16_t>());
    case H5Type::kI32:
      return std::to_string(array.value<std::int32_t>());
    case H5Type::kI64:
      return std::to_string(array.value<std::int64_t>());
    case H5Type::kF16:
      return fmt::format("{}", to_float(array.value<Half>()));
    case H5Type::kF32:
      return fmt::format("{}", array.value<float>());
    case H5Type::kF64:
      return fmt::format("{}", array.value<double>());
  }
  return "?";
}

std::string dataset_text(const H5Dataset& dataset, std::string_view attribute) {
  const auto found = dataset.attributes.find(attribute);
  return found == dataset.attributes.end() ? "" : found->second.text_value();
}

/// Who won from which seat, lengths, and what the targets look like.
void add_game_statistics(const Shard& shard, std::uint64_t size_bytes, Answer& answer, Json& json) {
  const GameStatistics s = measure_games(shard.games);
  std::vector<std::uint64_t> won(static_cast<std::size_t>(shard.header.game.players));
  std::uint64_t shared = 0;
  for (const GameRecord& game : shard.games) {
    const auto& place = game.outcome.place;
    const auto end = place.begin() + static_cast<std::ptrdiff_t>(won.size());
    const auto firsts = std::count(place.begin(), end, 1);  // 0: a carried game, not over yet
    if (firsts == 1)
      ++won[static_cast<std::size_t>(std::find(place.begin(), end, 1) - place.begin())];
    shared += firsts > 1;
  }
  std::vector<std::string> by_seat;
  for (const std::uint64_t count : won) by_seat.push_back(std::to_string(count));
  const double games = static_cast<double>(std::max<std::uint64_t>(s.games, 1));
  answer.text += fmt::format(
      "\nplayed by {}\n"
      "{} games, {} plies ({:.1f} a game), {} rows, {} distinct games\n"
      "won by seat, from 0 on: {}; shared: {}\n"
      "policy targets: {:.3f} with two or more moves, mean entropy {:.3f} nats\n"
      "{:.0f} bytes a game, {:.1f} a ply\n",
      shard.header.agents.at(0).label, s.games, s.plies, static_cast<double>(s.plies) / games,
      s.rows, s.distinct_games, join(by_seat, ", "), shared, s.support_fraction, s.mean_entropy,
      static_cast<double>(size_bytes) / games,
      static_cast<double>(size_bytes) / static_cast<double>(std::max<std::uint64_t>(s.plies, 1)));
  json["played_by"] = shard.header.agents.at(0).label;
  json["games"] = s.games;
  json["plies"] = s.plies;
  json["rows"] = s.rows;
  json["distinct_games"] = s.distinct_games;
  json["won"] = won;
  json["shared"] = shared;
  json["support_fraction"] = s.support_fraction;
  json["mean_entropy_nats"] = s.mean_entropy;
  json["bytes_per_game"] = static_cast<double>(size_bytes) / games;
}

/// What every variant changes in the game, and how many of the games are of it.
template <class Record>
void add_variants(const std::vector<std::string>& settings, const std::vector<Record>& games,
                  Answer& answer, Json& json) {
  std::vector<std::uint64_t> counts(settings.size());
  for (const Record& game : games) ++counts.at(game.settings_id);
  std::vector<std::vector<std::string>> rows = {{"settings_id", "games", "changes in game"}};
  json["variants"] = Json::array();
  for (std::size_t v = 0; v < settings.size(); ++v) {
    const std::string changes = join(split(trim(settings[v]), '\n'), ", ");
    rows.push_back(
        {std::to_string(v), std::to_string(counts[v]), changes.empty() ? "nothing" : changes});
    json["variants"].push_back({{"changes", changes}, {"games", counts[v]}});
  }
  answer.text += "\n" + table(rows);
}

Result<Answer> summarize_file(const Path& path) {
  AZ_TRY(const H5File file, read_h5(path));
  const H5Array* named = file.tree.attribute("schema");
  const std::string kind = named == nullptr ? "" : named->text_value();
  const auto known = schema_names();
  if (std::find(known.begin(), known.end(), kind) == known.end())
    return fail(fmt::format("{}: a file of kind '{}', which this program does not know",
                            path.string(), kind));
  AZ_OK(check_tree(file.tree, schema(kind), path.string()));

  const std::uint64_t size_bytes = std::filesystem::file_size(path);
  Answer answer;
  Json json;
  json["path"] = path.string();
  json["kind"] = kind;
  json["size_bytes"] = size_bytes;
  json["content_hash"] = file.hash.hex();
  answer.text = fmt::format("{}: {} version {}, {}, content hash {}\n{}\n\n", path.string(), kind,
                            schema(kind).version, short_bytes(size_bytes), file.hash.hex(),
                            schema(kind).about);
  std::vector<std::vector<std::string>> rows = {{"attribute", "value", "unit", "meaning"}};
  for (const SchemaField& field : schema(kind).attributes) {
    const H5Array* array = file.tree.attribute(field.path);
    if (array == nullptr) continue;
    rows.push_back({field.path, value_text(*array), field.units, field.about});
    json["attributes"][field.path] = value_text(*array);
  }
  answer.text += table(rows) + "\n";
  rows = {{"dataset", "type", "shape", "unit", "meaning"}};
  for (const auto& [name, dataset] : file.tree.datasets) {
    const std::string shape = fmt::format("{}", fmt::join(dataset.array.shape, "×"));
    rows.push_back({name, std::string(to_string(dataset.array.type)), shape,
                    dataset_text(dataset, "units"), dataset_text(dataset, "description")});
    json["datasets"][name] = {{"type", to_string(dataset.array.type)},
                              {"shape", dataset.array.shape}};
  }
  answer.text += table(rows);
  if (kind == "shard" || kind == "carry") {
    AZ_TRY(const Shard shard, kind == "shard" ? read_shard(path) : read_carry(path));
    add_game_statistics(shard, size_bytes, answer, json);
    add_variants(shard.header.settings, shard.games, answer, json);
  } else if (kind == "match") {
    AZ_TRY(const Match match, read_match(path));
    add_variants(match.header.settings, match.games, answer, json);
  }
  answer.json = json.dump();
  return answer;
}

struct GenerationSummary {
  std::uint64_t shards = 0, games = 0, rows = 0, carried = 0, match_games = 0, checkpoints = 0,
                size_bytes = 0;
  std::string net, window;
};

Result<void> add_file(const Path& run, const RunFile& file,
                      std::map<std::uint64_t, GenerationSummary>& all) {
  const Path full = run / file.relative;
  // "selfplay/g0001/…" and "nets/g0001.h5" both name the generation in their second part.
  const auto part = std::next(file.relative.begin());
  if (part == file.relative.end()) return {};
  const auto number = parse_numbered(part->stem().string(), 'g', "");
  if (!number) return {};
  GenerationSummary& sum = all[*number];
  sum.size_bytes += std::filesystem::file_size(full);
  if (file.kind == "shard") {
    AZ_TRY(const ShardSummary shard, read_shard_header(full));
    ++sum.shards;
    sum.games += shard.games;
    sum.rows += shard.rows;
  } else if (file.kind == "carry") {
    AZ_TRY(const Shard carry, read_carry(full));
    sum.carried += carry.header.counters.carried_over;
  } else if (file.kind == "match") {
    AZ_TRY(const Match match, read_match(full));
    sum.match_games += match.games.size();
  } else if (file.kind == "checkpoint") {
    ++sum.checkpoints;
  } else if (file.kind == "net") {
    AZ_TRY(const StoredNet net, read_net_header(full));
    sum.net = net.hash.hex12();
  } else if (file.kind == "window") {
    AZ_TRY(const WindowManifest window, read_manifest(full));
    sum.window = fmt::format("{} shards, {} rows", window.shards.size(), window.rows());
  }
  return {};
}

Result<Answer> summarize_run(const Path& path) {
  AZ_TRY(const auto files, list_run(path));
  Answer answer;
  std::map<std::uint64_t, GenerationSummary> generations;
  for (const RunFile& file : files)
    if (const auto added = add_file(path, file, generations); !added)
      answer.faults.push_back(added.error().to_string());
  Json json;
  json["path"] = path.string();
  const auto champion = read_champion(RunDir(path));
  if (champion) {
    json["champion"] = {{"generation", champion->generation},
                        {"net", champion->net.hex()},
                        {"since", champion->since}};
    answer.text =
        fmt::format("{}: the champion is {} (net {}), promoted by generation {}\n\n", path.string(),
                    generation_name(champion->generation), champion->net.hex12(), champion->since);
  } else {
    answer.text = fmt::format("{}: no champion yet\n\n", path.string());
  }
  std::vector<std::vector<std::string>> rows = {
      {"generation", "net", "shards", "games", "rows", "window", "match games", "size"}};
  json["generations"] = Json::array();
  for (const auto& [number, sum] : generations) {
    rows.push_back({generation_name(static_cast<Generation>(number)), sum.net,
                    std::to_string(sum.shards), std::to_string(sum.games), std::to_string(sum.rows),
                    sum.window, std::to_string(sum.match_games), short_bytes(sum.size_bytes)});
    json["generations"].push_back({{"generation", number},
                                   {"net", sum.net},
                                   {"shards", sum.shards},
                                   {"games", sum.games},
                                   {"rows", sum.rows},
                                   {"carried_over", sum.carried},
                                   {"match_games", sum.match_games},
                                   {"checkpoints", sum.checkpoints},
                                   {"size_bytes", sum.size_bytes}});
  }
  json["faults"] = answer.faults;
  answer.text += table(rows);
  answer.json = json.dump();
  return answer;
}

}  // namespace

Result<std::string> kind_of_h5(const Path& path) {
  AZ_TRY(const H5Tree tree, read_h5_part(path, {}));
  const H5Array* named = tree.attribute("schema");
  if (named == nullptr || named->type != H5Type::kText)
    return fail(fmt::format("{}: no schema name", path.string()),
                "this file was not written by ArrayZero");
  return named->text_value();
}

Result<Answer> summarize(const Path& path) {
  return std::filesystem::is_directory(path) ? summarize_run(path) : summarize_file(path);
}

}  // namespace az
