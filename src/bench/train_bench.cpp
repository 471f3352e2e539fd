// train_bench.cpp — training steps on rows of random games: replay, forward, backward, optimizer.
#include <memory>
#include <vector>

#include "bench/bench.h"
#include "config/field.h"
#include "games/advance.h"
#include "games/registry.h"
#include "telemetry/clock.h"
#include "train/training_rate.h"

namespace az {
namespace {

struct TrainBenchConfig {
  int threads = 1;
  int games = 500;
  static void describe(auto& self, auto& v) {
    v.field("threads", self.threads, Range{1, 1024}, "threads of each rank");
    v.field("games", self.games, Range{1, 1e7}, "random games that the rows come from");
  }
};

/// A random game whose targets say nothing: every legal action alike, a drawn outcome.
GameRecord random_game(const Game& game, std::uint64_t id) {
  Rng rng({.seed = 1, .purpose = Purpose::kPlayout, .game = static_cast<std::uint32_t>(id)});
  GameRecord record;
  record.id = id;
  const auto state = game.new_state();
  std::vector<Action> legal;
  std::vector<float> draw(static_cast<std::size_t>(game.info().outcome_size()));
  outcome_vector(game.info(), draw_outcome(game.info(), EndReason::kDraw), draw);
  for (advance(*state, legal); !legal.empty(); advance(*state, legal)) {
    for (const Action action : legal)
      record.policy.push_back({action, 1.0f / static_cast<float>(legal.size())});
    record.policy_begin.push_back(static_cast<std::uint32_t>(record.policy.size()));
    record.root_outcome.insert(record.root_outcome.end(), draw.begin(), draw.end());
    record.plies.push_back({.action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))]});
    state->apply(record.plies.back().action);
  }
  record.outcome = state->outcome();
  return record;
}

}  // namespace

Result<BenchReport> bench_train(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  AZ_TRY(const auto train, read_config<TrainConfig>(*request.config.find("train"), "train"));
  AZ_TRY(const auto config, read_config<TrainBenchConfig>(*request.config.find("bench"), "bench"));
  Dataset dataset({game.get()});
  for (int id = 0; id < config.games; ++id)
    AZ_OK(dataset.add(random_game(*game, static_cast<std::uint64_t>(id)), 1, 0, false));
  const auto collective = request.session.collective();
  AZ_TRY(const TrainingRate rate, measure_training(dataset, *request.config.find("net"), train,
                                                   *collective, config.threads, request.seconds));
  return BenchReport{.game = game->info().family + " " + game->info().variant,
                     .unit = "positions",
                     .work = rate.rows,
                     .cpu_s = rate.cpu_s,
                     .wall_s = rate.wall_s,
                     .details = {{"steps_per_wall_s", rate.steps / rate.wall_s},
                                 {"batch", static_cast<double>(train.batch)},
                                 {"replay_share", rate.build_s / rate.wall_s}}};
}

}  // namespace az
