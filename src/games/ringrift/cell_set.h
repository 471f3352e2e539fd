// cell_set.h — a set of canvas cells as words: bit row · side + column.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace az::ringrift {

template <int kWords>
struct CellSet {
  std::array<std::uint64_t, static_cast<std::size_t>(kWords)> words{};

  constexpr bool has(int cell) const { return word(cell) >> (cell & 63) & 1; }
  constexpr void add(int cell) { word(cell) |= std::uint64_t{1} << (cell & 63); }
  constexpr void remove(int cell) { word(cell) &= ~(std::uint64_t{1} << (cell & 63)); }
  constexpr bool any() const {
    std::uint64_t all = 0;
    for (const std::uint64_t w : words) all |= w;
    return all != 0;
  }
  constexpr int count() const {
    int sum = 0;
    for (const std::uint64_t w : words) sum += std::popcount(w);
    return sum;
  }
  /// The least member; the set must not be empty.
  constexpr int first() const {
    std::size_t w = 0;
    while (words[w] == 0) ++w;
    return static_cast<int>(w) * 64 + std::countr_zero(words[w]);
  }
  /// Calls visit(cell) for every member, ascending.
  template <class Visit>
  constexpr void for_each(Visit&& visit) const {
    for (std::size_t w = 0; w < words.size(); ++w)
      for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
        visit(static_cast<int>(w) * 64 + std::countr_zero(rest));
  }
  /// The first member, ascending, that `test` accepts, or −1.
  template <class Test>
  constexpr int find(Test&& test) const {
    for (std::size_t w = 0; w < words.size(); ++w)
      for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1) {
        const int cell = static_cast<int>(w) * 64 + std::countr_zero(rest);
        if (test(cell)) return cell;
      }
    return -1;
  }

  constexpr CellSet& operator|=(const CellSet& other) {
    for (std::size_t w = 0; w < words.size(); ++w) words[w] |= other.words[w];
    return *this;
  }
  constexpr CellSet& operator&=(const CellSet& other) {
    for (std::size_t w = 0; w < words.size(); ++w) words[w] &= other.words[w];
    return *this;
  }
  /// Without the members of `other`.
  constexpr CellSet& operator-=(const CellSet& other) {
    for (std::size_t w = 0; w < words.size(); ++w) words[w] &= ~other.words[w];
    return *this;
  }
  friend constexpr CellSet operator|(CellSet a, const CellSet& b) { return a |= b; }
  friend constexpr CellSet operator&(CellSet a, const CellSet& b) { return a &= b; }
  friend constexpr CellSet operator-(CellSet a, const CellSet& b) { return a -= b; }
  constexpr bool operator==(const CellSet&) const = default;
  constexpr bool meets(const CellSet& other) const {
    std::uint64_t all = 0;
    for (std::size_t w = 0; w < words.size(); ++w) all |= words[w] & other.words[w];
    return all != 0;
  }

  /// Every member plus kBy; what leaves the words is lost.
  template <int kBy>
  constexpr CellSet shifted() const {
    constexpr int kFar = kBy < 0 ? -kBy : kBy, kWhole = kFar / 64, kBits = kFar % 64;
    CellSet out;
    for (int w = 0; w < kWords; ++w) {
      const auto at = [&](int index) {
        return index < 0 || index >= kWords ? 0 : words[static_cast<std::size_t>(index)];
      };
      std::uint64_t bits = 0;
      if constexpr (kBy >= 0) {
        bits = at(w - kWhole) << kBits;
        if constexpr (kBits > 0) bits |= at(w - kWhole - 1) >> (64 - kBits);
      } else {
        bits = at(w + kWhole) >> kBits;
        if constexpr (kBits > 0) bits |= at(w + kWhole + 1) << (64 - kBits);
      }
      out.words[static_cast<std::size_t>(w)] = bits;
    }
    return out;
  }

 private:
  constexpr std::uint64_t word(int cell) const {
    return words[static_cast<std::size_t>(cell) / 64];
  }
  constexpr std::uint64_t& word(int cell) { return words[static_cast<std::size_t>(cell) / 64]; }
};

}  // namespace az::ringrift
