// board.h — stones on a Go board: chains, liberties, captures, and which points may be played but
// for superko.
//
// Point (row + 1) · stride + column + 1 with stride = columns + 1: one guard column between the
// rows, a guard row above and below, so that the eight points around are reached without a test.
// Rows count from the bottom: row 0 is line 1 of a printed board.
//
// A chain's liberties are counted once per adjacent stone ("pseudo-liberties") beside their sum and
// sum of squares: by Cauchy–Schwarz count · squares = sum² exactly where all are the same point, so
// atari is one comparison, and the last liberty is sum / count.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "games/go/point_set.h"

namespace az {

enum class Stone : std::uint8_t { kBlack = 0, kWhite = 1, kEmpty = 2, kWall = 3 };

/// Boards of up to kSide × kSide points. A plain value.
template <int kSide>
class GoBoard {
 public:
  static constexpr int kPoints = (kSide + 2) * (kSide + 1) + 1;
  static constexpr int kWords = (kPoints + 63) / 64;
  using Set = PointSet<kWords>;
  using Point = std::conditional_t<(kPoints < 256), std::uint8_t, std::uint16_t>;
  static constexpr Point kNone = 0;  ///< a guard: no point of the board

  /// rows, columns: 1 … kSide.
  GoBoard(int rows, int columns);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  int area() const { return rows_ * columns_; }
  unsigned stride() const { return stride_; }
  Point point(int row, int column) const {
    return static_cast<Point>((row + 1) * stride_ + column + 1);
  }
  int row(unsigned point) const { return static_cast<int>(point / stride_) - 1; }
  int column(unsigned point) const { return static_cast<int>(point % stride_) - 1; }

  Stone at(unsigned point) const { return stone_[point]; }
  const Set& stones(int colour) const { return stones_[static_cast<std::size_t>(colour)]; }
  unsigned count(int colour) const { return counts_[static_cast<std::size_t>(colour)]; }
  const Set& empty() const { return empty_; }
  Set points() const { return stones_[0] | stones_[1] | empty_; }
  Set neighbours(const Set& set) const { return set.neighbours(stride_); }
  /// Of the stones alone, whatever came before: the sum over them of a random word each.
  std::uint64_t hash() const { return hash_; }
  /// The point that may not be retaken at once; kNone: no ko.
  Point ko() const { return ko_; }

  /// A point next to it is empty. (Without branches: on random boards they are seldom foreseen.)
  bool has_room(unsigned point) const {
    const auto free = [&](unsigned q) { return stone_[q] == Stone::kEmpty; };
    return static_cast<bool>(static_cast<int>(free(point - 1)) | static_cast<int>(free(point + 1)) |
                             static_cast<int>(free(point - stride_)) |
                             static_cast<int>(free(point + stride_)));
  }
  /// What a stone of `colour` on the empty point would do, without the ko point.
  enum class Effect : std::uint8_t { kStands, kCaptures, kSuicide, kLoneSuicide };
  Effect effect(unsigned point, int colour) const;
  struct Moves {
    Set points, captures;  ///< captures: those of the points that take something off
  };
  /// The points that `colour` may play, the ko point left out; with `suicide` also those where two
  /// or more of its own stones die.
  Moves playable(int colour, bool suicide) const;
  struct After {
    std::uint64_t hash = 0;
    std::array<unsigned, 2> counts{};  ///< stones by colour
  };
  /// The board after a stone of `colour` and what it takes off, itself included.
  After after(unsigned point, int colour) const;
  /// after().hash where nothing is taken off.
  std::uint64_t hash_with(unsigned point, int colour) const { return hash_ ^ word(point, colour); }

  /// Plays. The point must be playable. What dies is added to dead(colour of the stone).
  void play(unsigned point, int colour);
  /// Puts a stone on an empty point and takes nothing off: for setting a board up, after which
  /// every chain must have a liberty (is_alive).
  void put(unsigned point, int colour);
  /// Every chain has a liberty.
  bool is_alive() const;
  /// Ends a ko: somebody passed or a board was set up.
  void forget_ko() { ko_ = kNone; }
  /// Points where a stone of this colour was ever taken off.
  const Set& dead(int colour) const { return dead_[static_cast<std::size_t>(colour)]; }

  /// Calls visit(point) for every stone of the chain at `point`.
  template <class Visit>
  void for_chain(unsigned point, Visit&& visit) const {
    unsigned stone = point;
    do {
      visit(stone);
      stone = next_[stone];
    } while (stone != point);
  }
  Point head(unsigned point) const { return head_[point]; }
  bool in_atari(unsigned point) const { return chains_[head_[point]].single(); }

 private:
  struct Chain {
    std::uint32_t squares = 0;
    std::conditional_t<(kPoints < 256), std::uint16_t, std::uint32_t> sum = 0;
    std::uint16_t count = 0;

    void add(std::uint32_t point) { add_if(true, point); }
    void add_if(bool is_liberty, std::uint32_t point) {
      const std::uint32_t added = is_liberty ? point : 0;
      squares += added * added;
      sum = static_cast<decltype(sum)>(sum + added);
      count = static_cast<std::uint16_t>(count + (is_liberty ? 1 : 0));
    }
    void remove(std::uint32_t point) {
      squares -= point * point;
      sum = static_cast<decltype(sum)>(sum - point);
      --count;
    }
    void join(const Chain& other) {
      squares += other.squares;
      sum = static_cast<decltype(sum)>(sum + other.sum);
      count = static_cast<std::uint16_t>(count + other.count);
    }
    /// Exactly one liberty.
    bool single() const {
      return count > 0 && std::uint64_t{squares} * count == std::uint64_t{sum} * sum;
    }
    unsigned last() const { return sum / count; }
  };

  static std::uint64_t word(unsigned point, int colour);
  std::array<unsigned, 4> around(unsigned point) const {
    return {point - stride_, point - 1, point + 1, point + stride_};
  }
  void join(unsigned a, unsigned b);
  int take_off(unsigned point);
  void settle(unsigned head) {
    atari_[static_cast<std::size_t>(stone_[head])].put(head, chains_[head].single());
  }

  std::array<Set, 2> stones_{}, dead_{};
  std::array<Set, 2> atari_{};  ///< heads of the chains with one liberty, by colour
  Set empty_{};
  std::uint64_t hash_ = 0;
  std::array<std::uint16_t, 2> counts_{};
  std::array<Chain, kPoints> chains_{};  ///< of a head; [0] takes what concerns no chain
  std::array<Stone, kPoints> stone_;
  std::array<Point, kPoints> head_{};  ///< of a stone: its chain; else 0
  std::array<Point, kPoints> next_{};  ///< of a stone: the chain's next stone
  std::array<Point, kPoints> size_{};  ///< of a head: stones
  Point ko_ = kNone;
  std::uint8_t rows_, columns_, stride_;
};

extern template class GoBoard<9>;
extern template class GoBoard<13>;
extern template class GoBoard<19>;

}  // namespace az
