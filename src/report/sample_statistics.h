// sample_statistics.h — what a sample of games says about the game: who wins, how, after how long,
// among how many choices, from how many openings, with how many turns of fortune.
//
// Every number is an Estimate: with its 95 % interval and the number of games behind it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rating/interval.h"
#include "report/game_course.h"
#include "report/game_sample.h"

namespace az {

/// The normal quantile of the seats' credits: of three seats and more the intervals hold together
/// (Goodman).
double credit_quantile(int players);

struct SeatRates {
  std::vector<Estimate> wins;  ///< [players] alone in first place
  Estimate shared;             ///< nobody alone in first place: draws, and shared first places
  /// [players] wins, a shared first place counting as its part: the credits of a game sum to 1, a
  /// fair share is 1 / players. Intervals by credit_quantile.
  std::vector<Estimate> credit;
};

struct EndRates {
  std::vector<std::pair<std::string, Estimate>> reasons;  ///< those that occurred, by number
  Estimate truncated;  ///< ended by adjudication at the move cap, not by the rules
};

struct LengthStatistics {
  Estimate mean, low10, median, high90;  ///< decisions
};

/// Legal actions per decision, from a replay by the rules.
struct BranchingStatistics {
  Estimate mean, median, high90;  ///< count: games replayed
  std::uint64_t decisions = 0;
  std::uint64_t refused = 0;  ///< games that this program's rules do not play so
};

struct OpeningStatistics {
  int plies = 0;
  std::uint64_t distinct = 0;
  Estimate effective;  ///< how many equally frequent openings would be as diverse
};

struct CourseStatistics {
  Estimate changes;                       ///< of the leader, per game
  Estimate changed;                       ///< share of the games with any
  Estimate decided_mean, decided_median;  ///< share of the length; of games with a leader
  Estimate never_led;                     ///< share of games without
  /// At kLeaderAt: how often a seat leads there, and how often it then wins alone.
  std::array<Estimate, kLeaderAt.size()> leader_there, leader_wins;
  Estimate kingmade;                       ///< share of games
  Estimate behind_swing, contender_swing;  ///< per move of such a seat; count: games with any
  Estimate behind_per_game;                ///< summed over a game
  Estimate last_share;                     ///< mean of GameCourse::last_share
};

struct SampleStatistics {
  SeatRates seats;
  EndRates ends;
  LengthStatistics length;
  BranchingStatistics branching;
  std::vector<OpeningStatistics> openings;  ///< of kOpeningPlies
  std::optional<CourseStatistics> course;   ///< where games were searched
};

/// One sample with what was measured of it.
struct Measured {
  const GameSample* sample;
  SampleStatistics statistics;
};

inline constexpr std::array<int, 4> kOpeningPlies{1, 2, 4, 8};
/// Of one sample, for branching.
inline constexpr std::size_t kReplayedGames = 200, kReplayedDecisions = 20000;

SeatRates measure_seats(const GameSample& sample);
EndRates measure_ends(const GameSample& sample);
LengthStatistics measure_length(const GameSample& sample);
/// Replays games drawn from the stream (seed, kPlayout); intervals by a bootstrap over games.
BranchingStatistics measure_branching(const GameSample& sample, std::uint64_t seed);
std::vector<OpeningStatistics> measure_openings(const GameSample& sample);
std::optional<CourseStatistics> measure_course(const GameSample& sample);

/// All of it; seats and ends alone of the gate, whose openings are not the players'.
SampleStatistics measure_sample(const GameSample& sample, std::uint64_t seed);

}  // namespace az
