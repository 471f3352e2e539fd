// outcome.cpp — the end of a turn and of a game; places and payoffs.

#include <algorithm>
#include <array>
#include <span>

#include "games/ringrift/rules.h"

namespace az {

/// Notes who has lost the last ring since the last call: later than those before, and so ranked
/// higher.
template <ringrift::Board kBoard>
void RingRift<kBoard>::note_losers() {
  const auto last = *std::max_element(out_.begin(), out_.end());
  for (int seat = 0; seat < position_.players; ++seat)
    if (position_.at(out_, seat) == 0 && !position_.owns_rings(seat))
      position_.at(out_, seat) = static_cast<std::uint8_t>(last + 1);
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::end_turn() {
  Position& p = position_;
  note_losers();
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
  note_losers();
  end_game(ringrift::ladder(position_));
  reason_ = EndReason::kAdjudicated;
}

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
  Outcome outcome = place_outcome(info, std::span<const int>(places).first(players), reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

template void RingRift<ringrift::Board::kSquare8>::note_losers();
template void RingRift<ringrift::Board::kSquare8>::end_turn();
template void RingRift<ringrift::Board::kSquare8>::end_game(const ringrift::Victory&);
template void RingRift<ringrift::Board::kSquare8>::adjudicate();
template Outcome RingRift<ringrift::Board::kSquare8>::outcome() const;
template void RingRift<ringrift::Board::kSquare19>::note_losers();
template void RingRift<ringrift::Board::kSquare19>::end_turn();
template void RingRift<ringrift::Board::kSquare19>::end_game(const ringrift::Victory&);
template void RingRift<ringrift::Board::kSquare19>::adjudicate();
template Outcome RingRift<ringrift::Board::kSquare19>::outcome() const;
template void RingRift<ringrift::Board::kHex8>::note_losers();
template void RingRift<ringrift::Board::kHex8>::end_turn();
template void RingRift<ringrift::Board::kHex8>::end_game(const ringrift::Victory&);
template void RingRift<ringrift::Board::kHex8>::adjudicate();
template Outcome RingRift<ringrift::Board::kHex8>::outcome() const;
template void RingRift<ringrift::Board::kHexagonal>::note_losers();
template void RingRift<ringrift::Board::kHexagonal>::end_turn();
template void RingRift<ringrift::Board::kHexagonal>::end_game(const ringrift::Victory&);
template void RingRift<ringrift::Board::kHexagonal>::adjudicate();
template Outcome RingRift<ringrift::Board::kHexagonal>::outcome() const;

}  // namespace az
