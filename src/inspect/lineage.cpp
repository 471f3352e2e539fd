#include "inspect/lineage.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <ranges>
#include <set>
#include <vector>

#include "core/text.h"
#include "inspect/run_files.h"
#include "layout/champion.h"
#include "store/checkpoint.h"
#include "store/manifest.h"
#include "store/shard.h"

namespace az {
namespace {

using Json = nlohmann::ordered_json;

/// The nets of a run by the hash of what their files hold.
using Nets = std::map<Hash128, StoredNet>;

class Tracer {
 public:
  Tracer(const Path& run, Nets nets) : run_(run), nets_(std::move(nets)) {}

  void trace(const Hash128& champion) {
    open_.push_back(champion);
    while (!open_.empty()) {
      const Hash128 hash = open_.back();
      open_.pop_back();
      if (seen_.insert(hash).second) visit(hash);
    }
  }

  Answer answer(const Champion& champion) {
    std::vector<std::vector<std::string>> rows = {
        {"net", "generation", "parent", "window", "shards", "rows", "played by"}};
    for (const auto& [generation, line] : std::views::reverse(lines_)) rows.push_back(line);
    Answer result;
    result.faults = std::move(faults_);
    result.text =
        fmt::format("champion {}: generation {}\n\n", champion.net.hex(), champion.generation) +
        table(rows) +
        fmt::format("\nrecomputed {} nets, {} window manifests, {} shards ({} games): {}\n",
                    lines_.size(), windows_, shards_.size(), games_,
                    result.faults.empty() ? "every hash agrees" : "FAULTS");
    Json json;
    json["champion"] = champion.net.hex();
    json["nets"] = json_nets_;
    json["windows"] = windows_;
    json["shards"] = shards_.size();
    json["games"] = games_;
    json["faults"] = result.faults;
    result.json = json.dump();
    return result;
  }

 private:
  void visit(const Hash128& hash) {
    const auto found = nets_.find(hash);
    if (found == nets_.end()) {
      faults_.push_back(fmt::format("no file of nets/ holds the net {}", hash.hex()));
      return;
    }
    const NetFile& net = found->second.net;
    std::vector<std::string> line = {hash.hex12(),
                                     generation_name(net.generation),
                                     net.parent.is_zero() ? "none" : net.parent.hex12(),
                                     net.window.is_zero() ? "none" : net.window.hex12(),
                                     "",
                                     "",
                                     ""};
    Json players = Json::array();
    if (!net.parent.is_zero()) open_.push_back(net.parent);
    if (!net.window.is_zero())
      visit_window(net, line, players);
    else if (net.generation != 0)
      faults_.push_back(
          fmt::format("{}: trained, but names no window", run_.net(net.generation).string()));
    json_nets_.push_back({{"net", hash.hex()},
                          {"generation", net.generation},
                          {"parent", net.parent.hex()},
                          {"window", net.window.hex()},
                          {"played_by", players}});
    lines_[{net.generation, hash}] = line;
  }

  void visit_window(const NetFile& net, std::vector<std::string>& line, Json& players) {
    const auto manifest = read_manifest(run_.window(net.generation));
    if (!manifest) {
      faults_.push_back(manifest.error().to_string());
      return;
    }
    ++windows_;
    if (manifest->hash() != net.window)
      faults_.push_back(fmt::format("{}: is {}, the net {} was trained on {}",
                                    run_.window(net.generation).string(), manifest->hash().hex12(),
                                    run_.net(net.generation).string(), net.window.hex12()));
    std::map<std::string, std::string> names;  // in full and for the table
    for (const WindowShard& entry : manifest->shards) {
      const std::string label = visit_shard(entry);
      if (entry.net.is_zero()) {
        names[label] = label;
      } else {
        names[entry.net.hex()] = entry.net.hex12();
        open_.push_back(entry.net);
      }
    }
    std::vector<std::string> short_names;
    for (const auto& [whole, name] : names) {
      players.push_back(whole);
      short_names.push_back(name);
    }
    line[4] = std::to_string(manifest->shards.size());
    line[5] = std::to_string(manifest->rows());
    line[6] = join(short_names, ", ");
  }

  /// Returns who played it, in words.
  std::string visit_shard(const WindowShard& entry) {
    const Path path = run_.shard(entry.generation, entry.shard);
    // Windows overlap: a shard's content is hashed once, its entry in each manifest is compared.
    auto known = shards_.find(path.string());
    if (known == shards_.end()) {
      const auto shard = read_shard(path);
      if (!shard) {
        faults_.push_back(shard.error().to_string());
        return "unknown";
      }
      known = shards_
                  .emplace(path.string(),
                           Facts{shard->hash, shard->header.net, shard->header.search,
                                 count_rows(shard->games), shard->header.agents.at(0).label})
                  .first;
      games_ += shard->games.size();
    }
    if (known->second.hash != entry.hash || known->second.net != entry.net ||
        known->second.search != entry.search || known->second.rows != entry.rows)
      faults_.push_back(
          fmt::format("{}: its content is {} by net {} and search {}, the window says {} by net {} "
                      "and search {}",
                      path.string(), known->second.hash.hex12(), known->second.net.hex12(),
                      known->second.search.hex12(), entry.hash.hex12(), entry.net.hex12(),
                      entry.search.hex12()));
    return known->second.player;
  }

  struct Facts {
    Hash128 hash, net, search;
    std::uint64_t rows = 0;
    std::string player;
  };
  RunDir run_;
  Nets nets_;
  std::vector<Hash128> open_;
  std::set<Hash128> seen_;
  std::map<std::pair<std::uint32_t, Hash128>, std::vector<std::string>> lines_;
  std::map<std::string, Facts> shards_;
  std::uint64_t windows_ = 0, games_ = 0;
  Json json_nets_ = Json::array();
  std::vector<std::string> faults_;
};

}  // namespace

Result<Answer> trace_lineage(const Path& run) {
  AZ_TRY(const auto files, list_run(run));
  AZ_TRY(const Champion champion, read_champion(RunDir(run)));
  Nets nets;
  std::vector<std::string> faults;
  for (const RunFile& file : files) {
    if (file.kind != "net") continue;
    auto net = read_net(run / file.relative);
    if (!net) {
      faults.push_back(net.error().to_string());
      continue;
    }
    net->net.weights.clear();
    nets.emplace(net->hash, std::move(*net));
  }
  const auto named = nets.find(champion.net);
  if (named != nets.end() && named->second.net.generation != champion.generation)
    faults.push_back(fmt::format("champion.yaml: generation {}, but its net is of generation {}",
                                 champion.generation, named->second.net.generation));
  Tracer tracer(run, std::move(nets));
  tracer.trace(champion.net);
  Answer answer = tracer.answer(champion);
  answer.faults.insert(answer.faults.begin(), faults.begin(), faults.end());
  return answer;
}

}  // namespace az
