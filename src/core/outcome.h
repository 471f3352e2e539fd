// outcome.h — how a game ended: place and payoff of every seat; and its vector form, which nets
// predict and trees sum.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/game_info.h"

namespace az {

/// Why a game ended. The numbers stand in stored games: append, never renumber.
enum class EndReason : std::uint8_t {
  kNone = 0,         ///< not over
  kWin = 1,          ///< by the game's own winning condition
  kDraw = 2,         ///< full board, repetition … by the rules
  kScore = 3,        ///< by counting
  kElimination = 4,  ///< the others are out
  kAdjudicated = 5,  ///< ended at the move cap by the game's own ladder
  kResigned = 6,
  kRingElimination = 7,      ///< RingRift: enough rings eliminated
  kTerritory = 8,            ///< enough of the board owned
  kLastStanding = 9,         ///< the others have nothing left
  kLastStandingRounds = 10,  ///< for rounds nobody else could act
};
inline constexpr EndReason kLastEndReason = EndReason::kLastStandingRounds;
std::string_view to_string(EndReason reason);

struct Outcome {
  std::array<std::int8_t, kMaxPlayers>
      place{};  ///< [players] 1 = first; equal places are shared ("1 1" is a draw)
  std::array<float, kMaxPlayers> payoff{};  ///< [players] within the game's bounds; sums to 0
  EndReason reason = EndReason::kNone;
  bool truncated = false;  ///< ended by adjudication, not by the rules

  bool operator==(const Outcome&) const = default;
};

/// Everyone shares first place.
Outcome draw_outcome(const GameInfo& info, EndReason reason);
/// Two players, payoffs +1 and −1, a draw 0: `winner` is the seat, or −1 for a draw. Needs no
/// GameInfo.
Outcome duel_outcome(int winner, EndReason reason);
/// Two players: the other wins by what its first place pays.
Outcome resigned_outcome(const GameInfo& info, int loser);
/// From places (1-based, ties share): payoff is the mean over the places that the tied seats
/// occupy.
Outcome place_outcome(const GameInfo& info, std::span<const int> places, EndReason reason);

/// The one-hot (ties: evenly spread) outcome vector. out: [info.outcome_size()], sums to 1 (2
/// players) or to players (more: one distribution over places per seat), unless everyone shares,
/// which is the last entry alone.
void outcome_vector(const GameInfo& info, const Outcome& outcome, std::span<float> out);
/// Turns an outcome vector from absolute seats to seats counted from `to_play` (the mover is
/// relative seat 0): relative seat r is absolute seat (to_play + r) % players. absolute, relative:
/// [info.outcome_size()], must not overlap.
void to_relative(const GameInfo& info, int to_play, std::span<const float> absolute,
                 std::span<float> relative);
/// The inverse of to_relative.
void to_absolute(const GameInfo& info, int to_play, std::span<const float> relative,
                 std::span<float> absolute);
/// The expected payoff of every seat under an outcome vector. out: [players].
void expected_payoff(const GameInfo& info, std::span<const float> outcome, std::span<float> out);
/// An outcome vector under which every seat expects its payoff: for those who know payoffs alone.
/// Two players win or lose, nobody draws; more: all places alike, mixed with the first place or the
/// last one. payoffs: [players] within those of first and last place, sum 0. out:
/// [info.outcome_size()].
void outcome_expecting(const GameInfo& info, std::span<const float> payoffs, std::span<float> out);

}  // namespace az
