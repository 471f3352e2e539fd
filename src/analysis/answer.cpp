#include "analysis/answer.h"

#include <fmt/format.h>

#include "core/outcome.h"

namespace az {
namespace {

/// Turns what the mover expects to what is asked for.
class View {
 public:
  View(const AnalysisQuery& query, const State& position)
      : settings_(query.settings),
        canvas_(position.info().canvas.width),
        turned_(query.perspective != Perspective::kMover &&
                (query.perspective == Perspective::kBlack) != (position.to_play() == 0)) {}

  double chance(double x) const { return turned_ ? 1 - x : x; }
  double points(double x) const { return turned_ ? -x : x; }

  /// [cells of the canvas] as a list, from the top line down.
  std::string owners(std::span<const float> owner) const {
    std::string text;
    for_cells([&](int cell) {
      text += fmt::format("{}{:.4f}", text.empty() ? "" : ",",
                          points(static_cast<double>(owner[static_cast<std::size_t>(cell)])));
    });
    return '[' + text + ']';
  }
  /// Every point and then the pass; −1: not legal.
  std::string policy(const Opinion& opinion) const {
    std::string text;
    for_cells([&](int cell) {
      text += fmt::format("{:.7g},", opinion.prior(static_cast<Action>(cell)));
    });
    return fmt::format("[{}{:.7g}]", text,
                       std::exp(static_cast<double>(opinion.log_priors.back())));
  }

 private:
  template <class Visit>
  void for_cells(Visit&& visit) const {
    for (int row = settings_.size - 1; row >= 0; --row)
      for (int column = 0; column < settings_.width(); ++column) visit(row * canvas_ + column);
  }

  const GoSettings& settings_;
  int canvas_;
  bool turned_;
};

std::string expectation(const View& view, const Analysis::Expectation& expected) {
  std::string text =
      fmt::format(R"("visits":{},"winrate":{:.7g},"utility":{:.7g})", expected.visits,
                  view.chance(expected.winrate), view.points(expected.utility));
  if (expected.score)
    text +=
        fmt::format(R"(,"scoreLead":{0:.7g},"scoreMean":{0:.7g})", view.points(*expected.score));
  return text;
}

/// Moves need no escapes.
std::string quoted(const std::vector<std::string>& moves) {
  std::string text;
  for (const std::string& move : moves)
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ",", move);
  return '[' + text + ']';
}

}  // namespace

std::string answer_line(const AnalysisQuery& query, int turn, bool during_search,
                        const State& position, const Analysis::Report& report,
                        const Opinion& opinion) {
  const View view(query, position);
  std::string text = fmt::format(R"({{"id":{},"isDuringSearch":{},"turnNumber":{},"moveInfos":[)",
                                 query.id, during_search, turn);
  std::size_t order = 0;
  for (const Analysis::Candidate& move : report.moves) {
    text += fmt::format(
        R"({}{{"move":"{}","order":{},{},"prior":{:.7g},"lcb":{:.7g},"utilityLcb":{:.7g},"pv":{})",
        order == 0 ? "" : ",", move.move, order, expectation(view, move.expected), move.prior,
        view.chance(0.5 * (1 + move.lower_utility)), view.points(move.lower_utility),
        quoted(move.line));
    if (query.line_visits)
      text += fmt::format(R"(,"pvVisits":[{}])", fmt::join(move.line_visits, ","));
    if (!move.expected.owner.empty())
      text += fmt::format(R"(,"ownership":{})", view.owners(move.expected.owner));
    text += '}';
    ++order;
  }
  const bool black = position.to_play() == 0;
  const double raw = static_cast<double>(opinion.outcome[black ? 0 : 2]) +
                     0.5 * static_cast<double>(opinion.outcome[1]);
  text += fmt::format(
      R"(],"rootInfo":{{{},"currentPlayer":"{}","rawWinrate":{:.7g},"thisHash":"{:016X}")",
      expectation(view, report.root), black ? 'B' : 'W', view.chance(raw), position.hash());
  if (!opinion.score.empty())
    text += fmt::format(R"(,"rawLead":{:.7g})",
                        view.points(static_cast<double>(opinion.score.front())));
  text += '}';
  if (!report.root.owner.empty())
    text += fmt::format(R"(,"ownership":{})", view.owners(report.root.owner));
  if (query.policy) text += fmt::format(R"(,"policy":{})", view.policy(opinion));
  return text + '}';
}

std::string no_results_line(const AnalysisQuery& query, int turn) {
  return fmt::format(R"({{"id":{},"isDuringSearch":false,"noResults":true,"turnNumber":{}}})",
                     query.id, turn);
}

}  // namespace az
