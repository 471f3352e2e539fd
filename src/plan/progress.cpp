#include "plan/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "config/field.h"
#include "layout/exam_file.h"
#include "layout/rating_file.h"
#include "telemetry/metrics_reader.h"

namespace az {
namespace {

/// Games in finished shards, and when the first and the last event was.
struct SelfPlayCount {
  std::int64_t games = 0;
  double first_s = 0, last_s = 0;
  double first_games = 0;  ///< of the first event: no time is known for them
};
SelfPlayCount count_games(const RunDir& run, Generation generation) {
  SelfPlayCount count;
  const std::vector<nlohmann::json> metrics = read_metrics(run, "selfplay", generation);
  for (const nlohmann::json& line : metrics) {
    const double time = metric(line, "time");
    if (count.first_s == 0 || time < count.first_s) {
      count.first_s = time;
      count.first_games = metric(line, "games_finished");
    }
    count.last_s = std::max(count.last_s, time);
  }
  for (const nlohmann::json& shard : shard_lines(metrics))
    count.games += static_cast<std::int64_t>(metric(shard, "games_finished"));
  return count;
}

void read_training(const RunDir& run, GenerationProgress& row, std::vector<std::string>& warnings) {
  std::optional<double> missing_shards;
  for (const nlohmann::json& line : read_metrics(run, "train", row.generation)) {
    if (line.contains("loss")) row.loss = metric(line, "loss");
    if (line.contains("hold_out_loss")) row.hold_out_loss = metric(line, "hold_out_loss");
    if (line.contains("missing_shards")) missing_shards = metric(line, "missing_shards");
  }
  if (missing_shards)
    warnings.push_back(
        fmt::format("{} was trained without older shards that are gone ({:.0f}): "
                    "arrayzero inspect check {} names them",
                    generation_name(row.generation), *missing_shards, run.root().string()));
}

void read_exams(const RunDir& run, GenerationProgress& row, std::vector<std::string>& warnings) {
  if (!file_exists(run.exam(row.generation))) return;
  const auto exam = read_exam_file(run.exam(row.generation));
  if (!exam) {
    warnings.push_back("not counted: " + exam.error().to_string());
    return;
  }
  for (const ExamSetResult& set : exam->sets) {
    row.value_class.push_back({set.name, set.n, set.value_class_percent});
    if (set.labelled > 0)
      row.exams.push_back({set.name, set.n, set.mistakes_raw_percent,
                           set.searched ? set.mistakes_search_percent : NAN});
  }
}

/// Decisions of every generation, and everybody's rating from the newest fit, which knows most.
void read_ratings(const RunDir& run, std::vector<GenerationProgress>& rows,
                  std::vector<std::string>& warnings) {
  constexpr double kInterval95 = 1.96;
  std::optional<FitRecord> newest;
  std::map<std::string, GenerationProgress*> by_label;
  for (GenerationProgress& row : rows) {
    by_label[generation_name(row.generation)] = &row;
    if (!file_exists(run.rating(row.generation))) continue;
    auto file = read_rating_file(run.rating(row.generation));
    if (!file) {
      warnings.push_back("not counted: " + file.error().to_string());
      continue;
    }
    for (const auto& [word, decision] : kDecisionWords.words)
      if (decision == file->decision) row.decision = word;
    if (file->decision != Decision::kIdentical) row.gate = file->gate.verdict;
    if (!file->rating.players.empty()) newest = std::move(file->rating);
  }
  if (!newest) return;
  for (const RatingEntry& player : newest->players) {
    const auto row = by_label.find(player.label);
    if (row == by_label.end()) continue;
    row->second->rating = player.elo;
    row->second->rating_half_width = kInterval95 * player.se;
    if (row->second->generation == 0) {
      row->second->gain = 0;
    } else if (player.gain_se > 0) {
      row->second->gain = player.gain;
      row->second->gain_half_width = kInterval95 * player.gain_se;
    }
  }
}

/// An exam during the run may draw a part of a set.
void mark_partial_scores(std::vector<GenerationProgress>& rows) {
  std::map<std::string, std::uint64_t> most;
  for (const GenerationProgress& row : rows)
    for (const ValueScore& value : row.value_class)  // of every set
      most[value.name] = std::max(most[value.name], value.positions);
  const auto mark = [&](auto& scores) {
    for (auto& score : scores) score.partial = score.positions < most[score.name];
  };
  for (GenerationProgress& row : rows) {
    mark(row.exams);
    mark(row.value_class);
  }
}

bool is_empty(const GenerationProgress& row) {
  return !row.games && !row.loss && row.exams.empty() && !row.rating && row.decision.empty();
}

}  // namespace

RunProgress read_progress(const RunDir& run, Generation last) {
  RunProgress progress;
  std::vector<GenerationProgress>& rows = progress.generations;
  for (Generation generation = 0; generation <= last; ++generation) {
    GenerationProgress row;
    row.generation = generation;
    if (generation > 0)
      if (const SelfPlayCount count = count_games(run, generation); count.games > 0)
        row.games = count.games;
    read_training(run, row, progress.warnings);
    read_exams(run, row, progress.warnings);
    rows.push_back(std::move(row));
  }
  mark_partial_scores(rows);
  read_ratings(run, rows, progress.warnings);
  std::erase_if(rows, is_empty);
  return progress;
}

StageProgress read_stage_progress(const RunDir& run, const Value& config, const std::string& stage,
                                  Generation generation) {
  StageProgress progress;
  progress.stage = stage;
  progress.generation = generation;
  double first_s = 0, last_s = 0, first_done = 0;
  if (stage == "selfplay") {
    const SelfPlayCount count = count_games(run, generation);
    progress.unit = "games";
    progress.done = static_cast<double>(count.games);
    progress.total = number_at(config, "selfplay.games").value_or(0);
    first_s = count.first_s;
    last_s = count.last_s;
    first_done = count.first_games;
  } else if (stage == "train") {
    progress.unit = "steps";
    for (const nlohmann::json& line : read_metrics(run, stage, generation)) {
      if (!line.contains("planned_steps")) continue;
      last_s = metric(line, "time");
      progress.done = metric(line, "steps");
      progress.total = metric(line, "planned_steps");
      if (first_s == 0) {
        first_s = last_s;
        first_done = progress.done;
      }
    }
  }
  if (last_s > first_s && progress.done > first_done) {
    progress.rate_per_s = (progress.done - first_done) / (last_s - first_s);
    if (progress.total > progress.done)
      progress.eta_s = (progress.total - progress.done) / progress.rate_per_s;
  }
  return progress;
}

}  // namespace az
