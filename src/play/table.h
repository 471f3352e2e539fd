// table.h — a game under way that moves can be taken back from. Steps without a choice are played
// by the rules.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "games/game.h"

namespace az {

class Table {
 public:
  struct Step {
    int seat = 0;
    Action action = 0;
    std::string text;  ///< in the game's own words
  };

  /// game: outlives this.
  explicit Table(const Game& game);

  /// Back to the beginning.
  void restart() { take_back_to(0); }
  /// action: legal. At the game's cap of plies the rules adjudicate.
  void play(Action action);
  /// Only the first `plies` moves remain.
  void take_back_to(std::size_t plies);

  const State& state() const { return *state_; }
  std::span<const Action> legal() const { return legal_; }  ///< ascending; empty when over
  bool over() const { return legal_.empty(); }
  std::span<const Step> moves() const { return moves_; }  ///< decisions, in order
  /// Steps without a choice that followed the last move (or opened the game).
  std::span<const Step> forced() const { return forced_; }

 private:
  void go_on();

  const Game& game_;
  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  std::vector<Step> moves_, forced_;
};

}  // namespace az
