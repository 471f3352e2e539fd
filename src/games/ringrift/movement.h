// movement.h — how stacks travel: moves, overtaking captures and what they do to markers.
//
// A stack of height H lands at least H steps away. Up to the landing cell all is passable (cap 0)
// for a move; a capture passes exactly one stack, the first on its ray, whose cap is not above its
// own. Whose the stacks are plays no part.
#pragma once

#include "games/ringrift/position.h"

namespace az::ringrift {

/// Calls visit(direction, distance, target) for every landing of a stack of this height and cap
/// that stands on `cell`, by direction and distance, until it returns false; target: the stack that
/// it overtakes, −1: none. Without kMoves captures alone. What lies on `cell` does not matter.
/// Returns whether it came to the end.
template <bool kMoves, Board kBoard, class Visit>
inline bool for_landings(const Position<kBoard>& p, int cell, int height, int cap, Visit&& visit) {
  using G = Geometry<kBoard>;
  for (int d = 0; d < G::kDirections; ++d) {
    const int end = reach<kBoard>(d, cell), step = G::step(d);
    if (end < height) continue;
    int distance = 1, at = cell + step;
    for (; distance <= end && p.cap_at(at) == 0; ++distance, at += step)
      if (kMoves && distance >= height && !visit(d, distance, -1)) return false;
    if (distance >= end || p.cap_at(at) > cap) continue;
    const int target = at;
    ++distance, at += step;
    for (; distance <= end && p.cap_at(at) == 0; ++distance, at += step)
      if (distance >= height && !visit(d, distance, target)) return false;
  }
  return true;
}

/// Would a stack of this height and cap on `cell` have a move or a capture?
template <Board kBoard>
inline bool could_act(const Position<kBoard>& p, int cell, int height, int cap) {
  return !for_landings<true>(p, cell, height, cap, [](int, int, int) { return false; });
}

template <Board kBoard>
inline bool can_act(const Position<kBoard>& p, int cell) {
  return could_act(p, cell, p.height_at(cell), p.cap_at(cell));
}

template <Board kBoard>
inline bool can_capture(const Position<kBoard>& p, int cell) {
  return !for_landings<false>(p, cell, p.height_at(cell), p.cap_at(cell),
                              [](int, int, int) { return false; });
}

/// Has any of the seat's stacks a move or a capture?
template <Board kBoard>
inline bool can_move(const Position<kBoard>& p, int seat) {
  return p.at(p.controlled, seat).find([&](int cell) { return can_act(p, cell); }) >= 0;
}

/// What the stacks of one seat could do, were it to move.
template <Board kBoard>
struct Contact {
  using Set = typename Geometry<kBoard>::Set;
  Set able;               ///< stacks that have a move or a capture
  Set landings;           ///< where some stack can land
  Set attacked;           ///< others' stacks that some stack can overtake
  int landing_count = 0;  ///< every stack's, each by itself
};

template <Board kBoard>
inline Contact<kBoard> contact_of(const Position<kBoard>& p, int seat) {
  using G = Geometry<kBoard>;
  Contact<kBoard> out;
  const auto& own = p.at(p.controlled, seat);
  own.for_each([&](int cell) {
    const int so_far = out.landing_count;
    for_landings<true>(p, cell, p.height_at(cell), p.cap_at(cell),
                       [&](int direction, int distance, int target) {
                         ++out.landing_count;
                         out.landings.add(cell + distance * G::step(direction));
                         if (target >= 0 && !own.has(target)) out.attacked.add(target);
                         return true;
                       });
    if (out.landing_count > so_far) out.able.add(cell);
  });
  return out;
}

/// Moves the mover's stack from `from`, overtaking `target` (−1: a move). Returns where it stands.
template <Board kBoard>
inline int travel(Position<kBoard>& p, int from, int direction, int distance, int target) {
  const int step = Geometry<kBoard>::step(direction), to = from + distance * step;
  auto& own = p.at(p.markers, p.mover);
  const auto others = p.marked() - own;
  if (target >= 0) {
    const int colour = p.pop_top(target);  // first, for the pool may be empty
    p.push_bottom(from, colour);
  }
  for (int at = from + step; at != to; at += step) {
    if (own.has(at)) {
      p.collapse(at);
    } else if (others.has(at)) {
      for (int seat = 0; seat < p.players; ++seat) p.at(p.markers, seat).remove(at);
      own.add(at);
    }
  }
  p.move_stack(from, to);
  own.add(from);
  if (others.has(to) || own.has(to)) {
    for (int seat = 0; seat < p.players; ++seat) p.at(p.markers, seat).remove(to);
    p.eliminate_top(to);
  }
  return to;
}

}  // namespace az::ringrift
