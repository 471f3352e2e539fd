// board.h — the game that a GTP session is about: moves of any colour in any order, taken back one
// by one.
//
// In Go either colour may move at any time: where it is not to move, the other is taken to have
// passed, and superko sees that pass. No number of passes ends the game for later moves. In other
// games the colour must be to move. Only the moves are kept; the position is replayed from them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/result.h"
#include "games/game.h"
#include "games/go/set_up.h"

namespace az {

class GtpBoard {
 public:
  struct Move {
    int seat = 0;
    Action action = 0;
  };
  /// Far beyond real games, and below what a position can count.
  static constexpr std::size_t kMostMoves = 10000;

  explicit GtpBoard(std::unique_ptr<Game> game);

  const Game& game() const { return *game_; }
  const State& state() const { return *state_; }
  const std::vector<Move>& moves() const { return moves_; }
  bool is_go() const { return is_go_; }
  /// The stones on the board before the first move; Go.
  const GoSetUp& set_up() const { return set_up_; }
  /// So many of the moves are handicap stones and cannot be taken back.
  std::size_t handicap() const { return handicap_; }
  /// Nothing has been set up or played.
  bool untouched() const { return moves_.empty() && set_up_.is_default(); }

  /// This position with `seat` to move and, in Go, whatever passes there were, not over. Error: it
  /// is another's turn, or the game is over.
  Result<std::unique_ptr<State>> position_for(int seat) const;

  Result<void> play(int seat, Action action);
  /// Error: a game of so many moves takes no more.
  Result<void> has_room() const;
  /// Begins anew with these points of seat 0, which cannot be taken back. All must be empty points
  /// that may be played.
  void begin_with(std::span<const Action> handicap);
  /// Begins anew with these stones; Go. Error: what is no position.
  Result<void> begin_at(const GoSetUp& set_up);
  /// Takes moves back; false: there are fewer, and nothing changes.
  bool undo(std::size_t moves = 1);
  void clear() { begin_with({}); }

  /// Another variant, from the beginning, or with the same moves where they stay legal.
  void change_game(std::unique_ptr<Game> game, bool keep_moves);

 private:
  std::unique_ptr<State> start() const;
  void apply(const Move& move);
  void replay();

  std::unique_ptr<Game> game_;
  bool is_go_;
  std::unique_ptr<State> state_;
  GoSetUp set_up_;
  std::vector<Move> moves_;
  std::size_t handicap_ = 0;
};

}  // namespace az
