// placement.h — where rings may be put: the stack that results must have a move or a capture.
//
// An empty cell with k free cells in a row beside it needs no further look; that is asked of all
// cells at once, and only what remains is looked at one by one.
#pragma once

#include "games/ringrift/movement.h"

namespace az::ringrift {

inline constexpr int kMostPlaced = 3;  ///< rings on an empty cell; on a stack one

/// May `seat` put `count` rings here? The cell has no marker and is not collapsed.
template <Board kBoard>
inline bool is_live(const Position<kBoard>& p, int seat, int cell, int count) {
  if (p.height_at(cell) == 0) return could_act(p, cell, count, count);
  const int cap = p.controller(cell) == seat ? p.cap_at(cell) + 1 : 1;
  return count == 1 && could_act(p, cell, p.height_at(cell) + 1, cap);
}

/// [count − 1] the cells where `seat` may put so many rings.
template <Board kBoard>
inline auto placements(const Position<kBoard>& p, int seat) {
  using Set = typename Geometry<kBoard>::Set;
  std::array<Set, kMostPlaced> cells{}, run{};
  const int most = std::min<int>(kMostPlaced, p.at(p.hand, seat));
  if (most == 0) return cells;
  const Set open = kTables<kBoard>.board - p.stacks - p.closed;
  const Set empty = open - p.marked();
  Geometry<kBoard>::for_directions([&](auto d) {
    Set beside = before<kBoard, d>(open);
    run[0] |= beside;
    for (std::size_t k = 1; k < kMostPlaced; ++k) {
      beside = before<kBoard, d>(beside & open);
      run[k] |= beside;
    }
  });
  for (int k = 0; k < most; ++k) {
    const auto index = static_cast<std::size_t>(k);
    cells[index] = empty & run[index];
    (empty - run[index]).for_each([&](int cell) {
      if (could_act(p, cell, k + 1, k + 1)) cells[index].add(cell);
    });
  }
  p.stacks.for_each([&](int cell) {
    if (is_live(p, seat, cell, 1)) cells[0].add(cell);
  });
  return cells;
}

template <Board kBoard>
inline bool can_place(const Position<kBoard>& p, int seat) {
  using Set = typename Geometry<kBoard>::Set;
  const int most = std::min<int>(kMostPlaced, p.at(p.hand, seat));
  if (most == 0) return false;
  const Set open = kTables<kBoard>.board - p.stacks - p.closed;
  const Set empty = open - p.marked();
  bool beside = false;
  Geometry<kBoard>::for_directions(
      [&](auto d) { beside = beside || before<kBoard, d>(open).meets(empty); });
  if (beside) return true;
  for (int count = 1; count <= most; ++count)
    if (empty.find([&](int cell) { return could_act(p, cell, count, count); }) >= 0) return true;
  return p.stacks.find([&](int cell) { return is_live(p, seat, cell, 1); }) >= 0;
}

/// Skipping needs rings in hand and something to do without placing.
template <Board kBoard>
inline bool may_skip_placement(const Position<kBoard>& p) {
  return p.at(p.hand, p.mover) > 0 && (p.may_recover(p.mover) || can_move(p, p.mover));
}

}  // namespace az::ringrift
