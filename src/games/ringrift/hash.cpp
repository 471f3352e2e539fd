// hash.cpp — 64 bits of everything that the future depends on.

#include "games/position_hash.h"
#include "games/ringrift/rules.h"

namespace az {

using ringrift::Phase;

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
  const bool binds =
      p.phase == Phase::kMovement || p.phase == Phase::kCapture || p.phase == Phase::kChain;
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

template std::uint64_t RingRift<ringrift::Board::kSquare8>::hash() const;
template std::uint64_t RingRift<ringrift::Board::kSquare19>::hash() const;
template std::uint64_t RingRift<ringrift::Board::kHex8>::hash() const;
template std::uint64_t RingRift<ringrift::Board::kHexagonal>::hash() const;

}  // namespace az
