#include "report/run_history.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "store/shard.h"

namespace az {
namespace {

constexpr std::size_t kOpeningPlies = 8;

/// Every metrics line of a stage in a generation that is whole.
std::vector<nlohmann::json> metrics_lines(const RunDir& run, std::string_view stage,
                                          Generation generation) {
  std::vector<nlohmann::json> lines;
  if (!file_exists(run.metrics(stage))) return lines;
  const auto names = list_directory(run.metrics(stage));
  if (!names) return lines;
  for (const std::string& name : *names) {
    if (!name.starts_with(generation_name(generation) + "-")) continue;
    const auto text = read_file(run.metrics(stage) / name);
    if (!text) continue;
    std::size_t begin = 0;
    for (std::size_t end; (end = text->find('\n', begin)) != std::string::npos; begin = end + 1) {
      auto line =
          nlohmann::json::parse(text->begin() + static_cast<std::ptrdiff_t>(begin),
                                text->begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
      if (line.is_object()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

double field(const nlohmann::json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : 0;
}

/// Share of distinct beginnings among a generation's games.
double distinct_openings(const RunDir& run, Generation generation,
                         std::vector<std::string>& warnings) {
  std::set<std::vector<Action>> distinct;
  std::size_t games = 0;
  if (!file_exists(run.selfplay(generation))) return 0;
  const auto names = list_directory(run.selfplay(generation));
  if (!names) return 0;
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
  return games == 0 ? 0 : static_cast<double>(distinct.size()) / static_cast<double>(games);
}

SelfPlayHistory read_selfplay(const RunDir& run, Generation generation,
                              std::vector<std::string>& warnings) {
  SelfPlayHistory history;
  history.generation = generation;
  double shards = 0;
  for (const nlohmann::json& line : metrics_lines(run, "selfplay", generation)) {
    const std::string event = line.value("event", "");
    if (event == "shard") {
      ++shards;
      history.games += field(line, "games_finished");
      history.plies += field(line, "plies");
      history.mean_entropy += field(line, "mean_entropy");
      history.support_fraction += field(line, "support_fraction");
    } else if (event == "done") {
      history.evaluations += field(line, "evaluations");
      history.cpu_s += field(line, "cpu_s");
      history.wall_s = std::max(history.wall_s, field(line, "wall_s"));
      history.resident_bytes = std::max(history.resident_bytes, field(line, "resident_bytes"));
    }
  }
  if (shards > 0) {
    history.mean_entropy /= shards;
    history.support_fraction /= shards;
    history.distinct_openings = distinct_openings(run, generation, warnings);
  }
  return history;
}

}  // namespace

Result<RunHistory> read_history(const RunDir& run, Generation last) {
  RunHistory history;
  AZ_TRY(Progress progress, read_progress(run, last));
  history.generations = std::move(progress.generations);
  history.warnings = std::move(progress.warnings);
  for (Generation g = 1; g <= last; ++g) {
    const SelfPlayHistory selfplay = read_selfplay(run, g, history.warnings);
    if (selfplay.games > 0) history.selfplay.push_back(selfplay);
    for (const nlohmann::json& line : metrics_lines(run, "train", g))
      if (line.value("event", "") == "step")
        history.steps.push_back({field(line, "step"), field(line, "loss"),
                                 field(line, "policy_loss"), field(line, "outcome_loss"),
                                 field(line, "gradient_norm")});
  }
  std::stable_sort(history.steps.begin(), history.steps.end(),
                   [](const TrainStep& a, const TrainStep& b) { return a.step < b.step; });
  return history;
}

}  // namespace az
