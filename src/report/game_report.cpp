#include "report/game_report.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "report/estimate_text.h"

namespace az {
namespace {

/// The fewest and the most simulations of a ladder, in words.
std::string ladder_line(const Ladder& ladder) {
  const Estimate& span = ladder.span;
  return fmt::format(
      "Thinking: with {} simulations per move the net {} is {} Elo over itself with {} ({} games "
      "of both against {}): {}",
      ladder.rungs.back().simulations, generation_name(ladder.generation), plain(span, 0),
      ladder.rungs.front().simulations, with_commas(span.count), ladder.candidate_simulations,
      span.low > 0    ? "thinking longer wins games"
      : span.high < 0 ? "thinking longer loses games, which is a fault of net or search"
                      : "CANNOT TELL whether thinking longer wins games");
}

std::optional<std::string> skill_line(const std::vector<GenerationProgress>& progress) {
  const GenerationProgress* best = nullptr;
  for (const GenerationProgress& row : progress)
    if (row.gain_half_width && row.decision == "promoted") best = &row;
  if (best == nullptr || !best->gain || !best->gain_half_width) return {};
  return fmt::format(
      "Skill: the net {} is {:+.0f} ± {:.0f} Elo (95 %) from the untrained one: what players of "
      "this game have been seen to differ by",
      generation_name(best->generation), *best->gain, *best->gain_half_width);
}

/// The sample of the last level that says most about fairness, for every variant.
void add_findings(const std::vector<Measured>& all, GameReport& report) {
  std::set<std::string> variants;
  for (const Measured& each : all) variants.insert(each.sample->variant());
  for (const std::string& variant : variants) {
    const Measured *chosen = nullptr, *gate = nullptr, *random = nullptr;
    for (const Measured& each : all) {
      if (each.sample->variant() != variant) continue;
      (each.sample->source == GameSource::kSelfPlay ? chosen
       : each.sample->source == GameSource::kGate   ? gate
                                                    : random) = &each;
    }
    if (chosen == nullptr) std::swap(chosen, gate);
    const std::string of = variants.size() > 1 ? fmt::format(" [{}]", variant) : "";
    if (chosen == nullptr) {
      report.fairness.push_back(
          {Fairness::kCannotTell,
           fmt::format("CANNOT TELL whether the game is fair{}: no games between players are there",
                       of)});
    } else {
      report.fairness.push_back(judge_fairness(
          *chosen->sample, chosen->statistics,
          fmt::format("at the last level ({}){}", generation_name(chosen->sample->level), of)));
    }
    if (gate != nullptr)
      report.lines.push_back(
          "The same by the gate's games: " +
          judge_fairness(*gate->sample, gate->statistics,
                         fmt::format("of {}{}", generation_name(gate->sample->level), of))
              .line);
    if (random != nullptr)
      report.lines.push_back(
          "The same by random play: " +
          judge_fairness(*random->sample, random->statistics, "of uniformly random moves" + of)
              .line);
  }
}

}  // namespace

GameReport make_game_report(const RunDir& run, Generation last,
                            const std::vector<GenerationProgress>& progress) {
  return make_game_report(sample_games(run, last), read_ladders(run, last), progress);
}

GameReport make_game_report(const GameSamples& samples, const Ladders& ladders,
                            const std::vector<GenerationProgress>& progress) {
  GameReport report;
  report.notes = samples.notes;
  std::vector<Measured> all;
  std::set<std::string> variant_names;
  for (const GameSample& sample : samples.samples) {
    if (sample.games.empty()) continue;
    all.push_back({&sample, measure_sample(sample, samples.seed)});
    variant_names.insert(sample.variant());
    if (const std::uint64_t refused = all.back().statistics.branching.refused; refused > 0)
      report.notes.push_back(
          fmt::format("{}, {}: the rules of this program do not play {} of the "
                      "replayed games so; their choices are not counted",
                      level_text(sample), to_string(sample.source), refused));
  }
  report.notes.insert(report.notes.end(), ladders.notes.begin(), ladders.notes.end());
  if (all.empty()) {
    FairnessJudgement& nothing = report.fairness.emplace_back();
    nothing.line = "CANNOT TELL whether the game is fair: no games are there";
  }
  add_findings(all, report);
  if (auto line = skill_line(progress)) report.lines.push_back(*std::move(line));
  if (!ladders.ladders.empty()) report.lines.push_back(ladder_line(ladders.ladders.back()));

  const bool variants = variant_names.size() > 1;
  report.tables = game_tables(all, variants);
  report.charts = game_charts(all, variants);
  if (!ladders.ladders.empty()) {
    report.tables.push_back(ladder_table(ladders.ladders));
    report.charts.push_back(ladder_chart(ladders.ladders));
  }
  return report;
}

}  // namespace az
