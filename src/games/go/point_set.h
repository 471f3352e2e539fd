// point_set.h — a set of points of a Go board with its guard columns, as words.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace az {

/// The set bit of `word` with `rank` set bits below it; rank < popcount(word). All bytes are
/// counted at once, then a table knows the byte. Source: S. Vigna, "Broadword implementation of
/// rank/select queries" (2008).
inline unsigned nth_bit(std::uint64_t word, unsigned rank) {
  static constexpr auto kInByte = [] {
    std::array<std::array<std::uint8_t, 8>, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte)
      for (unsigned bit = 0, n = 0; bit < 8; ++bit)
        if (byte >> bit & 1) table[byte][n++] = static_cast<std::uint8_t>(bit);
    return table;
  }();
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
  std::uint64_t sums = word - (word >> 1 & 0x5555555555555555u);
  sums = (sums & 0x3333333333333333u) + (sums >> 2 & 0x3333333333333333u);
  sums = ((sums + (sums >> 4)) & 0x0f0f0f0f0f0f0f0fu) * kOnes;  // byte i: bits in bytes 0 … i
  const auto byte = static_cast<unsigned>(std::popcount(((rank * kOnes | kHigh) - sums) & kHigh));
  const unsigned below = static_cast<unsigned>((sums << 8) >> 8 * byte & 0xff);
  return 8 * byte + kInByte[word >> 8 * byte & 0xff][rank - below];
}

/// Points 0 … 64 · kWords − 1.
template <int kWords>
struct PointSet {
  std::array<std::uint64_t, kWords> words{};

  bool has(unsigned point) const { return words[point / 64] >> (point % 64) & 1; }
  void add(unsigned point) { words[point / 64] |= std::uint64_t{1} << point % 64; }
  void remove(unsigned point) { words[point / 64] &= ~(std::uint64_t{1} << point % 64); }
  void put(unsigned point, bool member) {
    const std::uint64_t bit = std::uint64_t{1} << point % 64;
    std::uint64_t& word = words[point / 64];
    word = (word & ~bit) | (member ? bit : 0);
  }
  bool any() const {
    std::uint64_t all = 0;
    for (const std::uint64_t word : words) all |= word;
    return all != 0;
  }
  int count() const {
    int sum = 0;
    for (const std::uint64_t word : words) sum += std::popcount(word);
    return sum;
  }
  /// The least member; the set must not be empty.
  unsigned first() const {
    for (unsigned w = 0;; ++w)
      if (words[w] != 0) return w * 64 + static_cast<unsigned>(std::countr_zero(words[w]));
  }
  /// The member with `rank` members below it; rank < count().
  unsigned member(unsigned rank) const {
    for (unsigned w = 0;; ++w) {
      const auto here = static_cast<unsigned>(std::popcount(words[w]));
      if (rank < here) return w * 64 + nth_bit(words[w], rank);
      rank -= here;
    }
  }
  /// Calls visit(point) for every member, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (unsigned w = 0; w < kWords; ++w)
      for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
        visit(w * 64 + static_cast<unsigned>(std::countr_zero(rest)));
  }

  PointSet& operator|=(const PointSet& other) {
    for (int w = 0; w < kWords; ++w) words[w] |= other.words[w];
    return *this;
  }
  PointSet& operator&=(const PointSet& other) {
    for (int w = 0; w < kWords; ++w) words[w] &= other.words[w];
    return *this;
  }
  friend PointSet operator|(PointSet a, const PointSet& b) { return a |= b; }
  friend PointSet operator&(PointSet a, const PointSet& b) { return a &= b; }
  /// The members of a that are not in b.
  friend PointSet operator-(PointSet a, const PointSet& b) {
    for (int w = 0; w < kWords; ++w) a.words[w] &= ~b.words[w];
    return a;
  }
  bool operator==(const PointSet&) const = default;

  /// The points next to a member: distances 1 and `stride`, 1 < stride < 64. Members of guard
  /// columns and rows appear, too.
  PointSet neighbours(unsigned stride) const {
    PointSet out;
    for (int w = 0; w < kWords; ++w) {
      const std::uint64_t here = words[w], below = w > 0 ? words[w - 1] : 0,
                          above = w + 1 < kWords ? words[w + 1] : 0;
      out.words[w] = here << 1 | below >> 63 | here >> 1 | above << 63 | here << stride |
                     below >> (64 - stride) | here >> stride | above << (64 - stride);
    }
    return out;
  }
};

}  // namespace az
