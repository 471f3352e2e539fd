// lines.h — rows of a seat's own markers.
#pragma once

#include "games/ringrift/position.h"

namespace az::ringrift {

/// A maximal row: from its lowest cell along a line axis.
struct Line {
  int axis = 0, start = 0, length = 0;
};

/// `length` cells from `start` on along an axis.
template <Board kBoard>
inline auto line_cells(int axis, int start, int length) {
  typename Geometry<kBoard>::Set cells;
  const int step = Geometry<kBoard>::step(Geometry<kBoard>::axis_direction(axis));
  for (int k = 0; k < length; ++k) cells.add(start + k * step);
  return cells;
}

/// The row of `markers` through `cell`, a member.
template <Board kBoard>
inline Line line_through(const typename Geometry<kBoard>::Set& markers, int axis, int cell) {
  using G = Geometry<kBoard>;
  const int up = G::axis_direction(axis), step = G::step(up);
  Line line{axis, cell, 1};
  for (int left = reach<kBoard>(G::opposite(up), cell); left > 0 && markers.has(line.start - step);
       --left) {
    line.start -= step;
    ++line.length;
  }
  int end = cell;
  for (int left = reach<kBoard>(up, cell); left > 0 && markers.has(end + step); --left) {
    end += step;
    ++line.length;
  }
  return line;
}

/// Calls visit(line) for every row of the mover's markers that is long enough, until it returns
/// false; returns whether it came to the end.
template <Board kBoard, class Visit>
inline bool for_lines(const Position<kBoard>& p, Visit&& visit) {
  using G = Geometry<kBoard>;
  using Set = typename G::Set;
  const Set& markers = p.at(p.markers, p.mover);
  bool going = true;
  G::for_directions([&](auto d) {
    if constexpr (d < G::kDirections / 2) {
      if (!going) return;
      Set first = markers;  // of so many in a row
      for (int k = 1; k < p.line_length; ++k) first = markers & before<kBoard, d>(first);
      if (!first.any()) return;
      constexpr int kAxis = G::axis_of(d);
      const int stopped = (first - stepped<kBoard, d>(markers)).find([&](int start) {
        return !visit(line_through<kBoard>(markers, kAxis, start));
      });
      going = stopped < 0;
    }
  });
  return going;
}

template <Board kBoard>
inline bool has_lines(const Position<kBoard>& p) {
  return !for_lines(p, [](const Line&) { return false; });
}

}  // namespace az::ringrift
