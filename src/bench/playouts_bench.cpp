// playouts_bench.cpp — uniformly random games, one after the other: how fast the rules are.
#include <fmt/format.h>

#include "bench/bench.h"
#include "config/field.h"
#include "games/registry.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct PlayoutsBenchConfig {
  PlayoutMode mode = PlayoutMode::kLegal;
  static void describe(auto& self, auto& v) {
    v.field("mode", self.mode,
            Words<PlayoutMode>{{{"legal", PlayoutMode::kLegal},
                                {"board", PlayoutMode::kBoard},
                                {"hist", PlayoutMode::kHistory},
                                {"list", PlayoutMode::kList}}},
            "how moves are chosen: src/games/game.h");
  }
};

}  // namespace

Result<BenchReport> bench_playouts(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  AZ_TRY(const auto config,
         read_config<PlayoutsBenchConfig>(*request.config.find("bench"), "bench"));
  const PlayoutMode mode = config.mode;
  if (!game->has_playouts(mode))
    return fail(fmt::format("bench.mode: {} knows only legal", game->info().family), "",
                Exit::kUsage);
  Rng rng({.seed = 1,
           .purpose = Purpose::kPlayout,
           .game = static_cast<std::uint32_t>(request.session.rank())});
  // A call long enough that looking at the clock costs nothing.
  std::uint64_t chunk = 1;
  for (Stopwatch watch; watch.wall_s() < 0.02; chunk *= 2) game->playouts(mode, chunk, rng);

  PlayoutCounts total;
  const Stopwatch watch;
  do {
    const PlayoutCounts counts = game->playouts(mode, chunk, rng);
    total.games += counts.games;
    total.steps += counts.steps;
    total.draws += counts.draws;
    total.wins[0] += counts.wins[0];
  } while (watch.wall_s() < request.seconds);
  const auto games = static_cast<double>(total.games);
  return BenchReport{.game = game->info().family + " " + game->info().variant,
                     .unit = "games",
                     .work = games,
                     .cpu_s = watch.cpu_s(),
                     .wall_s = watch.wall_s(),
                     .details = {{"steps_per_game", static_cast<double>(total.steps) / games},
                                 {"first_seat_wins", static_cast<double>(total.wins[0]) / games},
                                 {"draws", static_cast<double>(total.draws) / games}}};
}

}  // namespace az
