// searched_games.h — self-play games one at a time, without slots and shards.
#pragma once

#include <array>
#include <utility>

#include "search/evaluator.h"
#include "selfplay/self_play_game.h"

namespace az {

/// Searches the next decision of a game that is not over, and plays what it chose.
inline void play_decision(SelfPlayGame& game, Evaluator& evaluator) {
  Search& search = *game.begin_search();
  for (Leaf leaf; search.next_leaf(leaf);) {
    std::array answer{search.evaluation()};
    evaluator.wait(evaluator.submit(std::span(&leaf, 1)), answer);
    search.accept();
  }
  game.take_result();
}

/// Game `id` from its opening to its end.
inline GameRecord searched_game(SelfPlayGame& game, Evaluator& evaluator, std::uint64_t id) {
  GameRecord record;
  record.id = id;
  game.start(std::move(record));
  while (!game.over()) play_decision(game, evaluator);
  return game.take_record();
}

}  // namespace az
