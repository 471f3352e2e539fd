#include "report/anchor_scores.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/file.h"
#include "layout/match_name.h"
#include "report/estimate_text.h"
#include "report/ladder.h"
#include "store/match.h"

namespace az {
namespace {

std::set<Generation> levels(Generation last, Generation champion) {
  std::set<Generation> chosen{champion, last};  // beside the others
  const Generation step = 1 + last / (kMostLevels - 2);
  for (Generation g = 0; g <= last; g += step) chosen.insert(g);
  return chosen;
}

}  // namespace

AnchorScores read_anchor_scores(const RunDir& run, Generation last, Generation champion) {
  AnchorScores result;
  for (const Generation g : levels(last, champion)) {
    const Path folder = run.matches(g);
    if (!file_exists(folder)) {
      if (g == champion)
        result.notes.push_back(
            fmt::format("{} holds no matches (deleted, or not played yet)", generation_name(g)));
      continue;
    }
    const auto names = list_directory(folder);
    if (!names) {
      result.notes.push_back("not counted: " + names.error().to_string());
      continue;
    }
    std::map<std::string, std::vector<Match>> matches;
    for (const std::string& name : *names) {
      const auto opponent = opponent_in(name);
      if (!opponent || ladder_simulations(*opponent)) continue;  // the ladder is the net itself
      auto match = read_match(folder / name);
      if (match)
        matches[*opponent].push_back(*std::move(match));
      else
        result.notes.push_back("not counted: " + match.error().to_string());
    }
    for (const auto& [opponent, games] : matches) {
      const auto score = match_score(games, 0);
      if (score)
        result.scores.push_back({g, opponent, *score});
      else
        result.notes.push_back("not counted: " + score.error().to_string());
    }
  }
  return result;
}

std::vector<std::vector<std::string>> anchor_rows(const AnchorScores& scores, Generation champion) {
  std::vector<std::vector<std::string>> rows;
  for (const AnchorScore& each : scores.scores) {
    if (each.generation != champion) continue;
    if (rows.empty())
      rows.push_back(
          {"against", "games", "of them distinct", "score", "equal players", "so it is"});
    const Estimate& score = each.score.score;
    const double equal = each.score.equal;
    rows.push_back({each.opponent == "champion" ? "the champion before it" : each.opponent,
                    with_commas(score.count), with_commas(each.score.distinct), percent(score),
                    fmt::format("{:.1f} %", 100 * equal),
                    score.low > equal    ? "better"
                    : score.high < equal ? "worse"
                                         : "CANNOT TELL"});
  }
  return rows;
}

std::string anchor_csv(const AnchorScores& scores) {
  std::string csv = "generation,opponent,games,distinct,score,low,high,equal\n";
  for (const AnchorScore& each : scores.scores)
    csv += fmt::format("{},{},{},{},{:.8g},{:.8g},{:.8g},{:.8g}\n", each.generation, each.opponent,
                       each.score.score.count, each.score.distinct, each.score.score.value,
                       each.score.score.low, each.score.score.high, each.score.equal);
  return csv;
}

Chart anchor_chart(const AnchorScores& scores) {
  Chart chart;
  chart.name = "anchors";
  chart.title = "Score against each opponent";
  chart.x_label = "generation";
  chart.y_label = "score, %";
  chart.caption =
      "Candidates of at most 40 generations, evenly spread, against the anchors and the champion "
      "of then, 95 % intervals; games of one opening are counted as what they are worth.";
  chart.zero_based = true;
  for (const AnchorScore& each : scores.scores)
    add_point(curve_of(chart, each.opponent), each.generation, each.score.score, 100);
  return chart;
}

}  // namespace az
