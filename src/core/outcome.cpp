#include "core/outcome.h"

#include <algorithm>

#include "core/check.h"

namespace az {

std::string_view to_string(EndReason reason) {
  switch (reason) {
    case EndReason::kNone:
      return "none";
    case EndReason::kWin:
      return "win";
    case EndReason::kDraw:
      return "draw";
    case EndReason::kScore:
      return "score";
    case EndReason::kElimination:
      return "elimination";
    case EndReason::kAdjudicated:
      return "adjudicated";
    case EndReason::kResigned:
      return "resigned";
    case EndReason::kRingElimination:
      return "ring_elimination";
    case EndReason::kTerritory:
      return "territory_control";
    case EndReason::kLastStanding:
      return "last_player_standing";
    case EndReason::kLastStandingRounds:
      return "last_player_standing_rounds";
  }
  return "unknown";
}

Outcome place_outcome(const GameInfo& info, std::span<const int> places, EndReason reason) {
  check(static_cast<int>(places.size()) == info.players, "{} places for {} players", places.size(),
        info.players);
  Outcome outcome;
  outcome.reason = reason;
  for (int seat = 0; seat < info.players; ++seat) {
    const int place = places[static_cast<std::size_t>(seat)];
    const auto tied = std::count(places.begin(), places.end(), place);
    check(place >= 1 && place + tied - 1 <= info.players, "place {} shared by {}", place, tied);
    float payoff = 0;
    for (auto k = 0; k < tied; ++k)
      payoff += info.payoff_by_place[static_cast<std::size_t>(place - 1 + k)];
    const auto s = static_cast<std::size_t>(seat);
    outcome.place[s] = static_cast<std::int8_t>(place);
    outcome.payoff[s] = tied == info.players ? info.payoff_draw : payoff / static_cast<float>(tied);
  }
  return outcome;
}

Outcome draw_outcome(const GameInfo& info, EndReason reason) {
  std::array<int, kMaxPlayers> places;
  places.fill(1);
  return place_outcome(info, std::span(places).first(static_cast<std::size_t>(info.players)),
                       reason);
}

Outcome duel_outcome(int winner, EndReason reason) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.place[0] = outcome.place[1] = 1;
  if (winner < 0) return outcome;
  const auto w = static_cast<std::size_t>(winner), l = 1 - w;
  outcome.place[l] = 2;
  outcome.payoff[w] = 1;
  outcome.payoff[l] = -1;
  return outcome;
}

Outcome resigned_outcome(const GameInfo& info, int loser) {
  check(info.players == 2, "a resignation among {} players", info.players);
  std::array<int, 2> places{1, 1};
  places.at(static_cast<std::size_t>(loser)) = 2;
  return place_outcome(info, places, EndReason::kResigned);
}

void outcome_vector(const GameInfo& info, const Outcome& outcome, std::span<float> out) {
  const auto players = static_cast<std::size_t>(info.players);
  check(out.size() == static_cast<std::size_t>(info.outcome_size()), "outcome vector of {} for {}",
        out.size(), info.outcome_size());
  std::fill(out.begin(), out.end(), 0.0f);
  const auto places = std::span(outcome.place).first(players);
  if (std::all_of(places.begin(), places.end(), [&](auto p) { return p == places[0]; })) {
    out[players == 2 ? 1 : players * players] = 1;
    return;
  }
  if (players == 2) {
    out[places[0] < places[1] ? 0 : 2] = 1;
    return;
  }
  for (std::size_t seat = 0; seat < players; ++seat) {
    const auto tied = std::count(places.begin(), places.end(), places[seat]);
    for (auto k = 0; k < tied; ++k)
      out[seat * players + static_cast<std::size_t>(places[seat] - 1 + k)] =
          1.0f / static_cast<float>(tied);
  }
}

namespace {

/// Seat s of `in` becomes seat (s + shift) % players of `out`.
void rotate_seats(const GameInfo& info, int shift, std::span<const float> in,
                  std::span<float> out) {
  const auto players = static_cast<std::size_t>(info.players);
  const auto size = static_cast<std::size_t>(info.outcome_size());
  check(in.size() == size && out.size() == size, "outcome vectors of {} and {} for {}", in.size(),
        out.size(), size);
  check(shift >= 0 && shift < info.players, "seat {} of {}", shift, players);
  if (players == 2) {
    out[1] = in[1];
    out[0] = in[shift == 0 ? 0 : 2];
    out[2] = in[shift == 0 ? 2 : 0];
    return;
  }
  for (std::size_t seat = 0; seat < players; ++seat) {
    const std::size_t target = (seat + static_cast<std::size_t>(shift)) % players;
    std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(seat * players), players,
                out.begin() + static_cast<std::ptrdiff_t>(target * players));
  }
  out[players * players] = in[players * players];
}

}  // namespace

void to_relative(const GameInfo& info, int to_play, std::span<const float> absolute,
                 std::span<float> relative) {
  rotate_seats(info, (info.players - to_play) % info.players, absolute, relative);
}

void to_absolute(const GameInfo& info, int to_play, std::span<const float> relative,
                 std::span<float> absolute) {
  rotate_seats(info, to_play, relative, absolute);
}

void expected_payoff(const GameInfo& info, std::span<const float> outcome, std::span<float> out) {
  const auto players = static_cast<std::size_t>(info.players);
  if (players == 2) {
    const float draw = outcome[1] * info.payoff_draw;
    out[0] = outcome[0] * info.payoff_by_place[0] + draw + outcome[2] * info.payoff_by_place[1];
    out[1] = outcome[2] * info.payoff_by_place[0] + draw + outcome[0] * info.payoff_by_place[1];
    return;
  }
  for (std::size_t seat = 0; seat < players; ++seat) {
    float value = outcome[players * players] * info.payoff_draw;
    for (std::size_t k = 0; k < players; ++k)
      value += outcome[seat * players + k] * info.payoff_by_place[k];
    out[seat] = value;
  }
}

void outcome_expecting(const GameInfo& info, std::span<const float> payoffs, std::span<float> out) {
  const auto players = static_cast<std::size_t>(info.players);
  check(payoffs.size() == players && out.size() == static_cast<std::size_t>(info.outcome_size()),
        "outcome vector of {} for {} payoffs", out.size(), payoffs.size());
  const float first = info.payoff_by_place[0], last = info.payoff_by_place[players - 1];
  std::fill(out.begin(), out.end(), 0.0f);
  if (players == 2) {
    out[0] = std::clamp((payoffs[0] - last) / (first - last), 0.0f, 1.0f);
    out[2] = 1 - out[0];
    return;
  }
  for (std::size_t seat = 0; seat < players; ++seat) {
    const auto places = out.subspan(seat * players, players);
    const bool ahead = payoffs[seat] > 0;
    const float certain = std::clamp(payoffs[seat] / (ahead ? first : last), 0.0f, 1.0f);
    std::fill(places.begin(), places.end(), (1 - certain) / static_cast<float>(players));
    (ahead ? places.front() : places.back()) += certain;
  }
}

}  // namespace az
