#include <array>

#include "bench/bench.h"

namespace az {

// One declaration and one line below per kind.
Result<BenchReport> bench_playouts(const BenchRequest& request);
Result<BenchReport> bench_encode(const BenchRequest& request);
Result<BenchReport> bench_search(const BenchRequest& request);
Result<BenchReport> bench_infer(const BenchRequest& request);
Result<BenchReport> bench_net_search(const BenchRequest& request);
Result<BenchReport> bench_selfplay(const BenchRequest& request);
Result<BenchReport> bench_train(const BenchRequest& request);
Result<BenchReport> bench_allreduce(const BenchRequest& request);
Result<BenchReport> bench_io(const BenchRequest& request);
Result<BenchReport> bench_start_up(const BenchRequest& request);
Result<BenchReport> bench_submit(const BenchRequest& request);

std::span<const BenchKind> bench_kinds() {
  static constexpr std::array kKinds{
      BenchKind{"playouts", "uniformly random games by the bare rules",
                "game: {name: connect_four}\nbench: {mode: legal}", bench_playouts},
      BenchKind{"encode", "positions of random games as a net's input",
                "game: {name: connect_four}", bench_encode},
      BenchKind{"search", "tree search without a net, many games in lockstep",
                R"(game: {name: connect_four}
search:
  algorithm: puct
  simulations: 200
  puct: {c_init: 2, visit_offset: 0, first_play: zero}
bench: {slots: 8, random_plies: 12}
)",
                bench_search},
      BenchKind{"infer", "a net's evaluations by batch size, without search and cache",
                R"(game: {name: connect_four}
net: {name: resnet, blocks: 4, channels: 64}
infer: {cache_mb: 0}
bench: {batches: [1, 8, 32, 128, 64]}
)",
                bench_infer},
      BenchKind{"net_search", "whole games by search with an untrained net and the cache",
                R"(game: {name: connect_four}
net: {name: resnet, blocks: 4, channels: 64}
infer: {cache_mb: 1024}
search:
  algorithm: puct
  simulations: 100
  puct: {root_temperature_start: 1, root_temperature_end: 1, forced_playouts: 0, first_play: zero, c_init: 2}
bench: {slots: 64, temperature_plies: 10}
)",
                bench_net_search},
      BenchKind{
          "selfplay",
          "the self-play stage in memory, without a net: cost of a visit, size of a game, memory",
          R"(game: {name: connect_four}
search: {algorithm: gumbel, simulations: 32}
selfplay: {slots: 64, games_per_shard: 125, evaluator: uniform}
bench: {generations: 10}
)",
          bench_selfplay},
      BenchKind{"train", "training steps on rows of random games, the batch split among the ranks",
                R"(game: {name: connect_four}
net: {name: resnet, blocks: 2, channels: 32}
train: {batch: 256}
bench: {threads: 1, games: 500}
)",
                bench_train},
      BenchKind{"allreduce",
                "the sum over ranks that training makes; needs a launcher: mpirun -n 2",
                "bench: {buffer_mb: 4}", bench_allreduce},
      BenchKind{"io", "shards written and read back",
                R"(game: {name: connect_four}
search: {algorithm: gumbel, simulations: 32}
bench: {games: 125, dir: ""}
)",
                bench_io},
      BenchKind{"start_up", "from the start of a stage's process to its first work",
                "bench: {config: configs/runs/smoke.yaml}", bench_start_up},
      BenchKind{"submit", "a whole plan queued; needs a Slurm, which gets its jobs held",
                R"(profile:
  launcher: srun
  lookahead_limit: 1000
  defaults: {time: "60", extra: [--hold]}
  classes: {worker: {tasks: 1, ranks: "1"}, train: {ranks: "1"}, small: {ranks: "1"}}
bench: {generations: 40}
)",
                bench_submit},
  };
  return kKinds;
}

}  // namespace az
