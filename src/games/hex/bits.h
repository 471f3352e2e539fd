// bits.h — a set of up to 128 cells: the two words of a Hex board.
#pragma once

#include <bit>
#include <cstdint>

namespace az {

struct Bits128 {
  std::uint64_t low = 0, high = 0;

  static constexpr Bits128 bit(unsigned index) {
    return index < 64 ? Bits128{std::uint64_t{1} << index, 0}
                      : Bits128{0, std::uint64_t{1} << (index - 64)};
  }
  constexpr bool any() const { return (low | high) != 0; }
  constexpr bool has(unsigned index) const { return (*this & bit(index)).any(); }
  constexpr int count() const { return std::popcount(low) + std::popcount(high); }

  friend constexpr Bits128 operator&(Bits128 a, Bits128 b) {
    return {a.low & b.low, a.high & b.high};
  }
  friend constexpr Bits128 operator|(Bits128 a, Bits128 b) {
    return {a.low | b.low, a.high | b.high};
  }
  constexpr Bits128 operator~() const { return {~low, ~high}; }
  /// 0 < count < 64.
  constexpr Bits128 operator<<(unsigned count) const {
    return {low << count, high << count | low >> (64 - count)};
  }
  constexpr Bits128 operator>>(unsigned count) const {
    return {low >> count | high << (64 - count), high >> count};
  }
  bool operator==(const Bits128&) const = default;

  /// Calls visit(index) for every member, ascending.
  template <class Visit>
  constexpr void for_each(Visit&& visit) const {
    for (std::uint64_t rest = low; rest != 0; rest &= rest - 1)
      visit(static_cast<unsigned>(std::countr_zero(rest)));
    for (std::uint64_t rest = high; rest != 0; rest &= rest - 1)
      visit(64u + static_cast<unsigned>(std::countr_zero(rest)));
  }
};

}  // namespace az
