// legal.cpp — the legal actions of every phase, ascending.

#include <algorithm>

#include "games/ringrift/recovery.h"
#include "games/ringrift/rules.h"
#include "games/ringrift/territory.h"

namespace az {

using ringrift::Global;
using ringrift::Line;
using ringrift::Phase;
using ringrift::Slide;

namespace {

/// Appends ids; what is not made in their order is sorted at the end.
template <ringrift::Board kBoard>
struct Lister {
  using Position = ringrift::Position<kBoard>;
  using G = ringrift::Geometry<kBoard>;
  using Set = typename G::Set;

  const Position& p;
  const ringrift::Actions<kBoard>& ids;
  std::vector<Action>& out;

  void add(Action action) { out.push_back(action); }
  void add(Global which) { out.push_back(ids.global(which)); }
  void sort() { std::sort(out.begin(), out.end()); }

  void placement() {
    const auto cells = ringrift::placements(p, p.mover);
    (cells[0] | cells[1] | cells[2]).for_each([&](int cell) {
      for (int k = 0; k < ringrift::kMostPlaced; ++k)
        if (cells[static_cast<std::size_t>(k)].has(cell)) add(ids.place(cell, k + 1));
    });
    if (ringrift::may_skip_placement(p))
      add(Global::kSkipPlacement);
    else if (out.empty())
      add(Global::kNoPlacement);
  }

  template <bool kMoves>
  void landings(int cell) {
    ringrift::for_landings<kMoves>(p, cell, p.height_at(cell), p.cap_at(cell),
                                   [&](int d, int distance, int) {
                                     add(ids.move(cell, d, distance));
                                     return true;
                                   });
  }

  void movement() {
    if (p.active != Position::kNone) return landings<true>(p.active);
    p.at(p.controlled, p.mover).for_each([&](int cell) { landings<true>(cell); });
    if (p.may_recover(p.mover)) {
      ringrift::for_slides(p, [&](int from, int d, Slide) { add(ids.move(from, d, 1)); });
      add(Global::kSkipRecovery);
    } else if (out.empty()) {
      add(Global::kNoMovement);
    }
  }

  /// The second half: whose ring is freed, or which part of the row collapses.
  void recovery() {
    buried();
    if (ringrift::slide_kind(p, p.slide_from, p.slide_to) != Slide::kLine) return;
    const Line row = ringrift::row_made(p, p.slide_from, p.slide_to);
    if (row.length == p.line_length) return;
    const int step = G::step(G::axis_direction(row.axis));
    const int place = (p.slide_to - row.start) / step;  // the part contains it
    for (int k = std::max(0, place - p.line_length + 1);
         k <= std::min(place, row.length - p.line_length); ++k)
      add(ids.window(row.start + k * step, row.axis));
    sort();
  }

  void lines() {
    ringrift::for_lines(p, [&](const Line& line) {
      add(ids.line(line.start, line.axis));
      const int step = G::step(G::axis_direction(line.axis));
      for (int k = 0; line.length > p.line_length && k <= line.length - p.line_length; ++k)
        add(ids.window(line.start + k * step, line.axis));
      return true;
    });
    if (out.empty()) return add(Global::kNoLine);
    sort();
  }

  void regions() {
    if (!p.has_region) return add(Global::kNoTerritory);
    ringrift::for_regions(p, [&](int border, const Set& region) {
      add(ids.region(region.first(), border));
      return true;
    });
    add(Global::kStopTerritory);
    sort();
  }

  void own_stacks() {
    p.at(p.controlled, p.mover).for_each([&](int cell) { add(ids.pay(cell)); });
  }
  void buried() {
    p.stacks.for_each([&](int cell) {
      if (p.has_buried(cell, p.mover)) add(ids.pay(cell));
    });
  }
};

}  // namespace

template <ringrift::Board kBoard>
void RingRift<kBoard>::legal(std::vector<Action>& actions) const {
  actions.clear();
  if (terminal()) return;
  const Position& p = position_;
  Lister<kBoard> list{p, actions_, actions};
  switch (p.phase) {
    case Phase::kPlacement:
      return list.placement();
    case Phase::kMovement:
      return p.slide_from == Position::kNone ? list.movement() : list.recovery();
    case Phase::kCapture:
      list.template landings<false>(p.active);
      return list.add(Global::kSkipCapture);
    case Phase::kChain:
      return list.template landings<false>(p.active);
    case Phase::kLines:
      return p.pays_line ? list.own_stacks() : list.lines();
    case Phase::kTerritory:
      if (!p.pays_region) return list.regions();
      return p.recovered ? list.buried() : list.own_stacks();
    case Phase::kElimination:
      return list.own_stacks();
  }
}

template void RingRift<ringrift::Board::kSquare8>::legal(std::vector<Action>&) const;
template void RingRift<ringrift::Board::kSquare19>::legal(std::vector<Action>&) const;
template void RingRift<ringrift::Board::kHex8>::legal(std::vector<Action>&) const;
template void RingRift<ringrift::Board::kHexagonal>::legal(std::vector<Action>&) const;

}  // namespace az
