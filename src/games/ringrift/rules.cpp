#include "games/ringrift/rules.h"

#include "core/check.h"
#include "games/ringrift/recovery.h"
#include "games/ringrift/territory.h"

namespace az {

using ringrift::Global;
using ringrift::Kind;
using ringrift::Line;
using ringrift::Parts;
using ringrift::Phase;
using ringrift::Slide;

template <ringrift::Board kBoard>
RingRift<kBoard>::RingRift(const Settings& settings)
    : actions_(settings.players),
      needed_{static_cast<std::uint16_t>(settings.ring_threshold()),
              static_cast<std::uint16_t>(settings.space_threshold())},
      max_moves_(static_cast<std::uint16_t>(settings.max_moves)),
      payoff_(settings.payoff) {
  check(fits(settings) && settings.players >= 2 && settings.players <= kMaxPlayers,
        "{} players on another board", settings.players);
  position_.players = static_cast<std::uint8_t>(settings.players);
  position_.line_length = static_cast<std::uint8_t>(settings.line_length());
  for (int seat = 0; seat < settings.players; ++seat)
    position_.at(position_.hand, seat) = static_cast<std::uint16_t>(G::kFacts.rings);
  position_.clear_pool();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::set_up(const Start& start) {
  Position& p = position_;
  check(steps_ == 0 && !p.stacks.any() && !p.marked().any() && !p.closed.any(),
        "the game has begun");
  p.mover = static_cast<std::uint8_t>(start.to_play);
  for (const auto& stack : start.stacks)
    for (const int seat : stack.rings) p.push_top(stack.cell, seat, 1);
  for (int seat = 0; seat < p.players; ++seat) {
    for (const int cell : p.at(start.markers, seat)) p.at(p.markers, seat).add(cell);
    p.at(p.hand, seat) = static_cast<std::uint16_t>(p.at(start.hand, seat));
    p.at(p.credit, seat) = static_cast<std::uint16_t>(p.at(start.credit, seat));
    for (const int cell : p.at(start.collapsed, seat)) {
      p.at(p.collapsed, seat).add(cell);
      p.closed.add(cell);
      p.at(p.cap, cell) = Position::kWall;
      ++p.at(p.territory, seat);
    }
    if (!p.owns_rings(seat)) p.at(out_, seat) = 1;
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::apply(Action action) {
  check(!terminal() && action < static_cast<Action>(actions_.count()), "illegal action {}", action);
  position_.last_mover = position_.mover;
  const Parts parts = actions_.parts(action);
  switch (parts.kind) {
    case Kind::kPlace:
      place(parts);
      break;
    case Kind::kMove:
      move(parts);
      break;
    case Kind::kLine:
      line(parts);
      break;
    case Kind::kWindow:
      window(parts);
      break;
    case Kind::kPay:
      pay(parts);
      break;
    case Kind::kRegion:
      region(parts);
      break;
    case Kind::kGlobal:
      pass(static_cast<Global>(parts.a));
      break;
  }
  if (max_moves_ == 0 || position_.slide_from != Position::kNone) return;  // a recovery is one step
  if (++steps_ >= max_moves_) adjudicate();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::place(const Parts& parts) {
  Position& p = position_;
  const int cell = parts.cell, rings = parts.a;
  check(p.phase == Phase::kPlacement && rings <= p.at(p.hand, p.mover) &&
            p.cap_at(cell) != Position::kWall && !p.marked().has(cell) &&
            ringrift::is_live(p, p.mover, cell, rings),
        "illegal placement of {} on {}", rings, cell);
  p.push_top(cell, p.mover, rings);
  p.at(p.hand, p.mover) = static_cast<std::uint16_t>(p.at(p.hand, p.mover) - rings);
  p.active = static_cast<typename Position::Count>(cell);
  p.placed = p.acted = true;
  p.phase = Phase::kMovement;
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::move(const Parts& parts) {
  Position& p = position_;
  const int from = parts.cell, direction = parts.a, distance = parts.b;
  const bool first = p.phase == Phase::kMovement && p.slide_from == Position::kNone;
  check((first || p.phase == Phase::kCapture || p.phase == Phase::kChain) &&
            (p.active == Position::kNone || p.active == from) &&
            distance <= ringrift::reach<kBoard>(direction, from),
        "illegal move from {}", from);
  if (first && !p.at(p.controlled, p.mover).has(from)) return slide(parts);
  int target = -1;
  const bool lands = !ringrift::for_landings<true>(p, from, p.height_at(from), p.cap_at(from),
                                                   [&](int d, int k, int overtaken) {
                                                     if (d != direction || k != distance)
                                                       return true;
                                                     target = overtaken;
                                                     return false;
                                                   });
  check(lands && (first || target >= 0), "illegal move from {}", from);
  const int to = ringrift::travel(p, from, direction, distance, target);
  p.acted = true;
  if (p.at(p.controlled, p.mover).has(to) && ringrift::can_capture(p, to)) {
    p.active = static_cast<typename Position::Count>(to);
    p.phase = target >= 0 ? Phase::kChain : Phase::kCapture;
  } else {
    p.active = Position::kNone;
    p.phase = Phase::kLines;
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::slide(const Parts& parts) {
  Position& p = position_;
  bool allowed = false;
  if (p.may_recover(p.mover) && parts.b == 1)
    ringrift::for_slides(p, [&](int from, int d, Slide) {
      allowed = allowed || (from == parts.cell && d == parts.a);
    });
  check(allowed, "illegal move from {}", parts.cell);
  p.slide_from = static_cast<typename Position::Count>(parts.cell);
  p.slide_to = static_cast<typename Position::Count>(parts.cell + G::step(parts.a));
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::line(const Parts& parts) {
  Position& p = position_;
  const Set& own = p.at(p.markers, p.mover);
  check(p.phase == Phase::kLines && !p.pays_line && own.has(parts.cell), "no line from {}",
        parts.cell);
  const Line line = ringrift::line_through<kBoard>(own, parts.a, parts.cell);
  check(line.start == parts.cell && line.length >= p.line_length, "no line from {}", parts.cell);
  p.collapse(ringrift::line_cells<kBoard>(line.axis, line.start, line.length));
  p.pays_line = p.at(p.controlled, p.mover).any();
  after_line();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::window(const Parts& parts) {
  Position& p = position_;
  const int step = G::step(G::axis_direction(parts.a)),
            last = parts.cell + (p.line_length - 1) * step;
  const auto within = [&](const Line& row) {
    const int end = row.start + (row.length - 1) * step;
    return row.axis == parts.a && row.length > p.line_length && parts.cell >= row.start &&
           last <= end && (parts.cell - row.start) % step == 0;
  };
  if (p.slide_from != Position::kNone) {
    const int to = p.slide_to;
    check(ringrift::slide_kind(p, p.slide_from, to) == Slide::kLine &&
              within(ringrift::row_made(p, p.slide_from, to)) && parts.cell <= to && to <= last,
          "no part of a row from {}", parts.cell);
    ringrift::recover_part(p, parts.a, parts.cell);
    return end_recovery();
  }
  const Set& own = p.at(p.markers, p.mover);
  check(p.phase == Phase::kLines && !p.pays_line && own.has(parts.cell) &&
            within(ringrift::line_through<kBoard>(own, parts.a, parts.cell)),
        "no part of a line from {}", parts.cell);
  p.collapse(ringrift::line_cells<kBoard>(parts.a, parts.cell, p.line_length));
  after_line();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::after_line() {
  position_.acted = true;
  if (!position_.pays_line && !ringrift::has_lines(position_)) end_lines();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::pay(const Parts& parts) {
  Position& p = position_;
  const int cell = parts.cell;
  if (p.slide_from != Position::kNone) {
    check(p.has_buried(cell, p.mover), "no ring to free on {}", cell);
    ringrift::recover_ring(p, cell);
    return end_recovery();
  }
  if (p.phase == Phase::kTerritory && p.pays_region && p.recovered) {
    check(p.has_buried(cell, p.mover), "no ring to free on {}", cell);
    p.extract(cell, p.mover);
    ++p.at(p.credit, p.mover);
    return end_territory();
  }
  check(p.at(p.controlled, p.mover).has(cell), "no own stack on {}", cell);
  if (p.phase == Phase::kLines && p.pays_line) {
    p.eliminate_top(cell);
    p.pays_line = false;
  } else if (p.phase == Phase::kTerritory && p.pays_region) {
    p.eliminate_cap(cell);
    end_territory();
  } else {
    check(p.phase == Phase::kElimination, "nothing is to be paid");
    p.eliminate_cap(cell);
    end_turn();
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::region(const Parts& parts) {
  Position& p = position_;
  check(p.phase == Phase::kTerritory && !p.pays_region && p.has_region, "no region to process");
  const Set cells = ringrift::region_at(p, parts.a, parts.cell);
  check(cells.any() && cells.first() == parts.cell && ringrift::is_processable(p, cells) &&
            !ringrift::is_named_before(p, parts.a, cells),
        "no region of border {} from {}", parts.a, parts.cell);
  p.collapse(cells | ringrift::border_of(p, cells));
  p.acted = p.pays_region = true;
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::pass(Global which) {
  Position& p = position_;
  const bool placing = p.phase == Phase::kPlacement, own = p.at(p.controlled, p.mover).any();
  const bool moving =
      p.phase == Phase::kMovement && p.slide_from == Position::kNone && p.active == Position::kNone;
  const bool settling = p.phase == Phase::kTerritory && !p.pays_region;
  const auto allow = [&](bool allowed) {
    check(allowed, "illegal {}", ringrift::kGlobalNames[static_cast<std::size_t>(which)]);
  };
  switch (which) {
    case Global::kSkipPlacement:
      allow(placing && ringrift::may_skip_placement(p));
      p.phase = Phase::kMovement;
      break;
    case Global::kNoPlacement:
      allow(placing && !ringrift::may_skip_placement(p) && !ringrift::can_place(p, p.mover));
      p.phase = Phase::kMovement;
      break;
    case Global::kSkipRecovery:
      allow(moving && p.may_recover(p.mover));
      p.phase = Phase::kLines;
      break;
    case Global::kNoMovement:
      allow(moving && !p.may_recover(p.mover) && !ringrift::can_move(p, p.mover));
      p.phase = Phase::kLines;
      break;
    case Global::kSkipCapture:
      allow(p.phase == Phase::kCapture);
      if (!p.placed) p.active = Position::kNone;
      p.phase = Phase::kLines;
      break;
    case Global::kNoLine:
      allow(p.phase == Phase::kLines && !p.pays_line && !ringrift::has_lines(p));
      end_lines();
      break;
    case Global::kStopTerritory:
    case Global::kNoTerritory:
      allow(settling && p.has_region == (which == Global::kStopTerritory));
      if (p.acted || !own) return end_turn();
      p.phase = Phase::kElimination;
      break;
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::end_recovery() {
  Position& p = position_;
  p.slide_from = p.slide_to = Position::kNone;
  p.acted = p.recovered = true;
  p.phase = Phase::kLines;
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::end_lines() {
  Position& p = position_;
  p.active = Position::kNone;
  p.has_region = ringrift::has_regions(p);
  const bool idle = !p.acted && !p.has_region && p.at(p.controlled, p.mover).any();
  p.phase = idle ? Phase::kElimination : Phase::kTerritory;
}

/// After a payment: the next region, or the end.
template <ringrift::Board kBoard>
void RingRift<kBoard>::end_territory() {
  position_.pays_region = false;
  position_.has_region = ringrift::has_regions(position_);
  if (!position_.has_region) end_turn();
}

template class RingRift<ringrift::Board::kSquare8>;
template class RingRift<ringrift::Board::kSquare19>;
template class RingRift<ringrift::Board::kHex8>;
template class RingRift<ringrift::Board::kHexagonal>;

}  // namespace az
