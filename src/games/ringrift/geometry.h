// geometry.h — the four boards: cells, directions, line axes, neighbours and symmetries, known when
// compiling.
//
// A cell is row · side + column of the bounding box. Squares: (x, y) is column x, row y. Hexagons:
// cube (x, y, z) of radius r is column x + r, row y + r; the corners of the box are off the board.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "games/ringrift/cell_set.h"

namespace az::ringrift {

enum class Board : std::uint8_t { kSquare8, kSquare19, kHex8, kHexagonal };

struct BoardFacts {
  bool hex;
  int side;    ///< of the bounding box
  int spaces;  ///< cells on the board
  int rings;   ///< of each player
};

constexpr BoardFacts board_facts(Board board) {
  switch (board) {
    case Board::kSquare8:
      return {.hex = false, .side = 8, .spaces = 64, .rings = 18};
    case Board::kSquare19:
      return {.hex = false, .side = 19, .spaces = 361, .rings = 72};
    case Board::kHex8:
      return {.hex = true, .side = 9, .spaces = 61, .rings = 18};
    case Board::kHexagonal:
      break;
  }
  return {.hex = true, .side = 25, .spaces = 469, .rings = 96};
}

struct Vector {
  int x = 0, y = 0;
  constexpr bool operator==(const Vector&) const = default;
};

/// The image of a vector: squares: bit 0 of the symmetry mirrors x, bit 1 y, bit 2 then transposes;
/// hexagons: symmetry % 6 turns by 60 degrees, then from 6 on x and y change places.
constexpr Vector transformed(Vector v, int symmetry, bool hex) {
  if (!hex) {
    if (symmetry & 1) v.x = -v.x;
    if (symmetry & 2) v.y = -v.y;
    return symmetry & 4 ? Vector{v.y, v.x} : v;
  }
  for (int turn = 0; turn < symmetry % 6; ++turn) v = {v.x + v.y, -v.x};
  return symmetry >= 6 ? Vector{v.y, v.x} : v;
}

template <Board kBoard>
struct Geometry {
  static constexpr BoardFacts kFacts = board_facts(kBoard);
  static constexpr bool kHex = kFacts.hex;
  static constexpr int kSide = kFacts.side, kCells = kSide * kSide, kWords = (kCells + 63) / 64;
  static constexpr int kDirections = kHex ? 6 : 8, kAxes = kHex ? 3 : 4;
  static constexpr int kSymmetries = kHex ? 12 : 8;
  static constexpr int kReach = kSide - 1;  ///< the longest ray, in steps
  using Set = CellSet<kWords>;

  /// The first half leads to higher cells; d and opposite(d) are halves of one axis.
  static constexpr Vector vector(int direction) {
    constexpr std::array<Vector, 8> kSquare{
        {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};
    constexpr std::array<Vector, 6> kHexes{{{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}}};
    return kHex ? kHexes[static_cast<std::size_t>(direction)]
                : kSquare[static_cast<std::size_t>(direction)];
  }
  static constexpr int opposite(int direction) {
    return (direction + kDirections / 2) % kDirections;
  }
  /// What one step adds to a cell.
  static constexpr int step(int direction) {
    return vector(direction).y * kSide + vector(direction).x;
  }
  /// The direction to higher cells along a line axis; the axes' order decides ties of recovery.
  static constexpr int axis_direction(int axis) {
    constexpr std::array<int, 4> kSquare{0, 2, 1, 3};
    constexpr std::array<int, 3> kHexes{0, 2, 1};
    return kHex ? kHexes[static_cast<std::size_t>(axis)] : kSquare[static_cast<std::size_t>(axis)];
  }
  static constexpr int axis_of(int direction) {
    for (int axis = 0; axis < kAxes; ++axis)
      if (axis_direction(axis) == direction % (kDirections / 2)) return axis;
    return -1;
  }
  /// Territory is bounded across edges: every direction of hexagons, the orthogonal ones of
  /// squares.
  static constexpr bool is_adjacent(int direction) { return kHex || direction % 2 == 0; }

  static constexpr int kCentre = kHex ? kSide / 2 : 0;  ///< column and row of (0, 0)
  static constexpr bool on_board(int x, int y) {
    const int column = x + kCentre, row = y + kCentre;
    if (column < 0 || row < 0 || column >= kSide || row >= kSide) return false;
    return !kHex || (x + y <= kCentre && x + y >= -kCentre);
  }
  static constexpr int cell_at(int x, int y) { return (y + kCentre) * kSide + x + kCentre; }
  static constexpr Vector place(int cell) {
    return {cell % kSide - kCentre, cell / kSide - kCentre};
  }

  /// Calls visit(integral constant) for every direction, so that steps are constants.
  template <class Visit>
  static constexpr void for_directions(Visit&& visit) {
    [&]<std::size_t... d>(std::index_sequence<d...>) {
      (visit(std::integral_constant<int, static_cast<int>(d)>{}), ...);
    }(std::make_index_sequence<kDirections>{});
  }
};

/// What is looked up by cell.
template <Board kBoard>
struct Tables {
  using G = Geometry<kBoard>;
  template <class T, int kRows>
  using ByCell = std::array<std::array<T, static_cast<std::size_t>(G::kCells)>, kRows>;

