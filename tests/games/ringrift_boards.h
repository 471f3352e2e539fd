// ringrift_boards.h — a test body for every board and number of players of RingRift.
#pragma once

#include "games/ringrift/rules.h"

namespace az {

/// Calls body(rules, settings) with the initial position of all twelve variants.
template <class Body>
void for_ringrift_variants(Body&& body) {
  using ringrift::Board;
  for (int players = 2; players <= kMaxPlayers; ++players) {
    const auto on = [&]<Board kBoard>() {
      const RingRiftSettings settings{.board = kBoard, .players = players};
      body(RingRift<kBoard>(settings), settings);
    };
    on.template operator()<Board::kSquare8>();
    on.template operator()<Board::kSquare19>();
    on.template operator()<Board::kHex8>();
    on.template operator()<Board::kHexagonal>();
  }
}

}  // namespace az
