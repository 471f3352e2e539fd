// ringrift_boards.h — every board and number of players of RingRift, and crowded positions.
#pragma once

#include <array>
#include <vector>

#include "core/rng.h"
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

/// A crowded board where a turn begins: rows, cut-off regions, buried rings and, half of the time,
/// a seat to move that has no stack but can recover. What random games hardly come to.
template <ringrift::Board kBoard>
typename RingRift<kBoard>::Start crowded_start(const RingRiftSettings& settings, Rng& rng) {
  const auto players = static_cast<std::uint32_t>(settings.players);
  typename RingRift<kBoard>::Start start;
  std::array<int, kMaxPlayers> left{};
  left.fill(settings.facts().rings);
  const bool recovers = rng.below(2) == 0;
  ringrift::kTables<kBoard>.board.for_each([&](int cell) {
    const auto what = rng.below(100), seat = rng.below(players);
    if (what < 15) start.collapsed[seat].push_back(cell);
    if (what >= 15 && what < 55) start.markers[what < 35 ? 0 : seat].push_back(cell);
    if (what < 85) return;
    std::vector<int> rings;
    for (auto height = 1 + rng.below(5); height > 0; --height) {
      auto ring = rng.below(players);
      if (recovers && height == 1 && ring == 0) ring = 1;  // seat 0 has no stack
      if (left[ring] > 0) {
        --left[ring];
        rings.push_back(static_cast<int>(ring));
      }
    }
    if (!rings.empty() && !(recovers && rings.back() == 0)) start.stacks.push_back({cell, rings});
  });
  for (std::size_t seat = 0; seat < players; ++seat)
    start.hand[seat] = static_cast<int>(rng.below(3));
  return start;
}

}  // namespace az
