// played_games.h — self-play without a net, kept in memory: what the kinds selfplay and io work on.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "config/value.h"
#include "core/file.h"
#include "core/result.h"
#include "games/game.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "store/game_record.h"

namespace az {

struct PlayedGames {
  /// Of the games 0 … keep − 1 those that ended, by number: whoever ends first is short.
  std::vector<GameRecord> games;
  double finished = 0;  ///< all that ended
  double plies = 0;     ///< of those
  double visits = 0;    ///< simulations, those of unfinished games included
};

struct PlayedGamesSettings {
  const Game& game;
  const SearchConfig& search;
  const SelfPlayConfig& selfplay;  ///< slots and openings
  std::uint32_t generation = 1;    ///< of the random streams: other games for every rank
  std::size_t keep = 1000;         ///< games
};

/// Plays games as the self-play stage does, each held against the rules when it ends, until stop()
/// says so; then until one game has ended. stop: asked twice a round with what was played so far.
Result<PlayedGames> play_in_memory(const PlayedGamesSettings& settings,
                                   const std::function<bool(const PlayedGames&)>& stop);

/// A whole shard of these games, numbered from 0 in their order. game_section: complete. Returns
/// its size in bytes.
Result<std::uint64_t> write_played_games(const Path& path, const Game& game,
                                         const Value& game_section, const SearchConfig& search,
                                         std::vector<GameRecord> games);

}  // namespace az
