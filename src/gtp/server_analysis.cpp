// The commands that show what the player thinks.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/score_scale.h"
#include "core/text.h"
#include "gtp/analysis.h"
#include "gtp/opinion.h"
#include "gtp/server.h"

namespace az {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kInputEvery = 5;  ///< milliseconds between looks at the input

}  // namespace

GtpServer::Answer GtpServer::raw_net(Words) {
  AZ_OK(need_evaluator());
  AZ_TRY(const auto state, board_.position_for(board_.state().to_play()));
  const Opinion opinion = ask(*evaluator_, *state);
  std::string text = "outcome";
  for (const float x : opinion.outcome) text += fmt::format(" {:.6f}", x);
  for (std::size_t i = 0; i < opinion.legal.size(); ++i)
    text += fmt::format("\n{} {:.6f}", state->to_string(opinion.legal[i]),
                        std::exp(static_cast<double>(opinion.log_priors[i])));
  return text;
}

GtpServer::Answer GtpServer::go_raw_net(Words words) {
  AZ_OK(need_evaluator());
  if (words.size() > 1 || (words.size() == 1 && words[0] != "0"))
    return fail("syntax error: kata-raw-nn [0]: the position is seen as it lies");
  AZ_TRY(const auto state, board_.position_for(board_.state().to_play()));
  Opinion opinion = ask(*evaluator_, *state);
  const GoSettings settings = go();
  const float white = state->to_play() == 1 ? 1.0f : -1.0f;
  std::string text = fmt::format("symmetry 0\nwhiteWin {:.6f}\nwhiteLoss {:.6f}\nnoResult {:.6f}\n",
                                 opinion.outcome[2], opinion.outcome[0], opinion.outcome[1]);
  if (!opinion.score.empty())
    text += fmt::format("whiteLead {:.3f}\n", white * opinion.score.front());
  text += "policy\n";
  for (int row = settings.size - 1; row >= 0; --row) {
    for (int column = 0; column < settings.width(); ++column) {
      const double prior =
          opinion.prior(static_cast<Action>(row * state->info().canvas.width + column));
      text += column == 0 ? "" : " ";
      text += prior < 0 ? "NAN" : fmt::format("{:.6f}", prior);
    }
    text += '\n';
  }
  text +=
      fmt::format("policyPass {:.6f}", std::exp(static_cast<double>(opinion.log_priors.back())));
  for (float& owner : opinion.owner) owner *= white;
  if (!opinion.owner.empty()) text += "\nwhiteOwnership" + owners(opinion.owner);
  return text;
}

/// Points with per cents, as GoGui shows beside them ("pspairs").
GtpServer::Answer GtpServer::show_policy(Words) {
  AZ_OK(need_evaluator());
  AZ_TRY(const auto state, board_.position_for(board_.state().to_play()));
  const Opinion opinion = ask(*evaluator_, *state);
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i + 1 < opinion.legal.size(); ++i) {
    const double percent = 100 * std::exp(static_cast<double>(opinion.log_priors[i]));
    if (percent >= 0.5)
      pairs.push_back(fmt::format("{} {:.0f}", state->to_string(opinion.legal[i]), percent));
  }
  return join(pairs, " ");
}

/// A number for every point, black's positive, line by line from the top ("dboard").
GtpServer::Answer GtpServer::show_ownership(Words) {
  AZ_OK(need_evaluator());
  AZ_TRY(const auto state, board_.position_for(board_.state().to_play()));
  Opinion opinion = ask(*evaluator_, *state);
  if (opinion.owner.empty()) return fail("an agent without a net knows no ownership");
  for (float& owner : opinion.owner) owner *= state->to_play() == 0 ? 1.0f : -1.0f;
  const auto width = static_cast<std::size_t>(go().width());
  std::string text;
  std::size_t at = 0;
  for (const std::string& word : split(owners(opinion.owner), ' '))
    if (!word.empty()) text += (at++ % width == 0 ? '\n' : ' ') + word;
  return text;
}

/// Type, label and command of what GoGui may show on its board.
GtpServer::Answer GtpServer::gogui_commands(Words) {
  std::string text =
      "plist/Legal Points/all_legal %c\nstring/Area Score/final_score\n"
      "string/Rules/kata-get-rules\nstring/Variant/arrayzero-game\n";
  if (!need_evaluator()) return text;
  text += "string/Net's Output/arrayzero-raw-net\npspairs/Policy/arrayzero-policy\n";
  if (evaluator_->has_aux()) text += "dboard/Ownership/arrayzero-ownership\n";
  return text;
}

/// [cells of the canvas], from the top line down, a blank before each.
std::string GtpServer::owners(std::span<const float> owner) const {
  const GoSettings settings = go();
  std::string text;
  for (int row = settings.size - 1; row >= 0; --row)
    for (int column = 0; column < settings.width(); ++column)
      text += fmt::format(
          " {:.4f}",
          owner[static_cast<std::size_t>(row * board_.game().info().canvas.width + column)]);
  return text;
}

