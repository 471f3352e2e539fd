// self_play_game.h — one self-play game: random start, then a search per decision, recorded as it
// goes.
#pragma once

#include <memory>
#include <vector>

#include "games/game.h"
#include "search/search.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "store/game_record.h"

namespace az {

/// Plays one game after another in the same memory. Everything random is drawn from (seed,
/// generation, game, ply), so a game does not depend on who plays it, beside whom, or after which
/// restart.
class SelfPlayGame {
 public:
  SelfPlayGame(const Game& game, const SearchConfig& search, const SelfPlayConfig& selfplay,
               std::uint64_t seed, std::uint32_t generation);

  /// Begins game `record.id`, or continues it when the record already holds plies (a carried game).
  void start(GameRecord record);
  bool over() const { return legal_.empty(); }
  /// Begins the search of the next decision; the game is not over.
  Search* begin_search();
  /// Takes the finished search's move: records and plays it.
  void take_result();

  const GameRecord& record() const { return record_; }
  GameRecord take_record();

 private:
  StreamName stream() const;
  void play(Action action);
  void append_row(const Ply& ply);

  const Game& game_;
  const SearchConfig& search_config_;
  const SelfPlayConfig& config_;
  std::uint64_t seed_;
  std::uint32_t generation_;
  std::unique_ptr<State> state_;
  Search search_;
  SearchBudget budget_;
  std::vector<Action> legal_;
  GameRecord record_;
};

}  // namespace az
