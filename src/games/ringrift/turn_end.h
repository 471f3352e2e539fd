// turn_end.h — between two turns: who has won, who is next, who is the last that can act.
#pragma once

#include "core/outcome.h"
#include "games/ringrift/placement.h"

namespace az::ringrift {

struct Thresholds {
  std::uint16_t rings = 0, spaces = 0;  ///< eliminated rings; territory
};

/// Rounds of turns in which one seat alone had something real to do.
struct LastStanding {
  static constexpr int kRounds = 3;
  std::int8_t first = -1;              ///< the seat that begins a round; −1: not yet known
  std::int8_t exclusive = -1;          ///< the seat that was alone in the last rounds
  std::uint8_t tracked = 0, real = 0;  ///< seats of this round: seen; could act
  std::uint8_t count = 0;              ///< of the rounds of `exclusive`
};

struct Victory {
  int winner = -1;
  EndReason reason = EndReason::kNone;
  bool bare = false;  ///< no stack on the board: rings in hand count as eliminated
};

/// The greatest value, where it is positive and only one seat's.
template <class Value>
inline int alone_ahead(int players, Value&& value) {
  int best = 0;
  for (int seat = 1; seat < players; ++seat)
    if (value(seat) > value(best)) best = seat;
  if (value(best) <= 0) return -1;
  for (int seat = 0; seat < players; ++seat)
    if (seat != best && value(seat) == value(best)) return -1;
  return best;
}

/// The order of criteria that decides where the rules' own end cannot: always one winner.
template <Board kBoard>
inline Victory ladder(const Position<kBoard>& p) {
  Victory end{.bare = true};
  const auto decided = [&](EndReason reason, auto&& value) {
    end.reason = reason;
    end.winner = alone_ahead(p.players, value);
    return end.winner >= 0;
  };
  if (decided(EndReason::kTerritory, [&](int s) { return int{p.at(p.territory, s)}; }) ||
      decided(EndReason::kRingElimination,
              [&](int s) { return p.at(p.credit, s) + p.at(p.hand, s); }) ||
      decided(EndReason::kLastStanding, [&](int s) { return p.at(p.markers, s).count(); }))
    return end;
  end.winner = p.last_mover;
  return end;
}

/// At the end of a turn, before the next seat is known.
template <Board kBoard>
inline Victory victory(const Position<kBoard>& p, const Thresholds& needed) {
  int territory = 0, controllers = 0, owners = 0, alone = -1;
  for (int seat = 0; seat < p.players; ++seat) {
    if (p.at(p.credit, seat) >= needed.rings) return {seat, EndReason::kRingElimination};
    territory += p.at(p.territory, seat);
    owners += p.owns_rings(seat);
    if (!p.at(p.controlled, seat).any()) continue;
    ++controllers;
    alone = seat;
  }
  for (int seat = 0; seat < p.players; ++seat) {
    const int own = p.at(p.territory, seat);
    if (own >= needed.spaces && 2 * own > territory) return {seat, EndReason::kTerritory};
  }
  if (controllers == 1 && owners == 1) return {alone, EndReason::kLastStanding};
  if (p.stacks.any()) return {};
  for (int seat = 0; seat < p.players; ++seat)
    if (can_place(p, seat)) return {};
  return ladder(p);
}

/// The next seat upward, cyclic, that owns a ring; the mover's own last.
template <Board kBoard>
inline int next_owner(const Position<kBoard>& p) {
  int seat = p.mover;
  do seat = (seat + 1) % p.players;
  while (seat != p.mover && !p.owns_rings(seat));
  return seat;
}

/// Has the seat a placement, a move or a capture?
template <Board kBoard>
inline bool can_do_something_real(const Position<kBoard>& p, int seat) {
  return can_place(p, seat) || can_move(p, seat);
}

/// Books the turn of p.mover that begins; true when it wins by having been alone for so long.
template <Board kBoard>
inline bool stands_last(const Position<kBoard>& p, LastStanding& rounds) {
  const int seat = p.mover;
  const auto owns = [&](int s) { return s >= 0 && p.owns_rings(s); };
  if (!owns(rounds.first)) {
    rounds.first = static_cast<std::int8_t>(seat);
    rounds.tracked = rounds.real = 0;
    if (!owns(rounds.exclusive)) {
      rounds.exclusive = -1;
      rounds.count = 0;
    }
  } else if (seat == rounds.first && rounds.tracked != 0) {  // a round is complete
    int able = 0, one = -1;
    for (int s = 0; s < p.players; ++s)
      if (owns(s) && rounds.real >> s & 1) {
        ++able;
        one = s;
      }
    rounds.count =
        able != 1 ? 0 : static_cast<std::uint8_t>(one == rounds.exclusive ? rounds.count + 1 : 1);
    rounds.exclusive = static_cast<std::int8_t>(able == 1 ? one : -1);
    rounds.tracked = rounds.real = 0;
  }
  const bool real = can_do_something_real(p, seat);
  const auto bit = static_cast<std::uint8_t>(1 << seat);
  rounds.tracked |= bit;
  rounds.real = static_cast<std::uint8_t>(real ? rounds.real | bit : rounds.real & ~bit);
  if (rounds.count < LastStanding::kRounds || rounds.exclusive != seat || !real) return false;
  for (int s = 0; s < p.players; ++s)
    if (s != seat && owns(s) && can_do_something_real(p, s)) return false;
  return true;
}

}  // namespace az::ringrift
