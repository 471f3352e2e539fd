// recovery.h — a seat that controls no stack slides a marker to free one of its buried rings.
//
// The slide is one decision, what follows it a second one: the stack to take the ring from, or,
// where the slide made a row longer than needed, a part of that row that collapses for free.
// Nothing on the board changes before the second.
#pragma once

#include "games/ringrift/lines.h"

namespace az::ringrift {

enum class Slide : std::uint8_t {
  kLine,    ///< makes a row
  kPlain,   ///< to an empty cell
  kStrike,  ///< onto a stack, which loses its top ring
};

/// The longest row that the mover's marker makes by going from one cell to another; ties take the
/// first axis.
template <Board kBoard>
inline Line row_made(const Position<kBoard>& p, int from, int to) {
  auto markers = p.at(p.markers, p.mover);
  markers.remove(from);
  markers.add(to);
  Line longest;
  for (int axis = 0; axis < Geometry<kBoard>::kAxes; ++axis)
    if (const Line line = line_through<kBoard>(markers, axis, to); line.length > longest.length)
      longest = line;
  return longest;
}

template <Board kBoard>
inline Slide slide_kind(const Position<kBoard>& p, int from, int to) {
  if (p.height_at(to) > 0) return Slide::kStrike;
  return row_made(p, from, to).length >= p.line_length ? Slide::kLine : Slide::kPlain;
}

/// Calls visit(from, direction, kind) for the slides that are allowed: those that make a row, or,
/// where there is none, all.
template <Board kBoard, class Visit>
inline void for_slides(const Position<kBoard>& p, Visit&& visit) {
  using G = Geometry<kBoard>;
  const auto marked = p.marked();
  const auto all = [&](auto&& each) {
    p.at(p.markers, p.mover).for_each([&](int from) {
      for (int d = 0; d < G::kDirections; ++d) {
        const int to = from + G::step(d);
        if (reach<kBoard>(d, from) == 0 || p.closed.has(to) || marked.has(to)) continue;
        each(from, d, slide_kind(p, from, to));
      }
    });
  };
  bool makes_row = false;
  all([&](int, int, Slide kind) { makes_row = makes_row || kind == Slide::kLine; });
  all([&](int from, int d, Slide kind) {
    if (!makes_row || kind == Slide::kLine) visit(from, d, kind);
  });
}

/// Ends the recovery that waits: the ring comes from `stack`.
template <Board kBoard>
inline void recover_ring(Position<kBoard>& p, int stack) {
  const int from = p.slide_from, to = p.slide_to;
  const Slide kind = slide_kind(p, from, to);
  const Line row = row_made(p, from, to);
  auto& own = p.at(p.markers, p.mover);
  own.remove(from);
  if (kind == Slide::kLine)
    p.collapse(line_cells<kBoard>(row.axis, row.start, row.length));
  else if (kind == Slide::kPlain)
    own.add(to);
  else
    p.eliminate_top(to);
  p.extract(stack, p.mover);
  ++p.at(p.credit, p.mover);
}

/// Ends the recovery that waits: only a part of the row collapses, and no ring is freed.
template <Board kBoard>
inline void recover_part(Position<kBoard>& p, int axis, int start) {
  auto& own = p.at(p.markers, p.mover);
  own.remove(p.slide_from);
  own.add(p.slide_to);
  p.collapse(line_cells<kBoard>(axis, start, p.line_length));
}

}  // namespace az::ringrift
