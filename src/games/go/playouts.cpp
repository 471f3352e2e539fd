// playouts.cpp — random games as Go programs measure them: without lists where the rules allow it.
#include <vector>

#include "games/go/area.h"
#include "games/go/rules.h"

namespace az {
namespace {

/// Every neighbour is an own stone, and of the diagonal points at most one (on the edge none) is
/// the other's.
template <class Board>
bool is_own_eye(const Board& board, unsigned point, int colour) {
  const auto own = static_cast<Stone>(colour), other = static_cast<Stone>(1 - colour);
  const unsigned up = board.stride();
  int owns = 0, walls = 0, others = 0;
  for (const unsigned q : {point - up, point - 1, point + 1, point + up}) {
    owns += board.at(q) == own ? 1 : 0;
    walls += board.at(q) == Stone::kWall ? 1 : 0;
  }
  if (owns + walls < 4) return false;
  for (const unsigned q : {point - up - 1, point - up + 1, point + up - 1, point + up + 1})
    others += board.at(q) == other ? 1 : 0;
  return others <= (walls > 0 ? 0 : 1);
}

}  // namespace

/// A uniformly drawn point that may be played and is no own eye; a pass where none is left.
template <int kSide>
void Go<kSide>::play_any(Rng& rng) {
  Set left = board_.empty();
  for (int count = left.count(); count > 0; --count) {
    const unsigned point = left.member(rng.below(static_cast<std::uint32_t>(count)));
    if (!is_own_eye(board_, point, to_play()) && is_legal(point)) return play(point);
    left.remove(point);
  }
  pass();
}

template <int kSide>
PlayoutCounts Go<kSide>::playouts(const Go& start, PlayoutMode mode, std::uint64_t games,
                                  Rng& rng) {
  PlayoutCounts counts;
  counts.games = games;
  const int area = start.board_.area();
  Go first = start;
  first.ko_rule_ = mode == PlayoutMode::kBoard ? KoRule::kSimple : KoRule::kPositional;
  first.suicide_ = false;
  first.dead_stones_ = DeadStones::kNone;
  first.shown_ = 0;
  first.most_plies_ = static_cast<std::uint16_t>(3 * area);
  std::vector<unsigned> list;
  Go game = first;
  for (std::uint64_t g = 0; g < games; ++g) {
    game = first;
    if (mode == PlayoutMode::kList) {
      for (int ply = 0; ply < 2 * area; ++ply) {
        list.clear();
        game.legal_points().for_each([&](unsigned point) { list.push_back(point); });
        if (list.empty())
          game.pass();
        else
          game.play(list[rng.below(static_cast<std::uint32_t>(list.size()))]);
      }
      counts.steps += static_cast<std::uint64_t>(2 * area);
    } else {
      while (!game.terminal()) {
        game.play_any(rng);
        ++counts.steps;
      }
    }
    const int score = game.score_x2();
    if (score == 0)
      ++counts.draws;
    else
      ++counts.wins[score > 0 ? 0 : 1];
  }
  return counts;
}

template void Go<9>::play_any(Rng&);
template void Go<13>::play_any(Rng&);
template void Go<19>::play_any(Rng&);
template PlayoutCounts Go<9>::playouts(const Go&, PlayoutMode, std::uint64_t, Rng&);
template PlayoutCounts Go<13>::playouts(const Go&, PlayoutMode, std::uint64_t, Rng&);
template PlayoutCounts Go<19>::playouts(const Go&, PlayoutMode, std::uint64_t, Rng&);

}  // namespace az
