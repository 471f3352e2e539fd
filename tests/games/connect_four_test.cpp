// connect_four_test.cpp — the bitboard rules against a plain array model, published counts and
// solved positions.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "core/file.h"
#include "core/rng.h"
#include "games/connect_four/rules.h"

namespace az {
namespace {

/// The rules as a beginner would write them: an array of cells, every line tried from every cell.
class ArrayModel {
 public:
  ArrayModel(int rows, int columns)
      : rows_(rows), columns_(columns), cells_(static_cast<std::size_t>(rows * columns), -1) {}

  std::vector<Action> legal() const {
    std::vector<Action> actions;
    for (int column = 0; column < columns_; ++column)
      if (at(0, column) < 0) actions.push_back(static_cast<Action>(column));
    return actions;
  }
  void drop(int column, int seat) {
    int row = rows_ - 1;
    while (at(row, column) >= 0) --row;
    cells_[static_cast<std::size_t>(row * columns_ + column)] = seat;
  }
  bool wins(int seat) const {
    for (int row = 0; row < rows_; ++row)
      for (int column = 0; column < columns_; ++column)
        for (const auto& [down, right] : {std::pair{0, 1}, {1, 0}, {1, 1}, {1, -1}}) {
          int length = 0;
          while (length < 4 && at(row + length * down, column + length * right) == seat) ++length;
          if (length == 4) return true;
        }
    return false;
  }
  bool full() const { return std::find(cells_.begin(), cells_.end(), -1) == cells_.end(); }
  int at(int row, int column) const {
    if (row < 0 || row >= rows_ || column < 0 || column >= columns_) return -2;
    return cells_[static_cast<std::size_t>(row * columns_ + column)];
  }

 private:
  int rows_, columns_;
  std::vector<int> cells_;
};

TEST(ConnectFour, AgreesWithAnArrayModelInRandomGames) {
  std::array<int, 3> ends{};
  for (const auto& [rows, columns] : {std::pair{6, 7}, {4, 4}, {5, 6}, {12, 4}, {4, 12}, {7, 8}})
    for (std::uint32_t g = 0; g < 400; ++g) {
      Rng rng({.seed = 5, .game = g});
      ConnectFour game({rows, columns});
      ArrayModel model(rows, columns);
      std::vector<Action> legal;
      Planes planes(ConnectFour::info({rows, columns}));
      for (int ply = 0; !game.terminal(); ++ply) {
        game.legal(legal);
        ASSERT_EQ(legal, model.legal());
        planes.clear();
        game.encode(planes);
        for (int cell = 0; cell < rows * columns; ++cell) {
          const int owner = model.at(cell / columns, cell % columns);
          ASSERT_EQ(planes.get(1, cell), owner == ply % 2);
          ASSERT_EQ(planes.get(2, cell), owner == 1 - ply % 2);
        }
        const Action action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
        const int landing = game.site(action).cell;
        ASSERT_EQ(model.at(landing / columns, landing % columns), -1);
        game.apply(action);
        model.drop(static_cast<int>(action), ply % 2);
        ASSERT_EQ(model.at(landing / columns, landing % columns), ply % 2)
            << "site() is the landing cell";
        ASSERT_EQ(game.terminal(), model.wins(ply % 2) || model.full()) << game.draw();
      }
      const Outcome outcome = game.outcome();
      EXPECT_EQ(outcome.payoff[0] > 0, model.wins(0));
      EXPECT_EQ(outcome.payoff[1] > 0, model.wins(1));
      ++ends[model.wins(0) ? 0 : model.wins(1) ? 1 : 2];
    }
  for (const int count : ends) EXPECT_GT(count, 20) << "every kind of end was seen";
}

TEST(ConnectFour, HasTheKnownNumberOfPositionsAfterEveryPly) {
  // Source: OEIS A212693, distinct legal positions on 7 x 6 after n plies.
  constexpr std::array<std::size_t, 8> kKnown = {1, 7, 49, 238, 1120, 4263, 16422, 54859};
  std::vector<ConnectFour> layer{ConnectFour({})};
  std::vector<Action> legal;
  EXPECT_EQ(layer.size(), kKnown[0]);
  for (std::size_t ply = 1; ply < kKnown.size(); ++ply) {
    std::vector<ConnectFour> next;
    std::set<std::uint64_t> hashes;
    std::set<std::string> boards;
    for (const ConnectFour& position : layer) {
      position.legal(legal);
      for (const Action action : legal) {
        ConnectFour child = position;
        child.apply(action);
        const bool is_new = hashes.insert(child.hash()).second;
        ASSERT_EQ(is_new, boards.insert(child.draw()).second) << "equal hash, equal board";
        if (is_new) next.push_back(child);
      }
    }
    EXPECT_EQ(next.size(), kKnown[ply]);
    layer = std::move(next);
  }
}

/// The result for the seat to move, +1, 0, −1, by alpha-beta without any knowledge.
int solve(const ConnectFour& position, int alpha, int beta) {
  std::vector<Action> legal;
  position.legal(legal);
  int best = -1;
  for (const Action action : legal) {
    ConnectFour child = position;
    child.apply(action);
    int value = 0;
    if (!child.terminal())
      value = -solve(child, -beta, -alpha);
    else
      value =
          static_cast<int>(child.outcome().payoff[static_cast<std::size_t>(position.to_play())]);
    best = std::max(best, value);
    alpha = std::max(alpha, best);
    if (alpha >= beta) break;
  }
  return best;
}

TEST(ConnectFour, PlaysOutSolvedEndgamesToTheirPublishedResults) {
  const auto text = read_file(Path(AZ_SOURCE_DIR) / "configs/exams/connect4/end_easy.txt");
  ASSERT_TRUE(text) << text.error().to_string();
  std::istringstream lines(*text);
  std::string moves, labels;
  int score = 0, positions = 0;
  while (lines >> moves >> score >> labels) {
    ConnectFour position({});
    for (const char move : moves) position.apply(*position.parse({&move, 1}));
    EXPECT_EQ(solve(position, -1, 1), (score > 0) - (score < 0)) << moves;
    std::vector<Action> legal;
    position.legal(legal);
    for (Action column = 0; column < 7; ++column) {
      const bool open = std::find(legal.begin(), legal.end(), column) != legal.end();
      ASSERT_EQ(open, labels[column] != 'x') << moves;
      if (!open || positions % 10 != 0)
        continue;  // every move of every tenth position: seconds, not minutes
      ConnectFour child = position;
      child.apply(column);
      const int value =
          child.terminal()
              ? static_cast<int>(
                    child.outcome().payoff[static_cast<std::size_t>(position.to_play())])
              : -solve(child, -1, 1);
      EXPECT_EQ("LDW"[value + 1], labels[column]) << moves << " then " << column + 1;
    }
    ++positions;
  }
  EXPECT_EQ(positions, 1000);
}

}  // namespace
}  // namespace az
