// selfplay_bench.cpp — the self-play stage in memory, without a net: what a visit costs besides the
// net's own work.
#include <algorithm>

#include "bench/bench.h"
#include "bench/played_games.h"
#include "config/field.h"
#include "games/registry.h"
#include "telemetry/clock.h"

namespace az {

Result<BenchReport> bench_selfplay(const BenchRequest& request) {
  const Value& section = *request.config.find("game");
  AZ_TRY(const auto game, make_game(section));
  AZ_TRY(const Value complete, complete_game_section(section));
  AZ_TRY(const auto search, read_config<SearchConfig>(*request.config.find("search"), "search"));
  AZ_TRY(const auto selfplay,
         read_config<SelfPlayConfig>(*request.config.find("selfplay"), "selfplay"));
  if (selfplay.evaluator != SelfPlayEvaluator::kUniform)
    return fail("selfplay.evaluator: az_bench selfplay plays without a net",
                "az_bench net_search measures with one", Exit::kUsage);

  const Stopwatch watch;
  AZ_TRY(PlayedGames played,
         play_in_memory({.game = *game,
                         .search = search,
                         .selfplay = selfplay,
                         .generation = static_cast<std::uint32_t>(request.session.rank()) + 1},
                        [&](const PlayedGames&) { return watch.wall_s() >= request.seconds; }));
  const double cpu_s = watch.cpu_s(), wall_s = watch.wall_s();

  AZ_TRY(const ScratchFolder folder, ScratchFolder::make({}));
  const auto stored = std::min<std::size_t>(played.games.size(), selfplay.games_per_shard);
  played.games.resize(stored);
  AZ_TRY(const std::uint64_t bytes, write_played_games(folder.path() / "s0000.h5", *game, complete,
                                                       search, std::move(played.games)));
  return BenchReport{
      .game = game->info().family + " " + game->info().variant,
      .unit = "visits",
      .work = played.visits,
      .cpu_s = cpu_s,
      .wall_s = wall_s,
      .details = {{"games", played.finished},
                  {"plies_per_game", played.plies / played.finished},
                  {"ns_per_visit", 1e9 * cpu_s / played.visits},
                  {"bytes_per_game", static_cast<double>(bytes) / static_cast<double>(stored)},
                  {"games_stored", static_cast<double>(stored)}}};
}

}  // namespace az
