#include "report/report.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>

#include "layout/champion.h"
#include "plan/plan.h"
#include "plan/progress_table.h"
#include "plan/verdict.h"
#include "report/anchor_scores.h"
#include "report/game_report.h"
#include "report/page.h"

namespace az {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Series curve(std::string label) {
  Series series;
  series.label = std::move(label);
  return series;
}

void add(Series& series, double x, const std::optional<double>& y) {
  series.x.push_back(x);
  series.y.push_back(y.value_or(kNone));
}

Chart mistakes_chart(const RunHistory& history, bool searched) {
  Chart chart;
  chart.name = searched ? "mistakes_search" : "mistakes_raw";
  chart.title = searched ? "Mistakes on solved positions, net with search"
                         : "Mistakes on solved positions, net alone";
  chart.x_label = "generation";
  chart.y_label = "mistakes, % of positions";
  chart.caption =
      "A mistake is a move of a worse class (win, draw, loss) than the best one. The positions are "
      "read by nothing at training. Generations marked * in the table answered a part of them.";
  chart.zero_based = true;
  for (const GenerationProgress& row : history.generations)
    for (const MistakeScore& exam : row.exams)
      add(curve_of(chart, exam.name), row.generation,
          searched ? exam.search_percent : exam.raw_percent);
  return chart;
}

Chart value_chart(const RunHistory& history) {
  Chart chart;
  chart.name = "value_class";
  chart.title = "Solved positions whose outcome the net names";
  chart.x_label = "generation";
  chart.y_label = "right class, % of positions";
  chart.caption =
      "The likeliest of win, draw and loss by the net alone, against the solver. Sets differ in "
      "how far a constant answer gets.";
  for (const GenerationProgress& row : history.generations)
    for (const ValueScore& value : row.value_class)
      add(curve_of(chart, value.name), row.generation, value.percent);
  return chart;
}

Chart rating_chart(const RunHistory& history) {
  Chart chart;
  chart.name = "rating";
  chart.title = "Rating over the first net";
  chart.x_label = "generation";
  chart.y_label = "Elo";
  chart.caption =
      "One fit over all matches of equal protocol; the bars are 95 % intervals of the difference "
      "to generation 0.";
  Series series = curve("candidate");
  series.points_only = true;
  for (const GenerationProgress& row : history.generations) {
    if (!row.gain) continue;
    const double half = row.gain_half_width.value_or(0);
    add(series, row.generation, row.gain);
    series.low.push_back(*row.gain - half);
    series.high.push_back(*row.gain + half);
  }
  chart.series.push_back(std::move(series));
  return chart;
}

Chart promotion_chart(const RunHistory& history) {
  Chart chart;
  chart.name = "promotions";
  chart.title = "Promotion decisions";
  chart.x_label = "generation";
  chart.y_label = "promotions so far";
  chart.caption =
      "A flat stretch is a row of candidates that the gate did not let through. What it said of "
      "each stands in the table: H1 is better, H0 is not, undecided went by promote.undecided.";
  chart.zero_based = true;
  Series series = curve("promoted");
  double promoted = 0;
  for (const GenerationProgress& row : history.generations) {
    if (row.decision.empty()) continue;
    promoted += row.decision == "promoted";
    add(series, row.generation, promoted);
  }
  chart.series.push_back(std::move(series));
  return chart;
}

Chart loss_chart(const RunHistory& history) {
  Chart chart;
  chart.name = "loss";
  chart.title = "Training loss";
  chart.x_label = "optimizer step";
  chart.y_label = "loss, nats";
  chart.caption = "Self-play is a moving target: compare losses within a run only.";
  Series total = curve("total"), policy = curve("policy"), outcome = curve("outcome");
  for (const TrainStep& step : history.steps) {
    add(total, step.step, step.loss);
    add(policy, step.step, step.policy_loss);
    add(outcome, step.step, step.outcome_loss);
  }
  chart.series = {total, policy, outcome};
  return chart;
}

Chart hold_out_chart(const RunHistory& history) {
  Chart chart;
  chart.name = "hold_out";
  chart.title = "Loss at the end of each generation";
  chart.x_label = "generation";
  chart.y_label = "loss, nats";
  chart.caption = "Hold-out games are never trained on; a widening gap is overfitting.";
  Series train = curve("training"), held = curve("hold-out");
  for (const GenerationProgress& row : history.generations) {
    if (row.loss) add(train, row.generation, row.loss);
    if (row.hold_out_loss) add(held, row.generation, row.hold_out_loss);
  }
  chart.series = {train, held};
  return chart;
}

template <class Y>
Chart selfplay_chart(const RunHistory& history, std::string name, std::string title,
                     std::string y_label, std::string caption, const Y& y) {
  Chart chart;
  chart.name = std::move(name);
  chart.title = std::move(title);
  chart.x_label = "generation";
  chart.y_label = std::move(y_label);
  chart.caption = std::move(caption);
  chart.zero_based = true;
  Series series = curve("self-play");
  for (const SelfPlayHistory& row : history.selfplay) add(series, row.generation, y(row));
  chart.series.push_back(std::move(series));
  return chart;
}

}  // namespace

