// searched_games.h — self-play games one at a time, without slots and shards, and what a shard of
// such games says of itself.
#pragma once

#include <array>
#include <utility>

#include "search/evaluator.h"
#include "search/search_config.h"
#include "selfplay/self_play_game.h"
#include "store/shard.h"

namespace az {

/// Of a shard of generation 1, seed 7, played without a net; its game is still to be named.
inline ShardHeader uniform_header(const SearchConfig& search) {
  ShardHeader header;
  header.generation = 1;
  header.seed = 7;
  header.search = hash_config(search);
  header.simulations = static_cast<std::uint32_t>(search.simulations);
  header.agents = {{"uniform", {}, header.search}};
  return header;
}

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
