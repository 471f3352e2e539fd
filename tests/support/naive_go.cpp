#include "tests/support/naive_go.h"

#include <algorithm>
#include <cmath>

namespace az {

NaiveGo::NaiveGo(const GoSettings& settings)
    : NaiveGo(settings,
              std::string(static_cast<std::size_t>(settings.size * settings.width()), '.'), 0) {}

NaiveGo::NaiveGo(const GoSettings& settings, const std::string& board, int to_play)
    : settings_(settings), board_(board), to_play_(to_play), before_{{board, to_play}} {}

std::vector<int> NaiveGo::around(int cell) const {
  const int width = settings_.width(), row = cell / width, column = cell % width;
  std::vector<int> cells;
  if (row > 0) cells.push_back(cell - width);
  if (column > 0) cells.push_back(cell - 1);
  if (column + 1 < width) cells.push_back(cell + 1);
  if (row + 1 < settings_.size) cells.push_back(cell + width);
  return cells;
}

NaiveGo::Chain NaiveGo::chain(const std::string& board, int cell) const {
  const auto at = [&](int c) { return board[static_cast<std::size_t>(c)]; };
  Chain chain{{cell}, 0};
  std::vector<int> liberties;
  for (std::size_t i = 0; i < chain.cells.size(); ++i)
    for (const int next : around(chain.cells[i])) {
      std::vector<int>& list = at(next) == '.' ? liberties : chain.cells;
      if (at(next) != '.' && at(next) != at(cell)) continue;
      if (std::find(list.begin(), list.end(), next) == list.end()) list.push_back(next);
    }
  chain.liberties = static_cast<int>(liberties.size());
  return chain;
}

std::string NaiveGo::after(int cell) const {
  if (board_[static_cast<std::size_t>(cell)] != '.') return "";
  const char own = to_play_ == 0 ? 'X' : 'O', other = to_play_ == 0 ? 'O' : 'X';
  std::string board = board_;
  board[static_cast<std::size_t>(cell)] = own;
  const auto take_off = [&](const Chain& dead) {
    for (const int c : dead.cells) board[static_cast<std::size_t>(c)] = '.';
  };
  for (const int next : around(cell))
    if (board[static_cast<std::size_t>(next)] == other)
      if (const Chain theirs = chain(board, next); theirs.liberties == 0) take_off(theirs);
  const Chain mine = chain(board, cell);
  if (mine.liberties > 0) return board;
  if (mine.cells.size() == 1 || !settings_.suicide) return "";
  take_off(mine);
  return board;
}

bool NaiveGo::may_repeat(const std::string& board) const {
  switch (settings_.ko) {
    case KoRule::kSimple:
      return before_.size() < 2 || before_[before_.size() - 2].board != board;
    case KoRule::kPositional:
      return std::none_of(before_.begin(), before_.end(),
                          [&](const Before& before) { return before.board == board; });
    case KoRule::kSituational:
      return std::none_of(before_.begin(), before_.end(), [&](const Before& before) {
        return before.board == board && before.to_play == 1 - to_play_;
      });
  }
  return true;
}

std::vector<int> NaiveGo::legal() const {
  std::vector<int> cells;
  for (int cell = 0; cell < static_cast<int>(board_.size()); ++cell)
    if (const std::string board = after(cell); !board.empty() && may_repeat(board))
      cells.push_back(cell);
  return cells;
}

std::vector<int> NaiveGo::legal_without_ko() const {
  std::vector<int> cells;
  for (int cell = 0; cell < static_cast<int>(board_.size()); ++cell)
    if (!after(cell).empty()) cells.push_back(cell);
  return cells;
}

std::string NaiveGo::before(int plies) const {
  const auto back = static_cast<std::size_t>(plies);
  return back < before_.size() ? before_[before_.size() - 1 - back].board
                               : std::string(board_.size(), '.');
}

void NaiveGo::play(int cell) {
  board_ = after(cell);
  to_play_ = 1 - to_play_;
  passes_ = 0;
  before_.push_back({board_, to_play_});
}

void NaiveGo::pass() {
  to_play_ = 1 - to_play_;
  ++passes_;
  before_.push_back({board_, to_play_});
}

int NaiveGo::score_x2() const {
  int points = 0;
  for (int cell = 0; cell < static_cast<int>(board_.size()); ++cell) {
    const char stone = board_[static_cast<std::size_t>(cell)];
    bool black = stone == 'X', white = stone == 'O';
    if (stone == '.') {  // which colours can be reached over empty points
      std::vector<int> reached{cell};
      for (std::size_t i = 0; i < reached.size(); ++i)
        for (const int next : around(reached[i])) {
          const char there = board_[static_cast<std::size_t>(next)];
          black |= there == 'X';
          white |= there == 'O';
          if (there == '.' && std::find(reached.begin(), reached.end(), next) == reached.end())
            reached.push_back(next);
        }
    }
    points += black && !white ? 1 : white && !black ? -1 : 0;
  }
  return 2 * points - static_cast<int>(std::lround(2 * settings_.komi));
}

}  // namespace az
