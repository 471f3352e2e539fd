// playouts_bench.cpp — uniformly random games, one after the other: how fast the rules are.
#include "bench/bench.h"
#include "games/registry.h"
#include "telemetry/clock.h"

namespace az {

Result<BenchReport> bench_playouts(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  Rng rng({.seed = 1,
           .purpose = Purpose::kPlayout,
           .game = static_cast<std::uint32_t>(request.session.rank())});
  // A call long enough that looking at the clock costs nothing.
  std::uint64_t chunk = 1;
  for (Stopwatch watch; watch.wall_s() < 0.02; chunk *= 2) game->playouts(chunk, rng);

  PlayoutCounts total;
  const Stopwatch watch;
  do {
    const PlayoutCounts counts = game->playouts(chunk, rng);
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
