// go_against_naive.h — random games, the engine beside the naive model: same legal points, boards
// and areas at every ply.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "games/go/area.h"
#include "games/registry.h"
#include "tests/support/naive_go.h"
#include "tests/support/naive_life.h"

namespace az {

inline std::unique_ptr<Game> make_go(const GoSettings& settings) {
  Value section = print_config(settings);
  section.set("name", Value::scalar("go"));
  return make_game(section).value();
}

/// The engine's drawing as a naive board.
inline std::string board_of(const State& state, const GoSettings& settings) {
  std::string rows = state.draw(), board;
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = rows.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(rows.substr(at, end - at));
  for (int row = 0; row < settings.size; ++row) {
    const std::string& line = lines[static_cast<std::size_t>(settings.size - row)];
    for (int column = 0; column < settings.width(); ++column)
      board += line[static_cast<std::size_t>(3 + 2 * column)];
  }
  return board;
}

/// Plane by plane what src/games/go/README.md says.
inline void compare_planes(const State& state, const GoSettings& settings, const NaiveGo& naive) {
  Planes planes(state.info());
  state.encode(planes);
  const int mover = naive.to_play(), width = settings.width(), canvas = settings.canvas_side();
  const char own = mover == 0 ? 'X' : 'O';
  std::vector<int> legal = naive.legal(), forbidden;
  for (const int cell : naive.legal_without_ko())
    if (!std::binary_search(legal.begin(), legal.end(), cell)) forbidden.push_back(cell);
  const auto expect = [&](int plane, int cell, bool member) {
    EXPECT_EQ(planes.get(plane, cell / width * canvas + cell % width), member)
        << "plane " << plane << " cell " << cell << '\n'
        << state.draw();
  };
  const auto stone = [&](const std::string& board, int cell) {
    return board[static_cast<std::size_t>(cell)];
  };
  int members = 0;
  for (int cell = 0; cell < static_cast<int>(naive.board().size()); ++cell) {
    const char here = stone(naive.board(), cell);
    expect(0, cell, true);
    expect(1, cell, here == own);
    expect(2, cell, here != own && here != '.');
    const int liberties = here == '.' ? 0 : naive.chain(cell).liberties;
    for (int n = 1; n <= 3; ++n) {
      expect(2 + n, cell, here == own && liberties == n);
      expect(5 + n, cell, here != own && liberties == n);
    }
    expect(9, cell, std::binary_search(forbidden.begin(), forbidden.end(), cell));
    for (int back = 1; back <= settings.history; ++back) {
      const char then = stone(naive.before(back), cell);
      expect(8 + 2 * back, cell, then == own);
      expect(9 + 2 * back, cell, then != own && then != '.');
    }
  }
  for (const std::uint64_t word : planes.bits()) members += std::popcount(word);
  int on_board = 0;
  for (int plane = 0; plane < state.info().bit_planes; ++plane)
    for (int cell = 0; cell < static_cast<int>(naive.board().size()); ++cell)
      on_board += planes.get(plane, cell / width * canvas + cell % width) ? 1 : 0;
  EXPECT_EQ(members, on_board) << "something off the board";
}

/// One game of at most 3 · area plies, and no more than `most_plies`; returns how many positions
/// were compared. A mover passes once in `passes_one_in` times.
inline int compare_a_game(GoSettings settings, std::uint32_t number, int passes_one_in,
                          int most_plies = 10'000) {
  const int plies = std::min(most_plies, 3 * settings.size * settings.width());
  settings.max_moves = plies + 1;  // the model has no cap
  const std::unique_ptr<Game> game = make_go(settings);
  const std::unique_ptr<State> state = game->new_state();
  NaiveGo naive(settings);
  Rng rng({.seed = 7, .purpose = Purpose::kTest, .game = number});
  const int canvas = settings.canvas_side();
  std::vector<Action> legal;
  int positions = 0;
  for (; positions < plies && !naive.over(); ++positions) {
    state->legal(legal);
    std::vector<int> cells;
    for (const Action action : legal)
      if (static_cast<int>(action) < canvas * canvas)
        cells.push_back(static_cast<int>(action) / canvas * settings.width() +
                        static_cast<int>(action) % canvas);
    EXPECT_EQ(cells, naive.legal()) << "game " << number << " ply " << positions << '\n'
                                    << state->draw();
    EXPECT_EQ(board_of(*state, settings), naive.board());
    const std::unique_ptr<State> ended = state->clone();
    ended->adjudicate();
    float score = 0;
    ended->aux(AuxTarget::kScore, 0, std::span(&score, 1));
    EXPECT_EQ(static_cast<int>(std::lround(2 * score)), naive.score_x2()) << state->draw();
    if (positions % 3 == 0) compare_planes(*state, settings, naive);
    if (testing::Test::HasFailure()) return positions;
    if (cells.empty() || rng.below(static_cast<std::uint32_t>(passes_one_in)) == 0) {
      state->apply(legal.back());
      naive.pass();
    } else {
      const std::size_t pick = rng.below(static_cast<std::uint32_t>(cells.size()));
      state->apply(legal[pick]);
      naive.play(cells[pick]);
    }
  }
  EXPECT_EQ(state->terminal(), naive.over());
  return positions;
}

/// Calls visit(board) for every way to colour the points from `cell` on after which every chain has
/// a liberty.
template <class Visit>
void for_each_legal_board(const GoBoard<9>& board, int cell, Visit&& visit) {
  if (cell == board.area()) {
    if (board.is_alive()) visit(board);
    return;
  }
  for_each_legal_board(board, cell + 1, visit);
  for (const int colour : {0, 1}) {
    GoBoard<9> next = board;
    next.put(board.point(cell / board.columns(), cell % board.columns()), colour);
    for_each_legal_board(next, cell + 1, visit);
  }
}

/// As the naive model writes boards.
inline std::string naive_text(const GoBoard<9>& board) {
  std::string text;
  for (int row = 0; row < board.rows(); ++row)
    for (int column = 0; column < board.columns(); ++column)
      text += "XO."[static_cast<int>(board.at(board.point(row, column)))];
  return text;
}

/// The colourings of side × side points in which every chain has a liberty.
/// Source: J. Tromp, G. Farnebäck, "Combinatorics of Go" (2007): 1, 57, 12675, 24318165.
inline std::uint64_t legal_positions(int side) {
  std::uint64_t legal = 0;
  for_each_legal_board(GoBoard<9>(side, side), 0, [&](const GoBoard<9>&) { ++legal; });
  return legal;
}

/// Every legal board and every move of both colours on it, without history: what may be played, and
/// what is left. Returns the number of moves.
inline int compare_every_move(int rows, int columns, bool suicide) {
  const GoSettings settings{
      .size = rows, .columns = columns, .ko = KoRule::kSimple, .suicide = suicide};
  int moves = 0;
  for_each_legal_board(GoBoard<9>(rows, columns), 0, [&](const GoBoard<9>& board) {
    if (testing::Test::HasFailure()) return;
    for (const int colour : {0, 1}) {
      const NaiveGo naive(settings, naive_text(board), colour);
      const auto playable = board.playable(colour, suicide);
      std::vector<int> cells;
      playable.points.for_each([&](unsigned point) {
        cells.push_back(board.row(point) * columns + board.column(point));
        GoBoard<9> after = board;
        after.play(point, colour);
        NaiveGo naive_after = naive;
        naive_after.play(cells.back());
        EXPECT_EQ(naive_text(after), naive_after.board()) << naive.board() << ' ' << cells.back();
        const auto foreseen = board.after(point, colour);
        EXPECT_EQ(foreseen.hash, after.hash());
        EXPECT_EQ(foreseen.counts[0], after.count(0));
        EXPECT_EQ(foreseen.counts[1], after.count(1));
        ++moves;
      });
      EXPECT_EQ(cells, naive.legal()) << naive.board() << ' ' << colour;
    }
  });
  return moves;
}

/// Every legal board: stones that are pass-alive are those that no sequence of the other's moves
/// takes.
inline void compare_pass_alive(int rows, int columns, bool suicide) {
  const GoSettings settings{.size = rows, .columns = columns, .suicide = suicide};
  int boards = 0, alive_boards = 0;
  for (const int colour : {0, 1}) {
    NaiveLife life(settings, colour);
    for_each_legal_board(GoBoard<9>(rows, columns), 0, [&](const GoBoard<9>& board) {
      const auto alive = pass_alive(board, colour, suicide);
      std::string text = naive_text(board);
      const std::string safe = life.safe(text);
      for (int cell = 0; cell < board.area(); ++cell)
        if (text[static_cast<std::size_t>(cell)] != (colour == 0 ? 'X' : 'O') ||
            !alive.has(board.point(cell / columns, cell % columns)))
          text[static_cast<std::size_t>(cell)] = '.';
      ASSERT_EQ(text, safe) << naive_text(board) << " of " << rows << " rows from the bottom";
      ++boards;
      alive_boards += alive.any() ? 1 : 0;
    });
  }
  EXPECT_GT(alive_boards, 0);
  EXPECT_LT(alive_boards, boards);
}

}  // namespace az
