// set_up.h — games of Go that begin with stones on the board.
#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "games/game.h"
#include "games/go/point_name.h"
#include "games/go/rules.h"
#include "games/state.h"

namespace az {

struct GoSetUp {
  std::vector<GoPoint> black{}, white{};
  int to_play = 0;  ///< 0 black, 1 white

  bool is_default() const { return black.empty() && white.empty() && to_play == 0; }
  bool operator==(const GoSetUp&) const = default;
};

/// A new game becomes the set-up. Fails where a point lies outside the board, is given twice, or a
/// chain has no liberty.
template <int kSide>
Result<void> set_up_go(Go<kSide>& go, const GoSetUp& set_up);

/// The start of a game of this variant after the set-up. game: a variant of Go (a bug otherwise);
/// outlives the state.
Result<std::unique_ptr<State>> set_up_go(const Game& game, const GoSetUp& set_up);

}  // namespace az
