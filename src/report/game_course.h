// game_course.h — who led when in a game, and who made it so: from the values that the search gave
// before every move.
//
// Values are expected payoffs on the scale from 0 (the last place's) to 1 (the first's), so that
// between two players they are chances of winning, a draw counting half; the end of a game is
// valued by its outcome. Definitions, here and in README.md:
//
// - The leader is the seat with the highest value, once it is ahead of every other by kLeadMargin;
//   it stays the leader until another seat is ahead by that much. Smaller differences are noise.
// - The game was decided at the last change of the leader, or where the first one appeared if none
//   followed, as a share of the game's length.
// - A seat is behind when its value is below half of an equal share (the value of everybody when
//   nobody is ahead).
// - A swing is by how much one move changes the value of the seat that was best off before it
//   (other than the mover's own).
#pragma once

#include <array>
#include <optional>

#include "report/game_sample.h"

namespace az {

/// Of two values, whose scale is 0 to 1.
inline constexpr double kLeadMargin = 0.1;
/// Where in a game its leader is asked for.
inline constexpr std::array<double, 3> kLeaderAt{0.25, 0.5, 0.75};

struct MoveSwings {
  int moves = 0;
  double swing = 0;  ///< sum of absolute changes
};

/// What one game's values tell.
struct GameCourse {
  bool led = false;    ///< somebody was the leader at some time
  int changes = 0;     ///< of the leader, the first one's appearance not counted
  double decided = 0;  ///< 0 … 1; where nobody ever led: not known
  /// At kLeaderAt: the seat that is ahead by the margin there, −1 where none is or nothing is
  /// known.
  std::array<int, kLeaderAt.size()> leader{-1, -1, -1};
  MoveSwings behind;     ///< moves of seats that were behind
  MoveSwings contender;  ///< moves of seats that were neither behind nor best off
  /// The last change of the leader came with a move of a seat that was behind and stayed so.
  bool kingmade = false;
  /// Share of the changes in the winner's value, all moves together, that came with moves of the
  /// seat that finished last; nothing without a single winner and a single last seat.
  std::optional<double> last_share;
};

/// Nothing where the game was not searched.
std::optional<GameCourse> follow_course(const GameSample& sample, const PlayedGame& game);

}  // namespace az
