// go_situation.h — a position of Go from a diagram, held by the engine and by the naive model at
// once: every answer is both's, and a test fails where they differ.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "games/go/point_name.h"
#include "games/go/rules.h"
#include "tests/support/naive_go.h"

namespace az {

class GoSituation {
 public:
  /// lines: the top one first, of 'x' black, 'o' white, '.'; to_play 'x' or 'o'.
  GoSituation(const std::vector<std::string>& lines, char to_play, GoSettings settings = {})
      : settings_(sized(lines, settings)),
        go_(settings_),
        naive_(settings_, naive_board(lines), to_play == 'x' ? 0 : 1) {
    Go<13>::Set black, white;
    const std::string& board = naive_.board();
    for (std::size_t cell = 0; cell < board.size(); ++cell) {
      if (board[cell] == 'X') black.add(point(static_cast<int>(cell)));
      if (board[cell] == 'O') white.add(point(static_cast<int>(cell)));
    }
    EXPECT_TRUE(go_.set_up(black, white, to_play == 'x' ? 0 : 1));
  }

  /// May the mover play here? The list of legal moves, the question for one point and the naive
  /// model must agree.
  bool legal(const std::string& name) const {
    const GoPoint p = parse_go_point(name, 13).value();
    const int cell = p.row * settings_.width() + p.column;
    const std::vector<int> cells = naive_.legal();
    const bool expected = std::find(cells.begin(), cells.end(), cell) != cells.end();
    std::vector<Action> actions;
    go_.legal(actions);
    const Action action = go_.parse(name).value();
    const bool listed = std::find(actions.begin(), actions.end(), action) != actions.end();
    EXPECT_EQ(listed, expected) << name << '\n' << go_.draw();
    EXPECT_EQ(go_.is_legal(point(cell)), expected) << name << '\n' << go_.draw();
    return expected;
  }
  /// Plays in turn; "pass" is a move, too.
  void play(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (name != "pass") ASSERT_TRUE(legal(name)) << name << '\n' << go_.draw();
      go_.apply(go_.parse(name).value());
      if (name == "pass") {
        naive_.pass();
      } else {
        const GoPoint p = parse_go_point(name, 13).value();
        naive_.play(p.row * settings_.width() + p.column);
      }
      EXPECT_EQ(board(), naive_lines());
      EXPECT_EQ(go_.to_play(), naive_.to_play());
    }
  }
  /// After two passes: play goes on.
  void resume() { go_.resume(); }
  /// As the diagrams are, a line feed after each line.
  std::string board() const {
    std::string text;
    for (int row = go_.board().rows() - 1; row >= 0; --row) {
      for (int column = 0; column < go_.board().columns(); ++column)
        text += "xo."[static_cast<int>(go_.board().at(go_.board().point(row, column)))];
      text += '\n';
    }
    return text;
  }
  /// Black's area minus white's minus komi, in half points; the naive model knows no dead stones.
  int score_x2() const {
    if (settings_.dead_stones == DeadStones::kNone)
      EXPECT_EQ(go_.score_x2(), naive_.score_x2()) << go_.draw();
    return go_.score_x2();
  }
  const Go<13>& go() const { return go_; }
  const GoSettings& settings() const { return settings_; }
  const NaiveGo& naive() const { return naive_; }

 private:
  static GoSettings sized(const std::vector<std::string>& lines, GoSettings settings) {
    settings.size = static_cast<int>(lines.size());
    settings.columns = static_cast<int>(lines[0].size());
    return settings;
  }
  static std::string naive_board(const std::vector<std::string>& lines) {
    std::string board;
    for (const std::string& line : lines) {
      std::string row;
      for (const char c : line) row += c == 'x' ? 'X' : c == 'o' ? 'O' : '.';
      board.insert(0, row);
    }
    return board;
  }
  unsigned point(int cell) const {
    return go_.board().point(cell / settings_.width(), cell % settings_.width());
  }
  std::string naive_lines() const {
    const auto width = static_cast<std::size_t>(settings_.width());
    std::string text;
    for (std::size_t row = static_cast<std::size_t>(settings_.size); row-- > 0;) {
      for (const char c : naive_.board().substr(row * width, width))
        text += c == 'X' ? 'x' : c == 'O' ? 'o' : '.';
      text += '\n';
    }
    return text;
  }

  GoSettings settings_;
  Go<13> go_;
  NaiveGo naive_;
};

}  // namespace az
