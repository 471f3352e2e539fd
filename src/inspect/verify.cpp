#include "inspect/verify.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "inspect/run_files.h"
#include "inspect/summary.h"
#include "store/carry.h"
#include "store/match.h"
#include "store/stored_variants.h"
#include "store/verify_games.h"

namespace az {
namespace {

struct Totals {
  std::uint64_t files = 0, games = 0, plies = 0;
  GameCounters counters;
};

Result<void> verify_records(const Path& path, bool carry, Totals& totals) {
  AZ_TRY(const Shard shard, carry ? read_carry(path) : read_shard(path));
  AZ_TRY(const VariantList variants,
         stored_variants(shard.header.game, shard.header.settings, path.string()));
  AZ_OK(verify_games(variants.pointers(), shard.games, path.string()));
  totals.games += shard.games.size();
  for (const GameRecord& game : shard.games) totals.plies += game.plies.size();
  totals.counters.started += shard.header.counters.started;
  totals.counters.finished += shard.header.counters.finished;
  totals.counters.truncated += shard.header.counters.truncated;
  totals.counters.carried_over += shard.header.counters.carried_over;
  return {};
}

Result<void> verify_match(const Path& path, Totals& totals) {
  AZ_TRY(const Match match, read_match(path));
  AZ_TRY(const VariantList variants,
         stored_variants(match.header.game, match.header.settings, path.string()));
  for (std::size_t i = 0; i < match.games.size(); ++i) {
    const MatchGame& game = match.games[i];
    AZ_OK(verify_match_game(*variants.games[game.settings_id], game, match.header.agents,
                            fmt::format("{}: game {}", path.string(), i)));
    totals.plies += game.moves.size();
  }
  totals.games += match.games.size();
  return {};
}

}  // namespace

Result<Answer> verify(const Path& path) {
  std::vector<RunFile> files;
  if (std::filesystem::is_directory(path)) {
    AZ_TRY(files, list_run(path));
  } else {
    AZ_TRY(const std::string kind, kind_of_h5(path));
    if (kind != "shard" && kind != "carry" && kind != "match")
      return fail(fmt::format("{} is a {}: it holds no games", path.string(), kind),
                  "give a shard, a match or a run", Exit::kUsage);
    files.push_back({"", kind});
  }
  Answer answer;
  std::map<std::string, Totals> totals;
  for (const RunFile& file : files) {
    if (file.kind != "shard" && file.kind != "carry" && file.kind != "match") continue;
    const Path full = file.relative.empty() ? path : path / file.relative;
    Totals& sum = totals[file.kind];
    ++sum.files;
    const auto verified = file.kind == "match" ? verify_match(full, sum)
                                               : verify_records(full, file.kind == "carry", sum);
    if (!verified) answer.faults.push_back(verified.error().to_string());
  }
  std::vector<std::vector<std::string>> rows = {
      {"kind", "files", "games", "plies", "finished", "truncated", "carried over"}};
  nlohmann::ordered_json json;
  json["path"] = path.string();
  for (const auto& [kind, sum] : totals) {
    const bool records = kind != "match";
    rows.push_back({kind, std::to_string(sum.files), std::to_string(sum.games),
                    std::to_string(sum.plies), records ? std::to_string(sum.counters.finished) : "",
                    records ? std::to_string(sum.counters.truncated) : "",
                    records ? std::to_string(sum.counters.carried_over) : ""});
    json[kind] = {{"files", sum.files}, {"games", sum.games}, {"plies", sum.plies}};
    if (records)
      json[kind].update({{"started", sum.counters.started},
                         {"finished", sum.counters.finished},
                         {"truncated", sum.counters.truncated},
                         {"carried_over", sum.counters.carried_over}});
  }
  json["faults"] = answer.faults;
  answer.text = table(rows) + (answer.faults.empty()
                                   ? "every stored move is legal and every outcome is the rules'\n"
                                   : fmt::format("{} files are faulty\n", answer.faults.size()));
  answer.json = json.dump();
  return answer;
}

}  // namespace az
