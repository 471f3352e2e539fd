#include "plan/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "config/field.h"
#include "core/text.h"
#include "layout/exam_file.h"
#include "layout/rating_file.h"
#include "telemetry/metrics_reader.h"

namespace az {
namespace {

std::optional<double> number(const Value* value) {
  if (value == nullptr || !value->is_scalar()) return {};
  const auto parsed = config_detail::parse_double(value->text());
  if (!parsed) return {};
  return *parsed;
}

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
    row.value_class.push_back({set.name, set.value_class_percent});
    if (set.labelled > 0)
      row.exams.push_back(
          {set.name, set.mistakes_raw_percent, set.searched ? set.mistakes_search_percent : NAN});
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
    if (row->second->generation > 0 && player.gain_se > 0) {
      row->second->gain = player.gain;
      row->second->gain_half_width = kInterval95 * player.gain_se;
    }
  }
}

/// The entry of this name, or nullptr.
template <class Entry>
const Entry* find_named(const std::vector<Entry>& entries, const std::string& name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

bool is_empty(const GenerationProgress& row) {
  return !row.games && !row.loss && row.exams.empty() && !row.rating && row.decision.empty();
}

std::string cell(const std::optional<double>& value, int digits) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, digits) : "";
}

/// The mean over the exam sets that both have.
std::optional<std::pair<double, double>> common_mistakes(const GenerationProgress& first,
                                                         const GenerationProgress& last) {
  double a = 0, b = 0;
  int n = 0;
  for (const MistakeScore& one : first.exams)
    for (const MistakeScore& other : last.exams)
      if (one.name == other.name && std::isfinite(one.search_percent + other.search_percent)) {
        a += one.search_percent;
        b += other.search_percent;
        ++n;
      }
  if (n == 0) return {};
  return std::pair{a / n, b / n};
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
    progress.total = number(config.at_path("selfplay.games")).value_or(0);
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

std::string_view verdict_word(Verdict verdict) {
  static constexpr std::string_view kWords[] = {"BETTER", "FLAT", "WORSE", "CANNOT TELL"};
  return kWords[static_cast<int>(verdict)];
}

std::string Judgement::line() const {
  return fmt::format("{}: {}", verdict_word(verdict), numbers);
}

double flat_elo_of(const Value& config) {
  return number(config.at_path("arena.gate.elo1")).value_or(kFlatElo);
}

Judgement judge(const std::vector<GenerationProgress>& progress, double flat_elo) {
  const GenerationProgress *first = nullptr, *last = nullptr;
  // The last champion; where nothing was promoted yet, the last candidate.
  for (const GenerationProgress& row : progress)
    if (row.gain && row.gain_half_width &&
        (row.decision == "promoted" || last == nullptr || last->decision != "promoted"))
      last = &row;
  if (last != nullptr) {
    const double gain = last->gain.value_or(0), half_width = last->gain_half_width.value_or(0);
    const double low = gain - half_width, high = gain + half_width;
    const bool is_champion = last->decision == "promoted";
    std::string numbers =
        fmt::format("{}{} is {:+.0f} Elo from {}, 95 % interval {:+.0f} … {:+.0f}",
                    is_champion ? "the champion " : "", generation_name(last->generation), gain,
                    generation_name(0), low, high);
    // What the gate did not let through is not what the run has reached.
    if (low > 0 && !is_champion)
      return {
          Verdict::kCannotTell,
          fmt::format("the champion is still {}; its candidate {}{}", generation_name(0), numbers,
                      last->decision.empty() ? "" : fmt::format(" ({})", last->decision))};
    const Verdict verdict = low > 0                                ? Verdict::kBetter
                            : high < 0                             ? Verdict::kWorse
                            : -low <= flat_elo && high <= flat_elo ? Verdict::kFlat
                                                                   : Verdict::kCannotTell;
    if (verdict == Verdict::kCannotTell)
      numbers += fmt::format("; flat would be within ± {:.0f}, more games narrow it", flat_elo);
    return {verdict, std::move(numbers)};
  }
  for (const GenerationProgress& row : progress)
    if (!row.exams.empty()) {
      if (first == nullptr) first = &row;
      last = &row;
    }
  if (first != nullptr && first != last)
    if (const auto mistakes = common_mistakes(*first, *last))
      return {Verdict::kCannotTell,
              fmt::format("no two generations are rated yet; mistakes in exams went from {:.1f} % "
                          "({}) to {:.1f} % ({})",
                          mistakes->first, generation_name(first->generation), mistakes->second,
                          generation_name(last->generation))};
  return {Verdict::kCannotTell, "no two generations have been measured yet"};
}

std::vector<std::vector<std::string>> progress_rows(
    const std::vector<GenerationProgress>& progress) {
  // Sets in the order in which they first appear; those without labelled actions have a value only.
  std::vector<std::string> sets, value_sets;
  const auto add = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const GenerationProgress& row : progress) {
    for (const MistakeScore& score : row.exams) add(sets, score.name);
    for (const ValueScore& value : row.value_class)
      if (find_named(row.exams, value.name) == nullptr) add(value_sets, value.name);
  }
  std::vector<std::vector<std::string>> rows{{"generation", "games", "loss", "hold-out"}};
  for (std::string set : sets) {
    std::replace(set.begin(), set.end(), '_', ' ');  // a page may break the header there
    rows[0].push_back(set + " %");
  }
  for (const std::string& set : value_sets) rows[0].push_back(set + " value %");
  rows[0].insert(rows[0].end(), {"rating", "± 95 %", "decision", "gate"});
  for (const GenerationProgress& row : progress) {
    std::vector<std::string> cells{generation_name(row.generation),
                                   row.games ? std::to_string(*row.games) : "", cell(row.loss, 3),
                                   cell(row.hold_out_loss, 3)};
    for (const std::string& set : sets) {
      const MistakeScore* score = find_named(row.exams, set);
      cells.push_back(score == nullptr ? ""
                                       : fmt::format("{} [{}]", cell(score->search_percent, 1),
                                                     cell(score->raw_percent, 1)));
    }
    for (const std::string& set : value_sets) {
      const ValueScore* value = find_named(row.value_class, set);
      cells.push_back(value == nullptr ? "" : cell(value->percent, 1));
    }
    cells.push_back(cell(row.rating, 0));
    cells.push_back(cell(row.rating_half_width, 0));
    cells.push_back(row.decision);
    cells.push_back(row.gate);
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::string progress_table(const std::vector<GenerationProgress>& progress) {
  const bool examined =
      std::any_of(progress.begin(), progress.end(),
                  [](const GenerationProgress& row) { return !row.exams.empty(); });
  return table(progress_rows(progress)) +
         (examined ? "exams: mistakes with search [net alone], percent\n" : "");
}

}  // namespace az