std::string GtpServer::analysis_line(const Analysis::Report& report, bool kata,
                                     const AnalysisOrder& order) const {
  const auto per_mille = [](double x) { return std::lround(1e4 * std::clamp(x, 0.0, 1.0)); };
  const auto score = [](const Analysis::Expectation& expected) {
    return expected.score ? fmt::format(" scoreMean {0:.4f} scoreLead {0:.4f}", *expected.score)
                          : "";
  };
  std::string line;
  std::size_t rank = 0;
  for (const Analysis::Candidate& move : report.moves) {
    const Analysis::Expectation& expected = move.expected;
    const double lower = 0.5 * (1 + move.lower_utility);
    line +=
        fmt::format("{}info move {} visits {}", rank > 0 ? " " : "", move.move, expected.visits);
    line += kata ? fmt::format(
                       " utility {:.6f} winrate {:.6f}{} prior {:.6f} lcb {:.6f} "
                       "utilityLcb {:.6f}",
                       expected.utility, expected.winrate, score(expected), move.prior, lower,
                       move.lower_utility)
                 : fmt::format(" winrate {} prior {} lcb {}", per_mille(expected.winrate),
                               per_mille(move.prior), per_mille(lower));
    line += fmt::format(" order {} pv {}", rank++, join(move.line, " "));
    if (order.line_visits) line += fmt::format(" pvVisits {}", fmt::join(move.line_visits, " "));
    if (kata && !expected.owner.empty() && board_.is_go())
      line += " movesOwnership" + owners(expected.owner);
  }
  if (line.empty() || !kata) return line;
  if (order.root)
    line += fmt::format(" rootInfo visits {} utility {:.6f} winrate {:.6f}{}", report.root.visits,
                        report.root.utility, report.root.winrate, score(report.root));
  if (!report.root.owner.empty() && board_.is_go())
    line += " ownership" + owners(report.root.owner);
  return line;
}

void GtpServer::analyse(const GtpCommand& command, GtpChannel& channel) {
  AnalysisOrder order;
  std::unique_ptr<State> state;
  std::vector<Action> only;
  const auto prepare = [&]() -> Answer {
    AZ_OK(need_evaluator());
    AZ_TRY(order, read_analysis_order(command.arguments, board_.game().info().players));
    AZ_TRY(state, board_.position_for(order.seat < 0 ? board_.state().to_play() : order.seat));
    AZ_TRY(only, moves_left(order.restrictions, *state));
    return "";
  };
  if (const Answer ready = prepare(); !ready) return channel.write(formatted(command, ready));

  channel.write(fmt::format("={}\n", command.id));
  Analysis analysis(board_.game(), agent_, *evaluator_, *state, Analysis::kMostEdges, only);
  const Analysis::Wish wish{.least = order.least,
                            .most = order.most,
                            .owner = order.owner,
                            .moves_owner = order.moves_owner};
  const auto report = [&] {
    const std::string line =
        analysis_line(analysis.report(wish), command.name == "kata-analyze", order);
    if (!line.empty()) channel.write(line + "\n");
  };
  auto reported = Clock::now(), looked = reported;
  bool more = true;
  while (more && channel.good()) {
    more = analysis.step(*evaluator_);
    const auto now = Clock::now();
    if (now - reported >= std::chrono::duration<double>(order.interval)) {
      report();
      reported = now;
    }
    // Whoever asks gets an answer, however soon the next command comes.
    if (!analysis.names_a_move()) continue;
    if (now - looked < std::chrono::milliseconds(kInputEvery)) continue;
    looked = now;
    if (channel.input_waits(0)) break;
  }
  report();
  if (!more && channel.good()) channel.input_waits(-1);
  channel.write("\n");
}

/// The agent's own search, not a long one; its line comes with the move.
void GtpServer::generate_with_analysis(const GtpCommand& command, GtpChannel& channel) {
  AnalysisOrder order;
  std::unique_ptr<State> state;
  std::string line;
  const auto generated = [&]() -> Answer {
    AZ_OK(need_player());
    const GameInfo& info = board_.game().info();
    AZ_TRY(order, read_analysis_order(command.arguments, info.players));
    if (!order.restrictions.empty()) return fail("allow and avoid are for analysis alone");
    const int seat = order.seat < 0 ? board_.state().to_play() : order.seat;
    AZ_TRY(state, board_.position_for(seat));
    AZ_TRY(const Choice choice, generate(seat, settings_.friendly_pass));
    if (!choice.thought || choice.thought->options.empty()) return choice.text;
    const Opinion opinion = ask(*evaluator_, *state);
    Analysis::Report report;
    for (const Thought::Option& option : choice.thought->options) {
      if (option.visits == 0 || report.moves.size() >= order.most) break;
      const double chance = score_scale(info).score(static_cast<double>(option.payoff));
      const std::string move = state->to_string(option.action);
      report.moves.push_back({.move = move,
                              .expected = {.visits = option.visits,
                                           .winrate = chance,
                                           .utility = 2 * chance - 1,
                                           .score = std::nullopt},
                              .lower_utility = 2 * chance - 1,
                              .prior = opinion.prior(option.action),
                              .line = {move},
                              .line_visits = {option.visits}});
    }
    order.root = false;
    line = analysis_line(report, command.name == "kata-genmove_analyze", order);
    return choice.text;
  }();
  if (!generated) return channel.write(formatted(command, generated));
  channel.write(
      fmt::format("={}\n{}{}play {}\n\n", command.id, line, line.empty() ? "" : "\n", *generated));
}

}  // namespace az
