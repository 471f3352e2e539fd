// history.h — the positions of a game so far, for superko: has this one been before?
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace az {

/// Positions in the order of play, chained by how many stones of each colour they have: only those
/// with the same numbers can be equal, and mostly there are none. 2 · kBins bytes and 16 a
/// position.
template <int kBins>
class PositionHistory {
 public:
  /// usual: positions of a long game, for which there is room; longer games make more. A copy has
  /// as much room, so that what is added to it allocates nothing.
  explicit PositionHistory(std::size_t usual) { positions_.reserve(usual); }
  PositionHistory(const PositionHistory& other) : newest_(other.newest_) {
    positions_.reserve(other.positions_.capacity());
    positions_ = other.positions_;
  }
  PositionHistory& operator=(const PositionHistory&) = default;

  void clear() {
    newest_ = {};
    positions_.clear();
  }
  void add(std::uint64_t hash, unsigned black, unsigned white) {
    std::uint16_t& newest = newest_[bin(black, white)];
    positions_.push_back(
        {hash, static_cast<std::uint16_t>(black), static_cast<std::uint16_t>(white), newest});
    newest = static_cast<std::uint16_t>(positions_.size());
  }
  /// Calls visit(hash) for every position with so many stones.
  template <class Visit>
  void for_each(unsigned black, unsigned white, Visit&& visit) const {
    for (unsigned next = newest_[bin(black, white)]; next != 0;) {
      const Position& position = positions_[next - 1];
      if (position.black == black && position.white == white) visit(position.hash);
      next = position.before;
    }
  }
  bool has(std::uint64_t hash, unsigned black, unsigned white) const {
    bool found = false;
    for_each(black, white, [&](std::uint64_t other) { found |= other == hash; });
    return found;
  }

 private:
  struct Position {
    std::uint64_t hash;
    std::uint16_t black, white;
    std::uint16_t before;  ///< 1 + index of the one before in its bin; 0: none
  };
  // A copy is one of memory: these bytes and those of the positions, whatever was played.
  static_assert(std::is_trivially_copyable_v<Position> && sizeof(Position) == 16);
  static unsigned bin(unsigned black, unsigned white) { return (black * 19 + white) % kBins; }

  std::array<std::uint16_t, kBins> newest_{};  ///< as Position::before
  std::vector<Position> positions_;
};

}  // namespace az
