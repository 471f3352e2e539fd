#include "report/fairness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/estimate_text.h"

namespace az {
namespace {

std::string ordinal_player(std::size_t seat, int players) {
  if (players == 2) return seat == 0 ? "the first player" : "the second player";
  return seat_name(seat);
}

}  // namespace

FairnessJudgement judge_fairness(const GameSample& sample, const SampleStatistics& statistics,
                                 const std::string& where) {
  const std::vector<Estimate>& credit = statistics.seats.credit;
  const int players = sample.players();
  const double fair = 1.0 / players;
  std::size_t named = 0, widest_seat = 0;
  bool within = true, excluded = false;
  double furthest = 0, widest = 0;
  for (std::size_t seat = 0; seat < credit.size(); ++seat) {
    if (!credit[seat].known()) return {Fairness::kCannotTell, "CANNOT TELL: no games " + where};
    within &= credit[seat].low >= fair - kFairWithin && credit[seat].high <= fair + kFairWithin;
    const bool off = credit[seat].low > fair || credit[seat].high < fair;
    excluded |= off;
    const double distance = credit[seat].value - fair;
    if (std::abs(distance) > widest) {
      widest = std::abs(distance);
      widest_seat = seat;
    }
    // Who is favoured is named before who is not.
    if (off && (distance > 0 ? 2 + distance : -distance) > furthest) {
      furthest = distance > 0 ? 2 + distance : -distance;
      named = seat;
    }
  }
  if (!excluded) named = widest_seat;
  const bool draws = statistics.seats.shared.value > 0;
  const bool random = sample.source == GameSource::kRandom;
  const std::string numbers =
      fmt::format("{} {} {} of {} {} {}{}", seat_name(named), draws ? "takes" : "wins",
                  percent(credit[named]), with_commas(credit[named].count),
                  random ? "games" : fmt::format("{} games", to_string(sample.source)), where,
                  draws ? " (a shared first place counts as its part)" : "");
  const std::string truncated =
      statistics.ends.truncated.value > 0.05
          ? fmt::format("; {} of the games were adjudicated at the move cap",
                        percent(statistics.ends.truncated))
          : "";
  // Random beginnings even out what the first move is worth.
  double random_plies = 0;
  for (const PlayedGame& game : sample.games) random_plies += game.opening_plies;
  random_plies /= static_cast<double>(sample.games.size());
  const Estimate& length = statistics.length.mean;
  const std::string begun =
      random_plies > 0
          ? fmt::format("; the games began with {:.1f} random decisions on the average{}",
                        random_plies,
                        length.known() ? fmt::format(", of {:.1f}", length.value) : "")
          : "";
  const std::string who = ordinal_player(named, players);
  const char* favour = credit[named].value > fair ? "favoured" : "at a disadvantage";
  const std::string equal = fmt::format("an equal share is {:.1f} %", 100 * fair);
  const std::string rest = begun + truncated;
  if (within)
    return {Fairness::kFair,
            fmt::format("FAIR to within {:.0f} points: {}{}; {}{}", 100 * kFairWithin, numbers,
                        excluded ? fmt::format(": {} is {}, but not by more", who, favour) : "",
                        equal, rest)};
  if (excluded)
    return {Fairness::kUnfair,
            fmt::format("UNFAIR: {}: {} is {}; {}{}", numbers, who, favour, equal, rest)};
  // Where shares stay as they are, an interval this narrow lies within the bounds, or leaves the
  // equal share out.
  const double half = std::max(kFairWithin - widest, widest);
  const double z = credit_quantile(players), enough = z * z * fair * (1 - fair) / (half * half);
  // Games of the gate share openings, and are worth fewer than they are.
  const std::string more =
      sample.source == GameSource::kGate
          ? "more openings would tell"
          : fmt::format("about {} independent games would tell, should the shares stay",
                        with_commas(static_cast<std::uint64_t>(std::ceil(enough))));
  return {Fairness::kCannotTell, fmt::format("CANNOT TELL whether the game is fair: {}; {}, {}{}",
                                             numbers, equal, more, rest)};
}

}  // namespace az
