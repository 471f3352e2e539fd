// encode_bench.cpp — positions of random games turned into planes: what a net's input costs.
#include <memory>
#include <vector>

#include "bench/bench.h"
#include "games/registry.h"
#include "telemetry/clock.h"

namespace az {

Result<BenchReport> bench_encode(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  constexpr std::uint32_t kGames = 8;
  std::vector<std::unique_ptr<State>> positions;
  std::vector<Action> legal;
  for (std::uint32_t number = 0; number < kGames; ++number) {
    Rng rng({.seed = 1, .purpose = Purpose::kPlayout, .game = number});
    const auto state = game->new_state();
    for (int ply = 0; ply < game->info().max_plies && !state->terminal(); ++ply) {
      positions.push_back(state->clone());
      state->legal(legal);
      state->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    }
  }
  Planes planes(game->info());
  double encoded = 0;
  const Stopwatch watch;
  do {
    for (const auto& position : positions) position->encode(planes);
    encoded += static_cast<double>(positions.size());
  } while (watch.wall_s() < request.seconds);
  return BenchReport{.game = game->info().family + " " + game->info().variant,
                     .unit = "positions",
                     .work = encoded,
                     .cpu_s = watch.cpu_s(),
                     .wall_s = watch.wall_s(),
                     .details = {{"ns_per_position", 1e9 * watch.cpu_s() / encoded}}};
}

}  // namespace az