std::vector<Chart> make_charts(const RunHistory& history) {
  std::vector<Chart> all{
      mistakes_chart(history, true),
      mistakes_chart(history, false),
      value_chart(history),
      rating_chart(history),
      promotion_chart(history),
      loss_chart(history),
      hold_out_chart(history),
      selfplay_chart(history, "throughput", "Self-play throughput", "games per CPU-second",
                     "Falls while games get longer; at the same length and the same net a fall is "
                     "a fault.",
                     [](const SelfPlayHistory& row) {
                       return row.cpu_s > 0 ? row.timed_games / row.cpu_s : kNone;
                     }),
      selfplay_chart(history, "game_length", "Game length", "plies",
                     "Mean over all games, openings included.",
                     [](const SelfPlayHistory& row) { return row.plies / row.games; }),
      selfplay_chart(history, "openings", "Opening diversity", "share of distinct first 8 plies",
                     "Falls when self-play begins to repeat itself.",
                     [](const SelfPlayHistory& row) { return row.distinct_openings; }),
      selfplay_chart(history, "entropy", "Entropy of the policy targets", "nats",
                     "Mean over searched plies; near 0 the targets teach imitation only.",
                     [](const SelfPlayHistory& row) { return row.mean_entropy; }),
      selfplay_chart(
          history, "memory", "Memory of a self-play rank", "MB",
          "The largest rank's resident memory at its end; a rise over the generations is a leak.",
          [](const SelfPlayHistory& row) {
            return row.resident_bytes > 0 ? row.resident_bytes / 1e6 : kNone;
          }),
  };
  std::vector<Chart> with_data;
  for (Chart& chart : all) {
    bool any = false;
    for (const Series& series : chart.series)
      for (const double y : series.y) any |= std::isfinite(y);
    if (any) with_data.push_back(std::move(chart));
  }
  return with_data;
}

namespace {

Result<void> add_chart(const RunDir& run, const Chart& chart, Page& page) {
  AZ_TRY(const std::string svg, draw_chart(chart));
  const std::string csv = chart.name + ".csv";
  AZ_OK(write_file(run.report() / csv, chart_csv(chart)));
  page.figure(svg, chart.caption, csv);
  return {};
}

Result<void> add_anchors(const RunDir& run, const AnchorScores& scores, Generation champion,
                         Page& page) {
  if (scores.scores.empty() && scores.notes.empty()) return {};
  page.heading("Against its opponents");
  for (const std::string& note : scores.notes) page.paragraph(note + ".");
  if (scores.scores.empty()) return {};
  const std::string csv = "table_anchors.csv";
  AZ_OK(write_file(run.report() / csv, anchor_csv(scores)));
  if (const auto rows = anchor_rows(scores, champion); !rows.empty()) {
    page.table(rows);
    page.table_caption(
        fmt::format(
            "The champion {}, without noise, every opening from every seat; heuristic: one "
            "ply, heuristicN and searchN: with N simulations. Score: 1 for the first place's "
            "payoff, 0 for the last's, 95 % intervals; games of one opening are counted as "
            "what they are worth.",
            generation_name(champion)),
        csv);
  }
  return add_chart(run, anchor_chart(scores), page);
}

/// The game itself: verdicts, what is missing, tables and plots.
Result<void> add_game(const RunDir& run, const GameReport& game, Page& page) {
  page.heading("The game itself");
  for (const FairnessJudgement& judgement : game.fairness)
    page.verdict(judgement.line, judgement.fairness == Fairness::kFair     ? "good"
                                 : judgement.fairness == Fairness::kUnfair ? "bad"
                                                                           : "plain");
  for (const std::string& line : game.lines) page.paragraph(line + ".");
  for (const std::string& note : game.notes) page.paragraph(note + ".");
  for (const GameTable& table : game.tables) {
    const std::string csv = table.name + ".csv";
    AZ_OK(write_file(run.report() / csv, table.csv));
    page.subheading(table.title);
    page.table(table.rows, true);
    page.table_caption(table.caption, csv);
  }
  for (const Chart& chart : game.charts) AZ_OK(add_chart(run, chart, page));
  return {};
}

}  // namespace

Result<Path> write_report(const RunDir& run) {
  AZ_TRY(const Plan plan, read_plan(run));
  AZ_TRY(const RunHistory history,
         read_history(run, static_cast<Generation>(plan.pipeline.generations)));
  if (history.generations.empty())
    return fail(fmt::format("{} has done nothing to report yet", run.root().string()),
                "see `arrayzero status`", Exit::kNotEnough);
  AZ_OK(make_directories(run.report()));

  Page page(fmt::format("ArrayZero: {}", plan.run_name));
  const auto config = load_yaml(run.run_yaml());
  const Judgement judgement = judge(history.generations, config ? flat_elo_of(*config) : kFlatElo);
  page.verdict(judgement.line(), judgement.verdict == Verdict::kBetter  ? "good"
                                 : judgement.verdict == Verdict::kWorse ? "bad"
                                                                        : "plain");
  const auto champion = read_champion(run);
  if (champion)
    page.paragraph(fmt::format(
        "Champion: generation {} (net {}), since the evaluation of generation {}. Begun {} with "
        "version {}.",
        champion->generation, champion->net.hex12(), champion->since, plan.created, plan.version));
  page.heading("Generations");
  page.table(progress_rows(history.generations));
  for (const std::string& note : progress_notes(history.generations)) page.paragraph(note);
  for (const std::string& warning : history.warnings) page.paragraph(warning);
  if (champion)
    AZ_OK(add_anchors(
        run, read_anchor_scores(run, history.generations.back().generation, champion->generation),
        champion->generation, page));
  AZ_OK(add_game(run,
                 make_game_report(run, history.generations.back().generation, history.generations),
                 page));
  page.heading("The run in plots");
  for (const Chart& chart : make_charts(history)) AZ_OK(add_chart(run, chart, page));
  page.heading("Configuration");
  if (const auto text = read_file(run.run_yaml())) page.details("run.yaml", *text);
  if (const auto text = read_file(run.plan_yaml())) page.details("plan.yaml", *text);
  Path file = run.report() / "index.html";
  AZ_OK(write_file(file, page.html()));
  return file;
}

}  // namespace az
