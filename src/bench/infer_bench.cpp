// infer_bench.cpp — evaluations of a net by batch size, without search and without the cache.
#include <memory>
#include <vector>

#include "bench/bench.h"
#include "config/field.h"
#include "games/advance.h"
#include "games/registry.h"
#include "infer/make_evaluator.h"
#include "net/cost.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct InferBenchConfig {
  std::vector<int> batches;
  static void describe(auto& self, auto& v) {
    v.field(
        "batches", self.batches, Range{1, 65536},
        "positions a batch; the last one gives the headline rate and takes the whole time, each "
        "other one a quarter of it");
  }
};

/// Positions of random games, with their legal actions.
struct Position {
  std::unique_ptr<State> state;
  std::vector<Action> legal;
};

std::vector<Position> random_positions(const Game& game, int count) {
  std::vector<Position> positions;
  Rng rng({.seed = 1, .purpose = Purpose::kPlayout});
  std::vector<Action> legal;
  auto state = game.new_state();
  advance(*state, legal);
  while (static_cast<int>(positions.size()) < count) {
    if (legal.empty()) {
      state = game.new_state();
      advance(*state, legal);
    }
    positions.push_back({state->clone(), legal});
    state->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    advance(*state, legal);
  }
  return positions;
}

}  // namespace

Result<BenchReport> bench_infer(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  AZ_TRY(const auto infer, read_config<InferConfig>(*request.config.find("infer"), "infer"));
  AZ_TRY(const auto config, read_config<InferBenchConfig>(*request.config.find("bench"), "bench"));
  if (config.batches.empty()) return fail("bench.batches: empty", "for example [64]", Exit::kUsage);
  const Value& net = *request.config.find("net");
  AZ_TRY(const Cost cost, cost_of(net, game->info()));
  AZ_TRY(const auto evaluator,
         make_untrained_evaluator(net, /*seed=*/1, *game, infer, request.session.rank()));

  BenchReport report;
  report.game = game->info().family + " " + game->info().variant;
  report.unit = "evaluations";
  const auto outcome_size = static_cast<std::size_t>(game->info().outcome_size());
  for (std::size_t b = 0; b < config.batches.size(); ++b) {
    const int batch = config.batches[b];
    const auto positions = random_positions(*game, batch);
    std::vector<Leaf> leaves;
    std::vector<Evaluation> evaluations;
    std::vector<std::vector<float>> memory;
    for (const Position& position : positions) {
      leaves.push_back({position.state.get(), position.legal});
      memory.emplace_back(position.legal.size() + outcome_size);
      const std::span all(memory.back());
      evaluations.push_back({all.subspan(outcome_size), all.first(outcome_size)});
    }
    const auto run = [&] { evaluator->wait(evaluator->submit(leaves), evaluations); };
    for (int i = 0; i < 10; ++i) run();
    const double share = b + 1 == config.batches.size() ? request.seconds : request.seconds / 4;
    const Stopwatch watch;
    double work = 0;
    while (watch.wall_s() < share) {
      run();
      work += batch;
    }
    report.work = work;
    report.cpu_s = watch.cpu_s();
    report.wall_s = watch.wall_s();
    report.details.emplace_back("evaluations_per_cpu_s_batch_" + std::to_string(batch),
                                work / report.cpu_s);
  }
  report.details.emplace_back(
      "gflops_per_cpu_s", static_cast<double>(cost.flops()) * 1e-9 * report.work / report.cpu_s);
  report.details.emplace_back("parameters", static_cast<double>(cost.parameters));
  report.details.emplace_back("macs", static_cast<double>(cost.macs));
  return report;
}

}  // namespace az
