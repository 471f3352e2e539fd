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

/// Windows of a row's length along one axis, without territory, by how many own markers they lack:
/// the sets of the cells that they begin at.
template <Board kBoard>
struct Windows {
  typename Geometry<kBoard>::Set whole, lack_one, lack_two;
};

/// Calls visit(direction, windows) for every axis; the direction, a constant, leads from a window's
/// first cell to its last. Territory closes a window; stacks and others' markers may go away.
template <Board kBoard, class Visit>
inline void for_windows(const Position<kBoard>& p, int seat, Visit&& visit) {
  using G = Geometry<kBoard>;
  using Set = typename G::Set;
  const Set& markers = p.at(p.markers, seat);
  const Set open = kTables<kBoard>.board - p.closed;
  const bool four_long = p.line_length == 4;
  G::for_directions([&](auto d) {
    if constexpr (d < G::kDirections / 2) {
      // Own markers of the window that begins at each cell, in binary, a bit a set.
      Set own = markers, free = open, window = open, ones, twos, fours;
      for (int k = 0; k < p.line_length; ++k) {
        if (k > 0) {
          own = before<kBoard, d>(own);
          free = before<kBoard, d>(free);
        }
        window &= free;
        const Set carry = ones & own, carry_on = twos & carry;
        ones = (ones | own) - carry;
        twos = (twos | carry) - carry_on;
        fours |= carry_on;
      }
      const Set one = window & (ones - twos), two = window & (twos - ones);
      const Set three = window & ones & twos;
      if (four_long)
        visit(d, Windows<kBoard>{fours, three, two});
      else
        visit(d, Windows<kBoard>{three, two, one});
    }
  });
}

/// The cells of windows that begin at `starts`.
template <Board kBoard, int kDirection>
inline auto window_cells(typename Geometry<kBoard>::Set starts, int length) {
  auto cells = starts;
  for (int k = 1; k < length; ++k) {
    starts = stepped<kBoard, kDirection>(starts);
    cells |= starts;
  }
  return cells;
}

/// The cells on which one more marker of the seat would close a row.
template <Board kBoard>
inline auto closing_cells(const Position<kBoard>& p, int seat) {
  typename Geometry<kBoard>::Set cells;
  for_windows(p, seat, [&](auto d, const Windows<kBoard>& windows) {
    cells |= window_cells<kBoard, d>(windows.lack_one, p.line_length);
  });
  return cells - p.at(p.markers, seat);
}

}  // namespace az::ringrift
