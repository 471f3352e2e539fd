// symmetry.cpp — cells and actions seen through the symmetries of a board.

#include <algorithm>

#include "games/ringrift/lines.h"
#include "games/ringrift/rules.h"
#include "games/ringrift/territory.h"

namespace az {

template <ringrift::Board kBoard>
int RingRift<kBoard>::transform_cell(int cell, int symmetry) const {
  return ringrift::kTables<kBoard>.image[static_cast<std::size_t>(symmetry)]
                                        [static_cast<std::size_t>(cell)];
}

/// A row and a region are named by their least cell, and the image of that need not be the image's.
template <ringrift::Board kBoard>
Action RingRift<kBoard>::transform(Action action, int symmetry) const {
  using ringrift::Kind;
  const Position& p = position_;
  ringrift::Parts parts = actions_.parts(action);
  if (parts.kind == Kind::kGlobal) return action;
  const auto& turned = ringrift::kTables<kBoard>.turned[static_cast<std::size_t>(symmetry)];
  const auto turn = [&](int direction) { return int{turned[static_cast<std::size_t>(direction)]}; };
  const int cell = parts.cell;
  parts.cell = transform_cell(cell, symmetry);
  if (parts.kind == Kind::kMove) parts.a = turn(parts.a);
  if (parts.kind == Kind::kLine || parts.kind == Kind::kWindow) {
    const int direction = G::axis_direction(parts.a);
    int length = p.line_length;
    if (parts.kind == Kind::kLine) {
      const Set& own = p.at(p.markers, p.mover);
      length = own.has(cell) ? ringrift::line_through<kBoard>(own, parts.a, cell).length : 1;
    }
    const int last =
        cell + G::step(direction) * std::min(length - 1, ringrift::reach<kBoard>(direction, cell));
    parts.cell = std::min(parts.cell, transform_cell(last, symmetry));
    parts.a = G::axis_of(turn(direction));
  }
  if (parts.kind == Kind::kRegion)
    ringrift::region_at(p, parts.a, cell).for_each([&](int member) {
      parts.cell = std::min(parts.cell, transform_cell(member, symmetry));
    });
  return actions_.id(parts);
}

template int RingRift<ringrift::Board::kSquare8>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kSquare8>::transform(Action, int) const;
template int RingRift<ringrift::Board::kSquare19>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kSquare19>::transform(Action, int) const;
template int RingRift<ringrift::Board::kHex8>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kHex8>::transform(Action, int) const;
template int RingRift<ringrift::Board::kHexagonal>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kHexagonal>::transform(Action, int) const;

}  // namespace az
