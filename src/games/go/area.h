// area.h — who owns which points of a Go board: by reach (Tromp–Taylor) and beyond capture
// (Benson).
#pragma once

#include <array>

#include "games/go/board.h"

namespace az {

/// Each colour's points by [0] black, [1] white.
template <int kSide>
using Owners = std::array<typename GoBoard<kSide>::Set, 2>;

/// Stones own their points, and an empty region belongs to a colour where it touches no other.
template <int kSide>
Owners<kSide> area(const GoBoard<kSide>& board);

/// The chains of a colour that stay alive even if it always passes, and the regions that they
/// enclose without room for an eye of the other. suicide: the other may take its own stones off; it
/// could so empty a region, and then keep a point of it that is no liberty. Source: D. Benson,
/// "Life in the game of Go", Information Sciences 10 (1976), where suicide is forbidden.
template <int kSide>
typename GoBoard<kSide>::Set pass_alive(const GoBoard<kSide>& board, int colour, bool suicide);

/// area() after every stone within the other's pass-alive points is taken off.
template <int kSide>
Owners<kSide> area_without_dead(const GoBoard<kSide>& board, bool suicide);

}  // namespace az
