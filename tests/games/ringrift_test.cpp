// ringrift_test.cpp — the numbers of the rules, thresholds, ends, ranks, refusals and what random
// games look like.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.h"
#include "games/registry.h"
#include "games/ringrift/recorded_move.h"
#include "games/ringrift/recovery.h"
#include "games/ringrift/rules.h"
#include "tests/games/ringrift_boards.h"

namespace az {
namespace {

using ringrift::Board;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RingRift, KnowsTheNumbersOfEveryBoard) {
  struct Numbers {
    Board board;
    int players, line, rings, spaces;
  };
  for (const Numbers& n : {Numbers{Board::kSquare8, 2, 4, 18, 33},
                           {Board::kSquare8, 3, 3, 24, 22},
                           {Board::kSquare8, 4, 3, 30, 17},
                           {Board::kSquare19, 2, 4, 72, 181},
                           {Board::kSquare19, 3, 4, 96, 121},
                           {Board::kSquare19, 4, 4, 120, 91},
                           {Board::kHex8, 2, 4, 18, 31},
                           {Board::kHex8, 3, 3, 24, 21},
                           {Board::kHex8, 4, 3, 30, 16},
                           {Board::kHexagonal, 2, 4, 96, 235},
                           {Board::kHexagonal, 3, 4, 128, 157},
                           {Board::kHexagonal, 4, 4, 160, 118}}) {
    const RingRiftSettings settings{.board = n.board, .players = n.players};
    EXPECT_EQ(settings.line_length(), n.line);
    EXPECT_EQ(settings.ring_threshold(), n.rings);
    EXPECT_EQ(settings.space_threshold(), n.spaces);
  }
}

template <Board kBoard>
void check_geometry() {
  using G = ringrift::Geometry<kBoard>;
  const auto& tables = ringrift::kTables<kBoard>;
  EXPECT_EQ(tables.board.count(), G::kFacts.spaces);
  for (int d = 0; d < G::kDirections; ++d) {
    EXPECT_EQ(G::step(d), -G::step(G::opposite(d)));
    EXPECT_EQ(d<G::kDirections / 2, G::step(d)> 0);
  }
  int longest = 0;
  for (int d = 0; d < G::kDirections; ++d)
    tables.board.for_each(
        [&](int cell) { longest = std::max(longest, ringrift::reach<kBoard>(d, cell)); });
  EXPECT_EQ(longest, G::kReach);
  // A symmetry moves rays to rays.
  for (int s = 0; s < G::kSymmetries; ++s)
    for (int d = 0; d < G::kDirections; ++d)
      tables.board.for_each([&](int cell) {
        const auto image = [&](int c) {
          return int{tables.image[static_cast<std::size_t>(s)][static_cast<std::size_t>(c)]};
        };
        const int turned = tables.turned[static_cast<std::size_t>(s)][static_cast<std::size_t>(d)];
        ASSERT_EQ(ringrift::reach<kBoard>(d, cell), ringrift::reach<kBoard>(turned, image(cell)));
        if (ringrift::reach<kBoard>(d, cell) > 0)
          ASSERT_EQ(image(cell + G::step(d)), image(cell) + G::step(turned));
      });
}

TEST(RingRift, SymmetriesMoveRaysToRays) {
  check_geometry<Board::kSquare8>();
  check_geometry<Board::kSquare19>();
  check_geometry<Board::kHex8>();
  check_geometry<Board::kHexagonal>();
}

TEST(RingRift, IdsAndTextsOfEveryActionAreEachOthersInverse) {
  for_ringrift_variants([](const auto& rules, const RingRiftSettings& settings) {
    const auto& ids = rules.actions();
    EXPECT_EQ(ids.count(), ringrift_info(settings).action_count);
    const int step = settings.facts().side > 10 ? 7 : 1;  // the large boards in part
    for (int id = 0; id < ids.count(); id += step) {
      const auto action = static_cast<Action>(id);
      ASSERT_EQ(ids.id(ids.parts(action)), action);
      const auto parsed = rules.parse(rules.to_string(action));
      ASSERT_TRUE(parsed) << rules.to_string(action);
      ASSERT_EQ(*parsed, action) << rules.to_string(action);
    }
  });
}

TEST(RingRift, ParseRefusesWhatIsNoAction) {
  const RingRiftSquare8 rules{RingRiftSettings{}};
  for (const char* text :
       {"",        "P",       "P2",      "P0:a1",  "P4:a1",   "P02:a1",  "P2:i1",    "P2:a9",
        "P2:a1:E", ":a1",     "M:a1",    "M:a1:E", "M:a1:E8", "M:a1:E0", "M:a1:E01", "M:a1:X2",
        "M:a1:2",  "L:a1:W",  "L:a1:E1", "L:a1",   "W:a1:",   "X:a1:E",  "X",        "T:a1",
        "T:a1:3",  "T:a1:-1", "sp",      "NX",     "M:a1:E2:"})
    EXPECT_FALSE(rules.parse(text)) << text;
  EXPECT_TRUE(RingRiftSquare8({.players = 4}).parse("T:a1:4"));
}

TEST(RingRift, RefusesSettingsThatCannotBe) {
  const auto message = [](const char* yaml) {
    return make_game(*parse_yaml(yaml, "x.yaml")).error().to_string();
  };
  EXPECT_THAT(message("name: ringrift\nplayers: 5\n"), HasSubstr("x.yaml:2: game.players: 5"));
  EXPECT_THAT(message("name: ringrift\nplayers: 1\n"), HasSubstr("outside"));
  EXPECT_THAT(message("name: ringrift\nboard: square9\n"),
              HasSubstr("x.yaml:2: game.board: 'square9' is not one of square8"));
  EXPECT_THAT(message("name: ringrift\npayoff: all\n"), HasSubstr("x.yaml:2: game.payoff"));
}

/// apply() takes exactly what legal() lists, in games and on crowded boards: of every id on the
/// small boards, of a sample on the large ones.
TEST(RingRift, ApplyRefusesEveryActionThatIsNotLegal) {
  std::array<int, ringrift::kPhases> phases{};
  for_ringrift_variants(
      [&]<Board kBoard>(const RingRift<kBoard>& empty, const RingRiftSettings& settings) {
        const bool small = settings.facts().side < 10;
        std::vector<Action> legal;
        for (std::uint32_t game = 0; game < (small ? 8 : 2); ++game) {
          Rng rng({.seed = 4, .game = game});
          RingRift<kBoard> rules = empty;
          if (game > 0) rules.set_up(crowded_start<kBoard>(settings, rng));
          const auto refuses = [&] {
            ++phases[static_cast<std::size_t>(rules.position().phase)];
            const int count = rules.actions().count() + 2, step = small ? 1 : count / 3000;
            for (int id = static_cast<int>(rng.below(static_cast<std::uint32_t>(step))); id < count;
                 id += step) {
              const auto action = static_cast<Action>(id);
              if (std::binary_search(legal.begin(), legal.end(), action)) continue;
              RingRift<kBoard> copy = rules;
              ASSERT_ANY_THROW(copy.apply(action)) << rules.draw() << rules.to_string(action);
            }
          };
          for (int step = 0; !rules.terminal() && step < 40; ++step) {
            rules.legal(legal);
            if (step % 7 == static_cast<int>(game % 7)) refuses();
            rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
          }
          if (rules.terminal()) EXPECT_ANY_THROW(rules.apply(0));
        }
      });
  for (const auto phase : {ringrift::Phase::kPlacement, ringrift::Phase::kMovement,
                           ringrift::Phase::kLines, ringrift::Phase::kTerritory})
    EXPECT_GT(phases[static_cast<std::size_t>(phase)], 5);
}

// What uniformly random games look like: numbers of another engine (20 games of 2606 steps), in the
// notation of the records, where a recovery is one move.
TEST(RingRift, RandomGamesBranchAsTheRecordedOnesDo) {
  constexpr int kGames = 300;
  Rng rng({.seed = 11});
  std::vector<double> branching;
  int decisions = 0;
  for (int game = 0; game < kGames; ++game) {
    RingRiftSquare8 rules{RingRiftSettings{}};
    for (bool first = true; !rules.terminal(); first = false) {
      const auto moves = ringrift::recorded_moves(rules);
      if (first) EXPECT_EQ(moves.size(), 192u);
      if (moves.size() > 1) {
        ++decisions;
        branching.push_back(static_cast<double>(moves.size()));
      }
      for (const Action action : moves[rng.below(static_cast<std::uint32_t>(moves.size()))].actions)
        rules.apply(action);
    }
  }
  std::sort(branching.begin(), branching.end());
  double sum = 0;
  for (const double count : branching) sum += count;
  EXPECT_NEAR(static_cast<double>(decisions) / kGames, 71, 5);
  EXPECT_NEAR(sum / static_cast<double>(branching.size()), 46, 4);
  EXPECT_NEAR(branching[branching.size() / 2], 12, 2);
}

// ---- ends and ranks

/// A turn begins here, seat 0 to move; every seat has one ring in hand.
template <Board kBoard>
typename RingRift<kBoard>::Start sparse(int players) {
  typename RingRift<kBoard>::Start start;
  std::fill_n(start.hand.begin(), players, 1);
  return start;
}

Outcome adjudicated(RingRiftSquare8 rules, const RingRiftSquare8::Start& start) {
  rules.set_up(start);
  rules.adjudicate();
  return rules.outcome();
}

TEST(RingRift, RanksLosersByTerritoryRingsMarkersAndLastRing) {
  auto start = sparse<Board::kSquare8>(4);
  start.collapsed = {{{0, 1}, {2, 3, 4}, {5, 6}, {7}}};
  for (const auto payoff : {RingRiftPayoff::kWinner, RingRiftPayoff::kRanks}) {
    const Outcome outcome = adjudicated(RingRiftSquare8({.players = 4, .payoff = payoff}), start);
    EXPECT_THAT(outcome.place, ElementsAre(2, 1, 2, 4));
    EXPECT_EQ(outcome.reason, EndReason::kAdjudicated);
    EXPECT_TRUE(outcome.truncated);
    const bool ranks = payoff == RingRiftPayoff::kRanks;
    EXPECT_NEAR(outcome.payoff[0], ranks ? 0 : -1.0 / 3, 1e-6);  // shares of two places
    EXPECT_FLOAT_EQ(outcome.payoff[1], 1);
    EXPECT_FLOAT_EQ(outcome.payoff[3], ranks ? -1 : -1.0f / 3);
  }
  start.credit = {3, 0, 4, 0};
  const RingRiftSquare8 rules({.players = 4});
  EXPECT_THAT(adjudicated(rules, start).place, ElementsAre(3, 1, 2, 4));
  start.credit = {};
  start.markers[0] = {60};
  EXPECT_THAT(adjudicated(rules, start).place, ElementsAre(2, 1, 3, 4));
  start.markers[0] = {};
  start.hand[0] = 0;  // has no ring any more, and the one in seat 2's hand counts
  EXPECT_THAT(adjudicated(rules, start).place, ElementsAre(3, 1, 2, 4));
}

TEST(RingRift, TheLadderAlwaysNamesOneWinner) {
  const RingRiftSquare8 rules({.players = 3});
  auto start = sparse<Board::kSquare8>(3);
  const auto winner = [&] {
    const auto place = adjudicated(rules, start).place;
    return std::find(place.begin(), place.end(), 1) - place.begin();
  };
  EXPECT_EQ(winner(), 0);  // nothing tells them apart: who moved last, or seat 0
  start.markers[2] = {9};
  EXPECT_EQ(winner(), 2);
  start.hand[1] = 2;  // hands count as eliminated
  EXPECT_EQ(winner(), 1);
  start.collapsed[0] = {3};
  EXPECT_EQ(winner(), 0);
  start.collapsed[2] = {4};  // a tie in territory does not narrow: all go on to the next
  EXPECT_EQ(winner(), 1);
}

TEST(RingRift, ACapOnMovesEndsTheGameByTheLadder) {
  RingRiftSquare8 rules({.max_moves = 25});
  std::vector<Action> legal;
  Rng rng({.seed = 2});
  int steps = 0;
  for (; !rules.terminal(); ++steps) {
    rules.legal(legal);
    rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
  }
  EXPECT_EQ(steps, 25);
  EXPECT_TRUE(rules.outcome().truncated);
  EXPECT_EQ(rules.outcome().reason, EndReason::kAdjudicated);
}

// ---- situations that games hardly show

RingRiftSquare8 position(const RingRiftSquare8::Start& start, int players = 2) {
  RingRiftSquare8 rules({.players = players});
  rules.set_up(start);
  return rules;
}

int cell(int x, int y) { return y * 8 + x; }

TEST(RingRift, AdjudicationInMidTurnKnowsWhoJustLostTheLastRing) {
  RingRiftSquare8::Start start;
  start.collapsed[0] = {cell(1, 0), cell(0, 1)};
  start.stacks = {{cell(0, 0), {1}}, {cell(5, 5), {0}}, {cell(7, 7), {0}}, {cell(3, 5), {2}}};
  RingRiftSquare8 rules = position(start, 3);
  std::vector<Action> legal;
  // Whatever moves, then the corner falls to seat 0, who has not paid for it yet.
  bool took = false;
  for (int step = 0; step < 20 && !took; ++step) {
    rules.legal(legal);
    const auto region = std::find_if(legal.begin(), legal.end(), [&](Action action) {
      return rules.to_string(action).starts_with("T:");
    });
    took = region != legal.end();
    rules.apply(took ? *region : legal.front());
  }
  ASSERT_TRUE(took);
  ASSERT_EQ(rules.to_play(), 0) << rules.draw();
  rules.legal(legal);
  ASSERT_GT(legal.size(), 1u) << rules.draw();
  rules.adjudicate();
  EXPECT_THAT(rules.outcome().place, ElementsAre(1, 3, 2, 0)) << "seat 2 kept its ring";
}

TEST(RingRift, AStackMayHoldAllRings) {
  RingRiftSquare8::Start start;
  std::vector<int> rings;
  for (int k = 0; k < 72; ++k) rings.push_back(k % 4);
  start.stacks = {{cell(3, 3), rings}};
  RingRiftSquare8 rules = position(start, 4);
  EXPECT_EQ(rules.position().height_at(cell(3, 3)), 72);
  std::vector<Action> legal;
  for (int steps = 0; !rules.terminal() && steps < 1000; ++steps) {
    rules.legal(legal);
    rules.apply(legal.front());
  }
  EXPECT_TRUE(rules.terminal()) << rules.draw();
}

TEST(RingRift, OvertakingWithNoRingToSpareKeepsThePoolWhole) {
  RingRiftSquare8::Start start;  // all 72 rings lie on the board
  std::vector<int> rest;
  for (int seat = 0; seat < 4; ++seat)
    for (int k = 0; k < (seat < 2 ? 17 : 18); ++k) rest.push_back(seat);
  start.stacks = {{cell(0, 0), {0}}, {cell(1, 0), {1}}, {cell(7, 7), rest}};
  RingRiftSquare8 rules = position(start, 4);
  rules.apply(rules.parse("NP").value());
  rules.apply(rules.parse("M:a1:E2").value());
  EXPECT_EQ(rules.position().height_at(cell(2, 0)), 2);
  EXPECT_EQ(rules.position().controller(cell(2, 0)), 0);
}

TEST(RingRift, EqualRowsOfARecoveryTakeTheFirstAxis) {
  RingRiftSquare8::Start start;
  start.stacks = {{cell(7, 7), {0, 1}}};
  start.markers[0] = {cell(0, 3), cell(1, 3), cell(2, 3), cell(3, 0),
                      cell(3, 1), cell(3, 2), cell(4, 4)};
  RingRiftSquare8 rules = position(start);
  rules.apply(rules.parse("NP").value());
  rules.apply(rules.parse("M:e5:NW1").value());  // closes a row and a column of four
  rules.apply(rules.parse("X:h8").value());
  EXPECT_TRUE(rules.position().collapsed[0].has(cell(0, 3)));
  EXPECT_FALSE(rules.position().collapsed[0].has(cell(3, 0)));
  EXPECT_EQ(rules.position().credit[0], 1);
}

TEST(RingRift, TheHashTellsApartWhatTheFutureDependsOn) {
  auto start = sparse<Board::kSquare8>(2);
  start.stacks = {{cell(1, 1), {0, 1, 0}}, {cell(5, 5), {1, 1}}};
  start.markers = {{{cell(2, 2)}, {cell(3, 6)}}};
  start.collapsed = {{{cell(7, 0)}, {cell(0, 7)}}};
  std::vector<std::uint64_t> hashes{position(start).hash()};
  const auto with = [&](auto&& change, int players = 2) {
    auto other = start;
    change(other);
    hashes.push_back(position(other, players).hash());
  };
  using Start = RingRiftSquare8::Start;
  with([](Start& s) { s.stacks[0].rings = {1, 0, 0}; });  // equal but for the order
  with([](Start& s) { s.stacks[0].rings = {0, 1, 0, 0}; });
  with([](Start& s) { s.hand[0] = 2; });
  with([](Start& s) { s.hand[1] = 2; });
  with([](Start& s) { s.credit[0] = 1; });
  with([](Start& s) { s.credit[1] = 1; });
  with([](Start& s) { s.to_play = 1; });
  with([](Start& s) { std::swap(s.markers[0], s.markers[1]); });
  with([](Start& s) { std::swap(s.collapsed[0], s.collapsed[1]); });
  with([](Start&) {}, 3);
  RingRiftSquare8 skipped = position(start);
  skipped.apply(skipped.parse("SP").value());
  hashes.push_back(skipped.hash());
  for (const RingRiftSettings& settings :
       {RingRiftSettings{.payoff = RingRiftPayoff::kRanks}, RingRiftSettings{.max_moves = 99}}) {
    RingRiftSquare8 rules(settings);
    rules.set_up(start);
    hashes.push_back(rules.hash());
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

TEST(RingRift, TheHashKnowsWhichStackMustMoveAndWhereAMarkerIsToSlide) {
  // The same board, once with the ring just put, once with all stacks free to move.
  RingRiftSquare8::Start put, lay;
  put.stacks = {{cell(1, 1), {0, 0}}, {cell(5, 5), {0}}, {cell(6, 1), {1}}};
  put.hand[0] = 1;
  lay.stacks = {{cell(1, 1), {0, 0, 0}}, {cell(5, 5), {0}}, {cell(6, 1), {1}}};
  RingRiftSquare8 bound = position(put), free = position(lay);
  bound.apply(bound.parse("P1:b2").value());
  free.apply(free.parse("NP").value());
  std::vector<Action> few, many;
  bound.legal(few);
  free.legal(many);
  ASSERT_LT(few.size(), many.size());
  EXPECT_NE(bound.hash(), free.hash());

  // A recovery that waits for its second half: nothing on the board has changed yet.
  RingRiftSquare8::Start waits;
  waits.stacks = {{cell(0, 0), {0, 1}}, {cell(7, 7), {0, 1}}};
  waits.markers[0] = {cell(4, 4)};
  RingRiftSquare8 rules = position(waits);
  rules.apply(rules.parse("NP").value());
  std::vector<Action> slides;
  rules.legal(slides);
  std::vector<std::uint64_t> hashes{rules.hash()};
  for (const Action slide : slides) {
    if (!rules.to_string(slide).starts_with("M:e5:")) continue;
    RingRiftSquare8 next = rules;
    next.apply(slide);
    EXPECT_EQ(next.to_play(), 0);
    EXPECT_EQ(next.position().markers[0], rules.position().markers[0]);
    hashes.push_back(next.hash());
  }
  EXPECT_EQ(hashes.size(), 9u) << "eight neighbours";
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

/// The beginning of the present turn as a start: it knows nothing of the rounds before.
RingRiftSquare8::Start start_of(const RingRiftSquare8& rules) {
  const auto& p = rules.position();
  RingRiftSquare8::Start start;
  start.to_play = p.mover;
  p.stacks.for_each([&](int at) {
    std::vector<int> rings;
    p.for_rings(at, [&](int seat) { rings.insert(rings.begin(), seat); });
    start.stacks.push_back({at, rings});
  });
  for (std::size_t seat = 0; seat < 2; ++seat) {
    p.markers[seat].for_each([&](int at) { start.markers[seat].push_back(at); });
    p.collapsed[seat].for_each([&](int at) { start.collapsed[seat].push_back(at); });
    start.hand[seat] = p.hand[seat];
    start.credit[seat] = p.credit[seat];
  }
  return start;
}

TEST(RingRift, TheHashKnowsTheRoundsOfTheLastPlayerStanding) {
  RingRiftSquare8 rules{RingRiftSettings{}};
  Rng rng({.seed = 3});
  std::vector<Action> legal;
  int compared = 0;
  for (int steps = 0; steps < 60; ++steps) {
    rules.legal(legal);
    rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    // Seat 1 moves after seat 0 did, as at a start.
    if (rules.position().phase != ringrift::Phase::kPlacement || rules.to_play() != 1) continue;
    const RingRiftSquare8 fresh = position(start_of(rules));
    std::vector<Action> here, there;
    rules.legal(here);
    fresh.legal(there);
    EXPECT_EQ(here, there);
    EXPECT_NE(rules.hash(), fresh.hash());
    ++compared;
  }
  EXPECT_GT(compared, 3);
}

}  // namespace
}  // namespace az
