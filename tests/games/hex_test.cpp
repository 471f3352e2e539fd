// hex_test.cpp — the rules against flood fill and solved openings.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "core/file.h"
#include "core/rng.h"
#include "games/hex/rules.h"
#include "games/registry.h"

namespace az {
namespace {

/// Does `seat` connect its edges? A flood over the drawn board, written from the definition of the
/// neighbours.
bool connects(const std::vector<int>& board, int size, int seat) {
  std::vector<int> open;
  std::vector<bool> seen(board.size());
  const auto visit = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    const auto cell = static_cast<std::size_t>(row * size + column);
    if (board[cell] != seat || seen[cell]) return;
    seen[cell] = true;
    open.push_back(row * size + column);
  };
  for (int i = 0; i < size; ++i) seat == 0 ? visit(0, i) : visit(i, 0);
  while (!open.empty()) {
    const int row = open.back() / size, column = open.back() % size;
    open.pop_back();
    if ((seat == 0 ? row : column) == size - 1) return true;
    for (const auto& [r, c] : {std::pair{-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}})
      visit(row + r, column + c);
  }
  return false;
}

TEST(Hex, AgreesWithFloodFillInRandomGames) {
  for (const auto& [size, canvas] : {std::pair{3, 0}, {4, 4}, {5, 8}, {8, 0}, {9, 11}, {11, 0}})
    for (std::uint32_t g = 0; g < 150; ++g) {
      Rng rng({.seed = 11, .game = g});
      const int side = canvas == 0 ? size : canvas;
      Hex game({.size = size, .canvas = canvas});
      std::vector<int> board(static_cast<std::size_t>(size * size), -1);
      std::vector<Action> legal;
      while (!game.terminal()) {
        game.legal(legal);
        const int seat = game.to_play();
        const Action action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
        const int row = static_cast<int>(action) / side, column = static_cast<int>(action) % side;
        ASSERT_LT(std::max(row, column), size);
        int& cell = board[static_cast<std::size_t>(row * size + column)];
        ASSERT_EQ(cell, -1);
        cell = seat;
        game.apply(action);
        ASSERT_EQ(game.terminal(), connects(board, size, seat)) << game.draw();
        ASSERT_FALSE(connects(board, size, 1 - seat));
      }
      EXPECT_EQ(game.outcome().reason, EndReason::kWin) << "a full board always connects someone";
    }
}

/// Does the seat to move win? Depth first with a table of positions; promising moves first, which
/// only saves time.
bool mover_wins(const Hex& position, std::unordered_map<std::uint64_t, bool>& known) {
  if (const auto found = known.find(position.hash()); found != known.end()) return found->second;
  const int mover = position.to_play();
  std::vector<Action> legal;
  position.legal(legal);
  std::vector<std::pair<int, Hex>> children;
  for (const Action action : legal) {
    Hex child = position;
    child.apply(action);
    if (child.terminal()) return known[position.hash()] = true;
    children.emplace_back(child.stones_needed(mover) - child.stones_needed(1 - mover), child);
  }
  std::sort(children.begin(), children.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const bool wins = std::any_of(children.begin(), children.end(), [&](const auto& child) {
    return !mover_wins(child.second, known);
  });
  return known[position.hash()] = wins;
}

void expect_solved_openings(int size) {
  const auto text =
      read_file(Path(AZ_SOURCE_DIR) / fmt::format("tests/data/hex_openings/hex{}.txt", size));
  ASSERT_TRUE(text) << text.error().to_string();
  std::unordered_map<std::uint64_t, bool> known;
  std::istringstream lines(*text);
  std::string line;
  for (int row = 0; lines >> line; ++row)
    for (int column = 0; column < size; ++column) {
      Hex position({.size = size});
      position.apply(static_cast<Action>(row * size + column));
      EXPECT_EQ(mover_wins(position, known) ? 'L' : 'W', line[static_cast<std::size_t>(column)])
          << position.draw();
    }
}

TEST(Hex, SolvesThreeByThreeOpenings) { expect_solved_openings(3); }
TEST(Hex, SolvesFourByFourOpenings) { expect_solved_openings(4); }

TEST(Hex, SwapTakesOverTheMirroredOpeningStone) {
  Hex game({.size = 5, .swap = true});
  game.apply(*game.parse("b4"));
  std::vector<Action> legal;
  game.legal(legal);
  EXPECT_EQ(legal.size(), 25u);  // 24 cells and the swap
  EXPECT_EQ(legal.back(), *game.parse("swap"));
  game.apply(legal.back());
  EXPECT_EQ(game.to_play(), 0);
  EXPECT_NE(game.draw().find(" 2 . . . O .\n"), std::string::npos) << game.draw();
  game.legal(legal);
  EXPECT_EQ(legal.size(), 24u) << "no second swap";
  EXPECT_FALSE(Hex({.size = 5}).parse("swap"));
}

TEST(Hex, TheMoverAlwaysSeesItsEdgesAtTopAndBottom) {
  // Seat 1 one stone short of winning along row 2 sees what seat 0 sees one stone short along
  // column 2.
  Hex first({.size = 3}), second({.size = 3});
  for (const char* cell : {"b1", "a3", "b2", "c2"}) first.apply(*first.parse(cell));
  for (const char* cell : {"a1", "a2", "c1", "b2", "b3"}) second.apply(*second.parse(cell));
  const GameInfo info = Hex::info({.size = 3});
  Planes seen_first(info), seen_second(info);
  first.encode(seen_first);
  second.encode(seen_second);
  ASSERT_EQ(first.to_play(), 0);
  ASSERT_EQ(second.to_play(), 1);
  EXPECT_TRUE(std::ranges::equal(seen_first.plane(1), seen_second.plane(1)));
  EXPECT_EQ(first.site(*first.parse("b3")), second.site(*second.parse("c2")));
}

TEST(Hex, OneNetServesEverySizeOfACanvas) {
  const auto make = [](const char* yaml) { return *make_game(*parse_yaml(yaml, "x")); };
  const auto small = make("{name: hex, size: 7, canvas: 11}"),
             large = make("{name: hex, size: 11}");
  EXPECT_EQ(small->info().action_space_id, large->info().action_space_id);
  EXPECT_EQ(small->info().encoder_id, large->info().encoder_id);
  EXPECT_NE(small->info().rules_id, large->info().rules_id);
  EXPECT_NE(small->new_state()->hash(), large->new_state()->hash())
      << "or a cache would mix them up";
}

TEST(Hex, AdjudicationAsksWhoNeedsFewerStones) {
  Hex game({.size = 5});
  EXPECT_EQ(game.stones_needed(0), 5);
  EXPECT_EQ(game.stones_needed(1), 5);
  for (const char* cell : {"c1", "a1", "c2", "e1", "c3"}) game.apply(*game.parse(cell));
  EXPECT_EQ(game.stones_needed(0), 2);
  EXPECT_EQ(game.stones_needed(1), 5) << "c1 c2 c3 stand in the way of a1 and e1";
  game.adjudicate();
  EXPECT_EQ(game.outcome().place, (std::array<std::int8_t, 4>{1, 2, 0, 0}));
  EXPECT_TRUE(game.outcome().truncated);
}

}  // namespace
}  // namespace az
