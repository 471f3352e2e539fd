// ringrift_encode_test.cpp — the planes that tell a net what every seat could do, against rays,
// windows and regions walked cell by cell.

#include <gtest/gtest.h>

#include <set>

#include "core/rng.h"
#include "games/state_of.h"
#include "tests/games/ringrift_boards.h"

namespace az {
namespace {

using ringrift::Board;
using Cells = std::set<int>;

template <Board kBoard>
struct Naive {
  using G = ringrift::Geometry<kBoard>;
  const ringrift::Position<kBoard>& p;
  int seat;

  Cells able, landings, attacked, closing, missing;

  Naive(const ringrift::Position<kBoard>& position, int of) : p(position), seat(of) {
    for (int y = -G::kSide; y <= G::kSide; ++y)
      for (int x = -G::kSide; x <= G::kSide; ++x) {
        if (!G::on_board(x, y)) continue;
        for (int d = 0; d < G::kDirections; ++d) {
          walk(x, y, G::vector(d));
          window(x, y, G::vector(d));
        }
      }
    if (p.at(p.in_stacks, seat) > 0) regions();
  }

 private:
  bool is_own(int cell) const { return p.height_at(cell) > 0 && p.controller(cell) == seat; }

  /// One stack along one ray, as the rules say it: at least as far as it is high, over nothing but
  /// at most one stack whose cap is not higher.
  void walk(int x, int y, ringrift::Vector v) {
    const int from = G::cell_at(x, y);
    if (!is_own(from)) return;
    int over = -1;
    for (int k = 1; G::on_board(x + k * v.x, y + k * v.y); ++k) {
      const int cell = G::cell_at(x + k * v.x, y + k * v.y);
      if (p.closed.has(cell)) return;
      if (p.height_at(cell) > 0) {
        if (over >= 0 || p.cap_at(cell) > p.cap_at(from)) return;
        over = cell;
        continue;
      }
      if (k < p.height_at(from)) continue;
      able.insert(from);
      landings.insert(cell);
      if (over >= 0 && !is_own(over)) attacked.insert(over);
    }
  }

  void window(int x, int y, ringrift::Vector v) {
    int own = 0, lacking = -1;
    for (int k = 0; k < p.line_length; ++k) {
      if (!G::on_board(x + k * v.x, y + k * v.y)) return;
      const int cell = G::cell_at(x + k * v.x, y + k * v.y);
      if (p.closed.has(cell)) return;
      if (p.at(p.markers, seat).has(cell))
        ++own;
      else
        lacking = cell;
    }
    if (own == p.line_length - 1) closing.insert(lacking);
  }

  /// By every colour of markers, and by none.
  void regions() {
    for (int border = 0; border <= p.players; ++border) {
      if (border < p.players && !p.at(p.markers, border).any()) continue;
      const auto is_wall = [&](int cell) {
        return p.closed.has(cell) || (border < p.players && p.at(p.markers, border).has(cell));
      };
      Cells seen;
      for (int cell = 0; cell < G::kCells; ++cell) {
        if (!ringrift::kTables<kBoard>.board.has(cell) || is_wall(cell) || seen.contains(cell))
          continue;
        Cells region{cell};
        std::vector<int> open{cell};
        bool has_own = false;
        while (!open.empty()) {
          const int here = open.back();
          open.pop_back();
          has_own = has_own || is_own(here);
          const ringrift::Vector at = G::place(here);
          for (int d = 0; d < G::kDirections; ++d) {
            const ringrift::Vector v = G::vector(d);
            if (!G::kHex && v.x != 0 && v.y != 0) continue;
            if (!G::on_board(at.x + v.x, at.y + v.y)) continue;
            const int next = G::cell_at(at.x + v.x, at.y + v.y);
            if (!is_wall(next) && region.insert(next).second) open.push_back(next);
          }
        }
        seen.insert(region.begin(), region.end());
        if (!has_own) missing.insert(region.begin(), region.end());
      }
    }
  }
};

Cells cells_of(const Planes& planes, int plane, int cells) {
  Cells set;
  for (int cell = 0; cell < cells; ++cell)
    if (planes.get(plane, cell)) set.insert(cell);
  return set;
}

TEST(RingRiftPlanes, TellWhatEverySeatCouldDo) {
  constexpr int kViews = 5;
  std::array<int, kViews> met{};
  for_ringrift_variants(
      [&]<Board kBoard>(const RingRift<kBoard>& empty, const RingRiftSettings& settings) {
        const GameInfo info = RingRift<kBoard>::info(settings);
        const bool small = settings.facts().side < 10;
        for (std::uint32_t number = 0; number < (small ? 12 : 3); ++number) {
          Rng rng({.seed = 11, .game = number});
          RingRift<kBoard> rules = empty;
          if (number % 4 > 0) rules.set_up(crowded_start<kBoard>(settings, rng));
          std::vector<Action> legal;
          Planes planes(info);
          for (int step = 0; !rules.terminal() && step < (small ? 40 : 8); ++step) {
            planes.clear();
            rules.encode(planes);
            const auto& p = rules.position();
            for (int r = 0; r < p.players; ++r) {
              const Naive<kBoard> naive(p, (p.mover + r) % p.players);
              const Cells* const expected[] = {&naive.able, &naive.landings, &naive.attacked,
                                               &naive.closing, &naive.missing};
              for (int view = 0; view < kViews; ++view) {
                const auto v = static_cast<std::size_t>(view);
                const int plane = info.bit_planes - kViews * (p.players - r) + view;
                ASSERT_EQ(cells_of(planes, plane, info.canvas.cells()), *expected[v])
                    << "plane " << plane << ", view " << view << " of relative seat " << r << "\n"
                    << rules.draw();
                met[v] += !expected[v]->empty();
              }
            }
            rules.legal(legal);
            rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
          }
        }
      });
  for (const int count : met) EXPECT_GT(count, 500);
}

}  // namespace
}  // namespace az
