// naive_go.h — Go as its rules are told, slow and without any of the engine's ideas: boards are
// strings, a move is tried on a copy, a board that was before is looked for among all.
#pragma once

#include <string>
#include <vector>

#include "games/go/settings.h"

namespace az {

class NaiveGo {
 public:
  explicit NaiveGo(const GoSettings& settings);
  /// From a board of 'X', 'O' and '.', rows from the bottom.
  NaiveGo(const GoSettings& settings, const std::string& board, int to_play);

  /// Cells (row · columns + column) that the mover may play, ascending.
  std::vector<int> legal() const;
  /// Cells that the mover might play were it not for the ko rule, ascending.
  std::vector<int> legal_without_ko() const;
  /// The board `plies` plies ago; empty before the first.
  std::string before(int plies) const;
  void play(int cell);
  void pass();
  bool over() const { return passes_ == 2; }
  int to_play() const { return to_play_; }
  const std::string& board() const { return board_; }
  /// Black's area minus white's minus komi, in half points.
  int score_x2() const;

  /// The cells of the chain at `cell`, and how many liberties it has.
  struct Chain {
    std::vector<int> cells;
    int liberties = 0;
  };
  Chain chain(const std::string& board, int cell) const;
  Chain chain(int cell) const { return chain(board_, cell); }

 private:
  std::vector<int> around(int cell) const;
  /// The board after the move, "" when it is no move: the point is taken, or a lone stone would
  /// die.
  std::string after(int cell) const;
  bool may_repeat(const std::string& after) const;

  GoSettings settings_;
  std::string board_;
  int to_play_ = 0, passes_ = 0;
  struct Before {
    std::string board;
    int to_play;
  };
  std::vector<Before> before_;  ///< every position so far, the present one last
};

}  // namespace az
