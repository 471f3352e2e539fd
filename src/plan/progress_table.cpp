#include "plan/progress_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace az {
namespace {

/// The entry of this name, or nullptr.
template <class Entry>
const Entry* find_named(const std::vector<Entry>& entries, const std::string& name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

std::string cell(const std::optional<double>& value, int digits) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, digits) : "";
}

/// "3.6 [9.6]*"; without a search "[9.6]".
std::string mistakes(const MistakeScore& score) {
  const std::string search = cell(score.search_percent, 1);
  return fmt::format("{}{}[{}]{}", search, search.empty() ? "" : " ", cell(score.raw_percent, 1),
                     score.partial ? "*" : "");
}

/// "77.3" or "74.5*".
std::string outcomes_named(const ValueScore& score) {
  return cell(score.percent, 1) + (score.partial ? "*" : "");
}

/// Its mistakes are not known: the set labels no actions.
bool is_value_only(const GenerationProgress& row, const ValueScore& value) {
  return find_named(row.exams, value.name) == nullptr;
}

}  // namespace

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
      if (is_value_only(row, value)) add(value_sets, value.name);
  }
  std::vector<std::vector<std::string>> rows{{"generation", "games", "loss", "hold-out"}};
  for (std::string set : sets) {
    std::replace(set.begin(), set.end(), '_', ' ');  // a page may break the header there
    rows[0].push_back(set + " %");
  }
  for (const std::string& set : value_sets) rows[0].push_back(set + " value %");
  rows[0].insert(rows[0].end(), {"Elo", "± 95 %", "decision", "gate"});
  for (const GenerationProgress& row : progress) {
    std::vector<std::string> cells{generation_name(row.generation),
                                   row.games ? std::to_string(*row.games) : "", cell(row.loss, 3),
                                   cell(row.hold_out_loss, 3)};
    for (const std::string& set : sets) {
      const MistakeScore* score = find_named(row.exams, set);
      cells.push_back(score == nullptr ? "" : mistakes(*score));
    }
    for (const std::string& set : value_sets) {
      const ValueScore* value = find_named(row.value_class, set);
      cells.push_back(value == nullptr ? "" : outcomes_named(*value));
    }
    cells.push_back(cell(row.gain, 0));
    cells.push_back(cell(row.gain_half_width, 0));
    cells.push_back(row.decision);
    cells.push_back(row.gate);
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::vector<std::string> progress_notes(const std::vector<GenerationProgress>& progress) {
  const auto any = [&](const auto& has) {
    return std::any_of(progress.begin(), progress.end(), has);
  };
  const auto any_value = [&](const auto& has) {
    return any([&](const GenerationProgress& row) {
      return std::any_of(row.value_class.begin(), row.value_class.end(),
                         [&](const ValueScore& value) { return has(row, value); });
    });
  };
  std::vector<std::string> notes;
  if (any([](const GenerationProgress& row) { return !row.exams.empty(); }))
    notes.emplace_back("exams: mistakes, percent of solved positions: net with search [net alone]");
  if (any_value(is_value_only))
    notes.emplace_back("value: percent of solved positions whose outcome the net names");
  if (any_value([](const GenerationProgress&, const ValueScore& value) { return value.partial; }))
    notes.emplace_back("*: on fewer of the set's positions than other generations");
  if (any([](const GenerationProgress& row) { return row.gain.has_value(); }))
    notes.push_back(fmt::format("Elo: over {}, with its 95 % interval", generation_name(0)));
  return notes;
}

std::string progress_table(const std::vector<GenerationProgress>& progress) {
  std::string text = table(progress_rows(progress));
  for (const std::string& note : progress_notes(progress)) text += note + "\n";
  return text;
}

std::string stage_result(const Step& step, const GenerationProgress& row) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, const std::optional<double>& value, int digits) {
    if (value && std::isfinite(*value))
      words.push_back(fmt::format("{} {:.{}f}", name, *value, digits));
  };
  if (step.app == "az_train") {
    add("loss", row.loss, 3);
    add("hold-out", row.hold_out_loss, 3);
  } else if (step.app == "az_exam") {
    for (const MistakeScore& score : row.exams)
      words.push_back(fmt::format("{} {} %", score.name, mistakes(score)));
    for (const ValueScore& value : row.value_class)
      if (is_value_only(row, value))
        words.push_back(fmt::format("{} value {} %", value.name, outcomes_named(value)));
  } else if (step.app == "az_promote") {
    if (!row.decision.empty()) words.push_back(row.decision);
    if (row.gain && row.gain_half_width)
      words.push_back(fmt::format("{:+.0f} Elo ± {:.0f} over {}", *row.gain, *row.gain_half_width,
                                  generation_name(0)));
  }
  return join(words, ", ");
}

}  // namespace az
