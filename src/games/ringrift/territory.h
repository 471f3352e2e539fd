// territory.h — regions cut off by territory, edges and the markers of one colour.
#pragma once

#include "games/ringrift/position.h"

namespace az::ringrift {

/// What is connected with `seed` within `area`.
template <Board kBoard>
inline auto flood(typename Geometry<kBoard>::Set seed, const typename Geometry<kBoard>::Set& area) {
  for (;;) {
    auto grown = adjacent<kBoard>(seed);
    grown |= seed;
    grown &= area;
    if (grown == seed) return seed;
    seed = grown;
  }
}

/// The cells that markers of a colour, counted from the mover, leave connected or not; the colour
/// `players` stands for none. Without markers of the colour the set is empty.
template <Board kBoard>
inline auto open_area(const Position<kBoard>& p, int border) {
  using Set = typename Geometry<kBoard>::Set;
  const Set open = kTables<kBoard>.board - p.closed;
  if (border == p.players) return open;
  const Set& markers = p.at(p.markers, (p.mover + border) % p.players);
  return markers.any() ? open - markers : Set{};
}

template <Board kBoard>
inline auto border_of(const Position<kBoard>& p, const typename Geometry<kBoard>::Set& region) {
  return (adjacent<kBoard>(region) - region) & p.marked();
}

/// Has the seat rings in stacks, but no stack of its own in this region?
template <Board kBoard>
inline bool is_missing(const Position<kBoard>& p, int seat,
                       const typename Geometry<kBoard>::Set& region) {
  return p.at(p.in_stacks, seat) > 0 && !p.at(p.controlled, seat).meets(region);
}

/// Is some colour missing in this region? Nobody can process it otherwise.
template <Board kBoard>
inline bool is_cut_off(const Position<kBoard>& p, const typename Geometry<kBoard>::Set& region) {
  for (int seat = 0; seat < p.players; ++seat)
    if (is_missing(p, seat, region)) return true;
  return false;
}

/// May the mover process this region: is it cut off, and can the mover pay from outside?
template <Board kBoard>
inline bool is_processable(const Position<kBoard>& p,
                           const typename Geometry<kBoard>::Set& region) {
  if (!is_cut_off(p, region)) return false;
  if (!p.recovered) return (p.at(p.controlled, p.mover) - region).any();
  return (p.stacks - region).find([&](int cell) { return p.has_buried(cell, p.mover); }) >= 0;
}

/// The same cells may be cut off by several colours; the first one names them.
template <Board kBoard>
inline bool is_named_before(const Position<kBoard>& p, int border,
                            const typename Geometry<kBoard>::Set& region) {
  if (border == 0 || border_of(p, region).any()) return false;  // then only this colour cuts it off
  for (int earlier = 0; earlier < border; ++earlier) {
    const auto& markers = p.at(p.markers, (p.mover + earlier) % p.players);
    if (markers.any() && !markers.meets(region)) return true;
  }
  return false;
}

/// Calls visit(border, region) for every connected part of every colour's open area, by border and
/// least cell, until it returns false; returns whether it came to the end.
template <Board kBoard, class Visit>
inline bool for_parts(const Position<kBoard>& p, Visit&& visit) {
  for (int border = 0; border <= p.players; ++border) {
    auto rest = open_area(p, border);
    while (rest.any()) {
      typename Geometry<kBoard>::Set seed;
      seed.add(rest.first());
      const auto region = flood<kBoard>(seed, rest);
      rest -= region;
      if (!visit(border, region)) return false;
    }
  }
  return true;
}

/// The same for every region that the mover may process, each once.
template <Board kBoard, class Visit>
inline bool for_regions(const Position<kBoard>& p, Visit&& visit) {
  return for_parts(p, [&](int border, const auto& region) {
    return !is_processable(p, region) || is_named_before(p, border, region) ||
           visit(border, region);
  });
}

template <Board kBoard>
inline bool has_regions(const Position<kBoard>& p) {
  return !for_regions(p, [](int, const auto&) { return false; });
}

/// The region that a cell lies in; empty where the border's colour or territory covers the cell.
template <Board kBoard>
inline auto region_at(const Position<kBoard>& p, int border, int cell) {
  const auto area = open_area(p, border);
  typename Geometry<kBoard>::Set seed;
  if (!area.has(cell)) return seed;
  seed.add(cell);
  return flood<kBoard>(seed, area);
}

}  // namespace az::ringrift
