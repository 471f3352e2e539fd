#include "games/go/area.h"

#include <array>

namespace az {
namespace {

/// `seed` and all of `through` that is connected with it.
template <class Board>
typename Board::Set flood(const Board& board, typename Board::Set seed,
                          const typename Board::Set& through) {
  for (;;) {
    const auto grown = seed | (board.neighbours(seed) & through);
    if (grown == seed) return seed;
    seed = grown;
  }
}

template <int kSide>
Owners<kSide> area_of(const GoBoard<kSide>& board, const Owners<kSide>& stones) {
  const auto rest = board.points() - stones[0] - stones[1];
  const auto black = flood(board, board.neighbours(stones[0]) & rest, rest),
             white = flood(board, board.neighbours(stones[1]) & rest, rest);
  return {stones[0] | (black - white), stones[1] | (white - black)};
}

/// Calls visit(head, region) for every chain of `colour` and region around it that is vital to it:
/// enclosed by `alive` stones, with room, and every empty point of it a liberty of the chain; with
/// suicide every point, for a stone there may be taken off.
template <class Board, class Visit>
void for_each_vital(const Board& board, int colour, bool suicide, const typename Board::Set& alive,
                    Visit&& visit) {
  using Set = typename Board::Set;
  const Set others = board.points() - board.stones(colour);
  for (Set left = others; left.any();) {
    Set seed;
    seed.add(left.first());
    const Set region = flood(board, seed, others);
    left = left - region;
    const Set room = region & board.empty();
    if (!room.any() || ((board.neighbours(region) & board.stones(colour)) - alive).any()) continue;
    const Set& near = suicide ? region : room;
    // A chain with all of the room as liberties has its first point as one.
    Set first, seen;
    first.add(room.first());
    (board.neighbours(first) & alive).for_each([&](unsigned stone) {
      if (seen.has(stone)) return;
      Set chain;
      board.for_chain(stone, [&](unsigned point) { chain.add(point); });
      seen |= chain;
      if (!(near - board.neighbours(chain)).any()) visit(board.head(stone), region);
    });
  }
}

}  // namespace

template <int kSide>
Owners<kSide> area(const GoBoard<kSide>& board) {
  return area_of<kSide>(board, {board.stones(0), board.stones(1)});
}

template <int kSide>
typename GoBoard<kSide>::Set pass_alive(const GoBoard<kSide>& board, int colour, bool suicide) {
  using Set = typename GoBoard<kSide>::Set;
  for (Set alive = board.stones(colour);;) {
    std::array<std::uint8_t, GoBoard<kSide>::kPoints> vital{};  // regions, by head
    for_each_vital(board, colour, suicide, alive,
                   [&](unsigned head, const Set&) { ++vital[head]; });
    Set still;
    alive.for_each([&](unsigned stone) {
      if (vital[board.head(stone)] >= 2) still.add(stone);
    });
    if (still != alive) {
      alive = still;
      continue;
    }
    for_each_vital(board, colour, suicide, alive,
                   [&](unsigned, const Set& region) { still |= region; });
    return still;
  }
}

template <int kSide>
Owners<kSide> area_without_dead(const GoBoard<kSide>& board, bool suicide) {
  const auto black = pass_alive(board, 0, suicide), white = pass_alive(board, 1, suicide);
  return area_of<kSide>(board,
                        {(board.stones(0) - white) | black, (board.stones(1) - black) | white});
}

#define AZ_GO_AREA(kSide)                                                           \
  template Owners<kSide> area<kSide>(const GoBoard<kSide>&);                        \
  template GoBoard<kSide>::Set pass_alive<kSide>(const GoBoard<kSide>&, int, bool); \
  template Owners<kSide> area_without_dead<kSide>(const GoBoard<kSide>&, bool);
AZ_GO_AREA(9)
AZ_GO_AREA(13)
AZ_GO_AREA(19)
#undef AZ_GO_AREA

}  // namespace az
