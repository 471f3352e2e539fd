#include "games/ringrift/rules.h"

#include <algorithm>
#include <span>

#include "core/check.h"
#include "games/position_hash.h"
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

// ---- legal actions

/// Writes ids; what is not made in their order is sorted at the end.
template <ringrift::Board kBoard>
struct RingRift<kBoard>::Lister {
  const Actions& ids;
  std::vector<Action>& out;

  void add(Action action) { out.push_back(action); }
  void add(Global which) { out.push_back(ids.global(which)); }
  void stacks(const Set& cells) {
    cells.for_each([&](int cell) { add(ids.pay(cell)); });
  }
  void sort() { std::sort(out.begin(), out.end()); }
};

template <ringrift::Board kBoard>
void RingRift<kBoard>::legal(std::vector<Action>& actions) const {
  actions.clear();
  if (terminal()) return;
  const Position& p = position_;
  Lister list{actions_, actions};
  const Set& own = p.at(p.controlled, p.mover);
  switch (p.phase) {
    case Phase::kPlacement: {
      const auto cells = ringrift::placements(p, p.mover);
      (cells[0] | cells[1] | cells[2]).for_each([&](int cell) {
        for (int k = 0; k < ringrift::kMostPlaced; ++k)
          if (cells[static_cast<std::size_t>(k)].has(cell)) list.add(actions_.place(cell, k + 1));
      });
      if (ringrift::may_skip_placement(p))
        list.add(Global::kSkipPlacement);
      else if (actions.empty())
        list.add(Global::kNoPlacement);
      return;
    }
    case Phase::kMovement:
      return p.slide_from == Position::kNone ? list_movement(list) : list_recovery(list);
    case Phase::kCapture:
    case Phase::kChain:
      ringrift::for_landings<false, true>(
          p, p.active, p.height_at(p.active), p.cap_at(p.active), [&](int d, int distance) {
            list.add(actions_.move(p.active, d, distance));
            return true;
          });
      if (p.phase == Phase::kCapture) list.add(Global::kSkipCapture);
      return;
    case Phase::kLines:
      return p.pays_line ? list.stacks(own) : list_lines(list);
    case Phase::kTerritory:
      if (p.pays_region) {
        if (!p.recovered) return list.stacks(own);
        p.stacks.for_each([&](int cell) {
          if (p.has_buried(cell, p.mover)) list.add(actions_.pay(cell));
        });
        return;
      }
      if (!p.has_region) return list.add(Global::kNoTerritory);
      ringrift::for_regions(p, [&](int border, const Set& region) {
        list.add(actions_.region(region.first(), border));
        return true;
      });
      list.add(Global::kStopTerritory);
      return list.sort();
    case Phase::kElimination:
      return list.stacks(own);
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::list_movement(Lister& list) const {
  const Position& p = position_;
  const auto landings = [&](int cell) {
    ringrift::for_landings<true, true>(p, cell, p.height_at(cell), p.cap_at(cell),
                                       [&](int d, int distance) {
                                         list.add(actions_.move(cell, d, distance));
                                         return true;
                                       });
  };
  if (p.active != Position::kNone) return landings(p.active);
  p.at(p.controlled, p.mover).for_each(landings);
  if (p.may_recover(p.mover)) {
    ringrift::for_slides(
        p, [&](int from, int d, Slide) { list.add(actions_.move(from, d, 1)); });
    list.add(Global::kSkipRecovery);
  } else if (list.out.empty()) {
    list.add(Global::kNoMovement);
  }
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::list_recovery(Lister& list) const {
  const Position& p = position_;
  p.stacks.for_each([&](int cell) {
    if (p.has_buried(cell, p.mover)) list.add(actions_.pay(cell));
  });
  if (ringrift::slide_kind(p, p.slide_from, p.slide_to) != Slide::kLine) return;
  const Line row = ringrift::row_made(p, p.slide_from, p.slide_to);
  if (row.length == p.line_length) return;
  const int step = G::step(G::axis_direction(row.axis));
  const int place = (p.slide_to - row.start) / step;  // the window contains it
  for (int k = std::max(0, place - p.line_length + 1);
       k <= std::min(place, row.length - p.line_length); ++k)
    list.add(actions_.window(row.start + k * step, row.axis));
  list.sort();
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::list_lines(Lister& list) const {
  const Position& p = position_;
  ringrift::for_lines(p, [&](const Line& line) {
    list.add(actions_.line(line.start, line.axis));
    const int step = G::step(G::axis_direction(line.axis));
    for (int k = 0; line.length > p.line_length && k <= line.length - p.line_length; ++k)
      list.add(actions_.window(line.start + k * step, line.axis));
    return true;
  });
  if (list.out.empty()) return list.add(Global::kNoLine);
  list.sort();
}

// ---- one step

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
  const int target = ringrift::overtaken(p, from, direction, distance);
  const bool lands = !ringrift::for_landings<true, true>(
      p, from, p.height_at(from), p.cap_at(from),
      [&](int d, int k) { return d != direction || k != distance; });
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
  const int step = G::step(G::axis_direction(parts.a)), last = parts.cell + (p.line_length - 1) * step;
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
  const bool moving = p.phase == Phase::kMovement && p.slide_from == Position::kNone &&
                      p.active == Position::kNone;
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

template <ringrift::Board kBoard>
void RingRift<kBoard>::end_turn() {
  Position& p = position_;
  const auto last = *std::max_element(out_.begin(), out_.end());
  for (int seat = 0; seat < p.players; ++seat)
    if (p.at(out_, seat) == 0 && !p.owns_rings(seat))
      p.at(out_, seat) = static_cast<std::uint8_t>(last + 1);
  if (const auto end = ringrift::victory(p, needed_); end.reason != EndReason::kNone)
    return end_game(end);
  p.mover = static_cast<std::uint8_t>(ringrift::next_owner(p));
  p.phase = Phase::kPlacement;
  p.placed = p.acted = p.recovered = p.has_region = false;
  if (ringrift::stands_last(p, rounds_))
    end_game({.winner = p.mover, .reason = EndReason::kLastStandingRounds});
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::end_game(const ringrift::Victory& end) {
  winner_ = static_cast<std::int8_t>(end.winner);
  reason_ = end.reason;
  bare_ = end.bare;
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::adjudicate() {
  if (terminal()) return;
  end_game(ringrift::ladder(position_));
  reason_ = EndReason::kAdjudicated;
}

// ---- the end

/// Behind the winner: territory, eliminated rings, markers on board, who kept rings longer.
template <ringrift::Board kBoard>
Outcome RingRift<kBoard>::outcome() const {
  const Position& p = position_;
  const auto players = static_cast<std::size_t>(p.players);
  std::array<std::array<int, 4>, kMaxPlayers> merit{};
  for (std::size_t s = 0; s < players; ++s)
    merit[s] = {p.territory[s], p.credit[s] + (bare_ ? p.hand[s] : 0), p.markers[s].count(),
                out_[s] == 0 ? kMaxPlayers + 1 : out_[s]};
  std::array<int, kMaxPlayers> places{};
  for (std::size_t s = 0; s < players; ++s) {
    places[s] = static_cast<int>(s) == winner_ ? 1 : 2;
    for (std::size_t other = 0; other < players; ++other)
      if (places[s] > 1 && static_cast<int>(other) != winner_ && merit[other] > merit[s])
        ++places[s];
  }
  GameInfo info;  // place_outcome reads no more of it
  info.players = p.players;
  info.payoff_by_place = RingRiftSettings{.players = p.players, .payoff = payoff_}.payoffs();
  Outcome outcome =
      place_outcome(info, std::span<const int>(places).first(players), reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

template <ringrift::Board kBoard>
std::uint64_t RingRift<kBoard>::hash() const {
  const Position& p = position_;
  std::uint64_t hash = position_hash(
      static_cast<unsigned>(kBoard) << 8 | static_cast<unsigned>(payoff_) << 4 | p.players,
      max_moves_, steps_);
  const auto add = [&](auto... words) {
    ((hash = mix64(hash, static_cast<std::uint64_t>(words))), ...);
  };
  for (int seat = 0; seat < p.players; ++seat) {
    for (const std::uint64_t word : p.at(p.markers, seat).words) add(word);
    for (const std::uint64_t word : p.at(p.collapsed, seat).words) add(word);
    add(p.at(p.hand, seat) | p.at(p.credit, seat) << 16 | std::uint64_t{p.at(out_, seat)} << 32);
  }
  p.stacks.for_each([&](int cell) {
    std::uint64_t rings = 1;  // the leading 1 tells the height
    p.for_rings(cell, [&](int seat) {
      rings = rings << 2 | static_cast<unsigned>(seat);
      if (rings >> 62 == 0) return;
      add(rings);
      rings = 1;
    });
    add(rings, cell);
  });
  const bool binds = p.phase == Phase::kMovement || p.phase == Phase::kCapture ||
                     p.phase == Phase::kChain;
  add(p.mover | p.last_mover << 2 | static_cast<unsigned>(p.phase) << 4 | p.acted << 8 |
          p.recovered << 9 | p.pays_line << 10 | p.pays_region << 11,
      (binds ? p.active : Position::kNone) | std::uint64_t{p.slide_from} << 16 |
          std::uint64_t{p.slide_to} << 32,
      static_cast<std::uint8_t>(rounds_.first) |
          std::uint64_t{static_cast<std::uint8_t>(rounds_.exclusive)} << 8 |
          std::uint64_t{rounds_.tracked} << 16 | std::uint64_t{rounds_.real} << 24 |
          std::uint64_t{rounds_.count} << 32,
      static_cast<unsigned>(reason_) | static_cast<unsigned>(winner_ + 1) << 8);
  return hash;
}

template class RingRift<ringrift::Board::kSquare8>;
template class RingRift<ringrift::Board::kSquare19>;
template class RingRift<ringrift::Board::kHex8>;
template class RingRift<ringrift::Board::kHexagonal>;

}  // namespace az
