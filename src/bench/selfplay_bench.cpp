// selfplay_bench.cpp — the self-play stage in memory, without a net: what a visit costs besides the
// net's own work, and whether memory stays flat from one generation to the next.
#include <algorithm>

#include "bench/bench.h"
#include "bench/played_games.h"
#include "config/field.h"
#include "core/temporary_folder.h"
#include "games/registry.h"
#include "telemetry/clock.h"
#include "telemetry/memory.h"

namespace az {
namespace {

struct SelfPlayBenchConfig {
  int generations = 10;
  static void describe(auto& self, auto& v) {
    v.field("generations", self.generations, Range{2, 1 << 16},
            "parts of the time; each begins anew, as a generation does");
  }
};

}  // namespace

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

  AZ_TRY(const auto config,
         read_config<SelfPlayBenchConfig>(*request.config.find("bench"), "bench"));

  PlayedGames played;
  std::int64_t resident_first = 0, resident_last = 0;
  const Stopwatch watch;
  for (int part = 0; part < config.generations; ++part) {
    const double until_s = request.seconds * (part + 1) / config.generations;
    const int stream = request.session.rank() * config.generations + part + 1;
    AZ_TRY(PlayedGames games,
           play_in_memory({.game = *game,
                           .search = search,
                           .selfplay = selfplay,
                           .generation = static_cast<std::uint32_t>(stream)},
                          [&](const PlayedGames&) { return watch.wall_s() >= until_s; }));
    played.finished += games.finished;
    played.plies += games.plies;
    played.visits += games.visits;
    resident_last = resident_bytes();
    if (part == 0) {
      resident_first = resident_last;
      played.games = std::move(games.games);
    }
  }
  const double cpu_s = watch.cpu_s(), wall_s = watch.wall_s();

  AZ_TRY(const TemporaryFolder folder, TemporaryFolder::make("az_bench"));
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
                  {"games_stored", static_cast<double>(stored)},
                  {"generations", static_cast<double>(config.generations)},
                  {"resident_mb_first", static_cast<double>(resident_first) / 1e6},
                  {"resident_mb_last", static_cast<double>(resident_last) / 1e6}}};
}

}  // namespace az