  typename G::Set board;
  /// [direction] the cells that have a neighbour there
  std::array<typename G::Set, static_cast<std::size_t>(G::kDirections)> inner{};
  ByCell<std::uint8_t, G::kDirections> reach{};   ///< [direction][cell] steps to the edge
  ByCell<std::uint16_t, G::kSymmetries> image{};  ///< [symmetry][cell]
  std::array<std::array<std::uint8_t, G::kDirections>, G::kSymmetries> turned{};  ///< directions
};

template <Board kBoard>
constexpr Tables<kBoard> make_tables() {
  using G = Geometry<kBoard>;
  Tables<kBoard> tables;
  for (int cell = 0; cell < G::kCells; ++cell) {
    const auto c = static_cast<std::size_t>(cell);
    const Vector at = G::place(cell);
    const bool inside = G::on_board(at.x, at.y);
    if (inside) tables.board.add(cell);
    for (int d = 0; d < G::kDirections && inside; ++d) {
      const Vector v = G::vector(d);
      int steps = 0;
      while (G::on_board(at.x + (steps + 1) * v.x, at.y + (steps + 1) * v.y)) ++steps;
      tables.reach[static_cast<std::size_t>(d)][c] = static_cast<std::uint8_t>(steps);
      if (steps > 0) tables.inner[static_cast<std::size_t>(d)].add(cell);
    }
    for (int s = 0; s < G::kSymmetries; ++s) {
      int image = cell;
      if (inside && G::kHex) {
        const Vector to = transformed(at, s, true);
        image = G::cell_at(to.x, to.y);
      } else if (inside) {  // about the middle of the board, in half cells
        const Vector to = transformed({2 * at.x - G::kReach, 2 * at.y - G::kReach}, s, false);
        image = G::cell_at((to.x + G::kReach) / 2, (to.y + G::kReach) / 2);
      }
      tables.image[static_cast<std::size_t>(s)][c] = static_cast<std::uint16_t>(image);
    }
  }
  for (int s = 0; s < G::kSymmetries; ++s)
    for (int d = 0; d < G::kDirections; ++d)
      for (int e = 0; e < G::kDirections; ++e)
        if (transformed(G::vector(d), s, G::kHex) == G::vector(e))
          tables.turned[static_cast<std::size_t>(s)][static_cast<std::size_t>(d)] =
              static_cast<std::uint8_t>(e);
  return tables;
}

template <Board kBoard>
inline constexpr Tables<kBoard> kTables = make_tables<kBoard>();

template <Board kBoard>
constexpr int reach(int direction, int cell) {
  return kTables<kBoard>.reach[static_cast<std::size_t>(direction)][static_cast<std::size_t>(cell)];
}

/// The cells one step in a direction from the members.
template <Board kBoard, int kDirection>
constexpr auto stepped(const typename Geometry<kBoard>::Set& cells) {
  return (cells & kTables<kBoard>.inner[static_cast<std::size_t>(kDirection)])
      .template shifted<Geometry<kBoard>::step(kDirection)>();
}

/// The cells whose neighbour in a direction is a member.
template <Board kBoard, int kDirection>
constexpr auto before(const typename Geometry<kBoard>::Set& cells) {
  return stepped<kBoard, Geometry<kBoard>::opposite(kDirection)>(cells);
}

/// The cells across an edge from a member.
template <Board kBoard>
constexpr auto adjacent(const typename Geometry<kBoard>::Set& cells) {
  typename Geometry<kBoard>::Set out;
  Geometry<kBoard>::for_directions([&](auto d) {
    if constexpr (Geometry<kBoard>::is_adjacent(d)) out |= stepped<kBoard, d>(cells);
  });
  return out;
}

}  // namespace az::ringrift
