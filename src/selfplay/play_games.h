// play_games.h — plays a worker's games, many at once on one thread, until they are done or
// somebody says stop.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/result.h"
#include "games/game.h"
#include "search/evaluator.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "selfplay/shard_book.h"

namespace az {

struct PlaySettings {
  std::span<const Game* const> games;  ///< the run's variants
  const SearchConfig& search;
  const SelfPlayConfig& selfplay;
  std::uint64_t seed = 0;
  std::uint32_t generation = 0;
};

struct Played {
  bool complete = false;        ///< every game of the book is in a shard
  std::uint64_t decisions = 0;  ///< moves that were searched for in this life
};

/// Which variant a game is stands in its record.
/// stop: asked once a round, cheap. When it says so, and every carry_period_s seconds, all
/// unfinished games are saved in carry files. An error (a full disk, a game that breaks a bound)
/// ends all games.
Result<Played> play_games(const PlaySettings& settings, ShardBook& book, Evaluator& evaluator,
                          const std::function<bool()>& stop);

}  // namespace az
