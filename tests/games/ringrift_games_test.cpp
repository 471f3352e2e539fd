// ringrift_games_test.cpp — what holds at every step of random games, on every board, for two to
// four players.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "core/rng.h"
#include "games/ringrift/recorded_move.h"
#include "games/ringrift/recovery.h"
#include "games/state_of.h"
#include "tests/games/ringrift_boards.h"
#include "tests/support/game_contract.h"

namespace az {
namespace {

using ringrift::Board;
using ::testing::HasSubstr;

/// Sets, counts and caps agree with the rings; no cell holds two things; no ring is lost.
template <Board kBoard>
void check_position(const ringrift::Position<kBoard>& p, int all_rings) {
  using Set = typename ringrift::Geometry<kBoard>::Set;
  Set seen;
  int cells = 0, total = 0;
  std::array<int, kMaxPlayers> in_stacks{};
  const auto count = [&](const Set& set) {
    cells += set.count();
    seen |= set;
  };
  for (int seat = 0; seat < p.players; ++seat) {
    count(p.at(p.controlled, seat));
    count(p.at(p.markers, seat));
    count(p.at(p.collapsed, seat));
    total += p.at(p.hand, seat) + p.at(p.credit, seat);
    ASSERT_EQ(p.at(p.collapsed, seat).count(), p.at(p.territory, seat));
  }
  ASSERT_EQ(cells, seen.count()) << "a cell holds two things";
  ASSERT_FALSE((seen - ringrift::kTables<kBoard>.board).any());
  for (int cell = 0; cell < ringrift::Geometry<kBoard>::kCells; ++cell) {
    ASSERT_EQ(p.stacks.has(cell), p.height_at(cell) > 0);
    if (!p.stacks.has(cell)) {
      ASSERT_EQ(p.cap_at(cell), p.closed.has(cell) ? int{p.kWall} : 0);
      continue;
    }
    ASSERT_TRUE(p.at(p.controlled, p.controller(cell)).has(cell));
    int cap = 0, height = 0;
    p.for_rings(cell, [&](int seat) {
      if (cap == height && seat == p.controller(cell)) ++cap;
      ++height;
      ++p.at(in_stacks, seat);
    });
    ASSERT_EQ(cap, p.cap_at(cell));
  }
  for (int seat = 0; seat < p.players; ++seat) {
    ASSERT_EQ(p.at(in_stacks, seat), p.at(p.in_stacks, seat));
    total += p.at(in_stacks, seat);
  }
  ASSERT_EQ(total, all_rings) << "rings are lost or made";
}

template <Board kBoard>
int progress(const ringrift::Position<kBoard>& p) {
  int sum = p.marked().count() + p.closed.count();
  for (int seat = 0; seat < p.players; ++seat) sum += p.at(p.credit, seat);
  return sum;
}

TEST(RingRiftGames, RingsAreConservedProgressNeverFallsAndGamesEnd) {
  for_ringrift_variants([](const auto& start, const RingRiftSettings& settings) {
    const bool small = settings.facts().side < 10;
    const GameInfo info = ringrift_info(settings);
    std::vector<Action> legal;
    for (int game = 0; game < (small ? 12 : 1); ++game) {
      Rng rng({.seed = 5, .game = static_cast<std::uint32_t>(game)});
      auto rules = start;
      int decisions = 0;
      while (!rules.terminal()) {
        rules.legal(legal);
        ASSERT_FALSE(legal.empty());
        ASSERT_TRUE(std::adjacent_find(legal.begin(), legal.end(), std::greater_equal<>()) ==
                    legal.end());
        decisions += legal.size() > 1;
        const int before = progress(rules.position());
        rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
        ASSERT_GE(progress(rules.position()), before);
        check_position(rules.position(), settings.players * settings.facts().rings);
      }
      EXPECT_LE(decisions, info.max_plies);
      rules.legal(legal);
      EXPECT_TRUE(legal.empty());
    }
  });
}

TEST(RingRiftGames, CrowdedPositionsKeepTheirRingsToo) {
  for_ringrift_variants(
      []<Board kBoard>(const RingRift<kBoard>& empty, const RingRiftSettings& settings) {
        std::vector<Action> legal;
        for (std::uint32_t game = 0; game < (settings.facts().side < 10 ? 60 : 4); ++game) {
          Rng rng({.seed = 8, .game = game});
          auto rules = empty;
          rules.set_up(crowded_start<kBoard>(settings, rng));
          int rings = 0;  // the start's own
          for (int seat = 0; seat < settings.players; ++seat)
            rings += rules.position().at(rules.position().hand, seat) +
                     rules.position().at(rules.position().in_stacks, seat);
          while (!rules.terminal()) {
            rules.legal(legal);
            ASSERT_FALSE(legal.empty()) << rules.draw();
            const int before = progress(rules.position());
            rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
            ASSERT_GE(progress(rules.position()), before);
            check_position(rules.position(), rings);
          }
        }
      });
}

TEST(RingRiftGames, EqualActionsMakeEqualHashesAndTheRecordsTellAllMovesApart) {
  for_ringrift_variants([](const auto& start, const RingRiftSettings& settings) {
    const bool small = settings.facts().side < 10;
    Rng rng({.seed = 6});
    auto rules = start, again = start;
    std::vector<Action> legal;
    std::set<std::uint64_t> hashes;
    for (int step = 0; !rules.terminal() && step < (small ? 400 : 60); ++step) {
      ASSERT_EQ(rules.hash(), again.hash());
      EXPECT_TRUE(hashes.insert(rules.hash()).second) << "a position came again";
      std::set<std::string> texts;
      const auto moves = ringrift::recorded_moves(rules);
      for (const auto& move : moves) texts.insert(move.text);
      ASSERT_EQ(texts.size(), moves.size());
      const auto copy = rules;
      for (const Action action :
           moves[rng.below(static_cast<std::uint32_t>(moves.size()))].actions) {
        rules.apply(action);
        again.apply(action);
      }
      ASSERT_NE(copy.hash(), rules.hash());
    }
  });
}

/// Two axes share the longest row of a waiting recovery: their order is not symmetric.
template <Board kBoard>
bool is_tied(const RingRift<kBoard>& rules) {
  using G = ringrift::Geometry<kBoard>;
  const auto& p = rules.position();
  if (p.slide_from == p.kNone) return false;
  auto markers = p.at(p.markers, p.mover);
  markers.remove(p.slide_from);
  markers.add(p.slide_to);
  const int longest = ringrift::row_made(p, p.slide_from, p.slide_to).length;
  int axes = 0;
  for (int axis = 0; axis < G::kAxes; ++axis)
    axes += ringrift::line_through<kBoard>(markers, axis, p.slide_to).length == longest;
  return longest >= p.line_length && axes > 1;
}

/// The start seen through a symmetry.
template <Board kBoard>
typename RingRift<kBoard>::Start turned(typename RingRift<kBoard>::Start start, int symmetry) {
  const auto turn = [&](int& cell) {
    cell = ringrift::kTables<kBoard>.image[static_cast<std::size_t>(symmetry)]
                                          [static_cast<std::size_t>(cell)];
  };
  for (auto& stack : start.stacks) turn(stack.cell);
  for (auto* kind : {&start.markers, &start.collapsed})
    for (auto& cells : *kind) std::for_each(cells.begin(), cells.end(), turn);
  return start;
}

/// Both show the same, one of them turned.
void check_planes(const Planes& planes, const Planes& image, const State& state, int symmetry) {
  const GameInfo& info = state.info();
  int bits = 0, theirs = 0;
  for (const std::uint64_t word : image.bits()) theirs += std::popcount(word);
  for (int plane = 0; plane < info.bit_planes; ++plane)
    for (int cell = 0; cell < info.canvas.cells(); ++cell)
      if (planes.get(plane, cell)) {
        ++bits;
        ASSERT_TRUE(image.get(plane, state.transform_cell(cell, symmetry)))
            << "plane " << plane << ", symmetry " << symmetry;
      }
  ASSERT_EQ(bits, theirs) << "symmetry " << symmetry;
  ASSERT_TRUE(std::ranges::equal(planes.scalars(), image.scalars()));
}

TEST(RingRiftGames, ASymmetricGameIsTheSameGame) {
  std::map<ringrift::Kind, int> compared;
  int tied = 0;
  for_ringrift_variants([&]<Board kBoard>(const RingRift<kBoard>& empty,
                                          const RingRiftSettings& settings) {
    const bool small = settings.facts().side < 10;
    const GameOf<RingRift<kBoard>> game(settings);
    const GameInfo& info = game.info();
    const auto state = game.new_state();
    for (std::uint32_t number = 0; number < (small ? 30 : 3); ++number) {
      Rng rng({.seed = 7, .game = number});
      const auto start = crowded_start<kBoard>(settings, rng);
      std::vector<RingRift<kBoard>> images(static_cast<std::size_t>(info.symmetries), empty);
      for (int s = 0; s < info.symmetries; ++s)
        images[static_cast<std::size_t>(s)].set_up(turned<kBoard>(start, s));
      const RingRift<kBoard>& rules = images[0];
      std::vector<Action> legal, theirs;
      Planes planes(info), other(info);
      for (int step = 0; !rules.terminal() && step < 30; ++step) {
        if (is_tied(rules)) {
          ++tied;
          break;
        }
        rules.legal(legal);
        planes.clear();
        rules.encode(planes);
        const Action action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
        ++compared[rules.actions().parts(action).kind];
        for (int s = info.symmetries - 1; s >= 0; --s) {  // the original last, it names the others
          auto& image = images[static_cast<std::size_t>(s)];
          std::vector<Action> expected;
          for (const Action a : legal) expected.push_back(rules.transform(a, s));
          std::sort(expected.begin(), expected.end());
          image.legal(theirs);
          ASSERT_EQ(expected, theirs) << s << "\n" << rules.draw() << image.draw();
          other.clear();
          image.encode(other);
          check_planes(planes, other, *state, s);
          image.apply(rules.transform(action, s));
        }
      }
    }
  });
  for (const auto kind : {ringrift::Kind::kPlace, ringrift::Kind::kMove, ringrift::Kind::kLine,
                          ringrift::Kind::kWindow, ringrift::Kind::kPay, ringrift::Kind::kRegion})
    EXPECT_GT(compared[kind], 30) << static_cast<int>(kind);
  EXPECT_LT(tied, 40);
}

// Planted faults.

/// Moves a site with its cell, as games may that name no cell out of several.
struct SitesThatMove : RingRiftSquare8 {
  using RingRiftSquare8::RingRiftSquare8;
  static constexpr bool kFixedSites = false;
};
/// Keeps the least cell of a region without looking which is least after turning.
struct RegionsByTheirOldCell : RingRiftSquare8 {
  using RingRiftSquare8::RingRiftSquare8;
  Action transform(Action action, int symmetry) const {
    auto parts = actions().parts(action);
    if (parts.kind != ringrift::Kind::kRegion) return RingRiftSquare8::transform(action, symmetry);
    parts.cell = transform_cell(parts.cell, symmetry);
    return actions().id(parts);
  }
};
/// Sees nothing but who is to move.
struct HashOfTheMoverAlone : RingRiftSquare8 {
  using RingRiftSquare8::RingRiftSquare8;
  std::uint64_t hash() const { return terminal() ? 1 : static_cast<std::uint64_t>(to_play()); }
};

template <class Broken>
std::string violations() {
  std::string text;
  for (const std::string& line : contract_violations(GameOf<Broken>(), {.games = 4}))
    text += line + "\n";
  return text;
}

TEST(RingRiftGames, TheContractFindsPlantedFaults) {
  EXPECT_EQ(violations<RingRiftSquare8>(), "");
  EXPECT_THAT(violations<SitesThatMove>(), HasSubstr("symmetry of the sites"));
  EXPECT_THAT(violations<RegionsByTheirOldCell>(), HasSubstr("symmetry of the legal actions"));
  EXPECT_THAT(violations<HashOfTheMoverAlone>(), HasSubstr("equal hash, equal position"));
}

}  // namespace
}  // namespace az
