#include "report/run_history.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "store/shard.h"
#include "telemetry/metrics_reader.h"

namespace az {
namespace {

constexpr std::size_t kOpeningPlies = 8;

/// Share of distinct beginnings among a generation's games.
std::optional<double> distinct_openings(const RunDir& run, Generation generation,
                                        std::vector<std::string>& warnings) {
  std::set<std::vector<Action>> distinct;
  std::size_t games = 0;
  if (!file_exists(run.selfplay(generation))) return {};
  const auto names = list_directory(run.selfplay(generation));
  if (!names) return {};
  for (const std::string& name : *names) {
    if (!parse_numbered(name, 's', ".h5")) continue;
    const auto shard = read_shard(run.selfplay(generation) / name);
    if (!shard) {
      warnings.push_back("not counted: " + shard.error().to_string());
      continue;
    }
    for (const GameRecord& record : shard->games) {
      std::vector<Action> opening;
      for (std::size_t ply = 0; ply < std::min(kOpeningPlies, record.plies.size()); ++ply)
        opening.push_back(record.plies[ply].action);
      distinct.insert(std::move(opening));
      ++games;
    }
  }
  if (games == 0) return {};
  return static_cast<double>(distinct.size()) / static_cast<double>(games);
}

SelfPlayHistory read_selfplay(const RunDir& run, Generation generation,
                              std::vector<std::string>& warnings) {
  SelfPlayHistory history;
  history.generation = generation;
  const std::vector<nlohmann::json> metrics = read_metrics(run, "selfplay", generation);
  const std::vector<nlohmann::json> shards = shard_lines(metrics);
  for (const nlohmann::json& line : shards) {
    history.games += metric(line, "games_finished");
    history.plies += metric(line, "plies");
    history.mean_entropy += metric(line, "mean_entropy");
  }
  for (const nlohmann::json& line : metrics) {
    if (line.value("event", "") != "done") continue;
    history.timed_games += metric(line, "games_finished") + metric(line, "games_truncated");
    history.cpu_s += metric(line, "cpu_s");
    history.resident_bytes = std::max(history.resident_bytes, metric(line, "resident_bytes"));
  }
  if (!shards.empty()) {
    history.mean_entropy /= static_cast<double>(shards.size());
    history.distinct_openings = distinct_openings(run, generation, warnings);
  }
  return history;
}

}  // namespace

Result<RunHistory> read_history(const RunDir& run, Generation last) {
  RunHistory history;
  RunProgress progress = read_progress(run, last);
  history.generations = std::move(progress.generations);
  history.warnings = std::move(progress.warnings);
  for (Generation g = 1; g <= last; ++g) {
    const SelfPlayHistory selfplay = read_selfplay(run, g, history.warnings);
    if (selfplay.games > 0) history.selfplay.push_back(selfplay);
    for (const nlohmann::json& line : read_metrics(run, "train", g))
      if (line.value("event", "") == "step")
        history.steps.push_back({metric(line, "step"), metric(line, "loss"),
                                 metric(line, "policy_loss"), metric(line, "outcome_loss")});
  }
  std::stable_sort(history.steps.begin(), history.steps.end(),
                   [](const TrainStep& a, const TrainStep& b) { return a.step < b.step; });
  return history;
}

}  // namespace az
