// net_search_bench.cpp — whole games by search with an untrained net from a seed: what a visit
// costs with everything.
//
// The conditions under which OpenSpiel's C++ AlphaZero was measured: the first plies of a game are
// chosen by visit counts at temperature 1, then the most visited action; root noise; evaluations
// cached.
#include <memory>

#include "bench/bench.h"
#include "config/field.h"
#include "games/advance.h"
#include "games/registry.h"
#include "infer/make_evaluator.h"
#include "search/lockstep.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct NetSearchBenchConfig {
  int slots = 64, temperature_plies = 10;
  static void describe(auto& self, auto& v) {
    v.field("slots", self.slots, Range{1, 1 << 16}, "games in lockstep");
    v.field("temperature_plies", self.temperature_plies, Range{0, 1 << 16},
            "plies of each game that are drawn from the visits");
  }
};

struct Counts {
  double visits = 0, plies = 0, games = 0;  ///< plies: of games that ended
};

class GameSlot final : public Slot {
 public:
  GameSlot(const Game& game, const SearchConfig& search, int temperature_plies,
           std::uint32_t& next_game, Counts& counts)
      : state_(game.new_state()),
        start_(game.new_state()),
        search_(game, search),
        temperature_plies_(temperature_plies),
        next_game_(next_game),
        counts_(counts) {}

  Search* next() override {
    if (started_) {
      const SearchResult& result = search_.result();
      counts_.visits += result.simulations;
      search_.move(result.action);
      state_->apply(result.action);
      advance(*state_, legal_);
      ++ply_;
    }
    if (legal_.empty()) {
      if (started_) {
        ++counts_.games;
        counts_.plies += ply_;
      }
      started_ = true;
      game_number_ = next_game_++;
      ply_ = 0;
      state_->assign(*start_);
      advance(*state_, legal_);
      search_.reset();
    }
    const bool draws = static_cast<int>(ply_) < temperature_plies_;
    search_.begin(*state_,
                  {.simulations = search_.config().simulations,
                   .noise = true,
                   .temperature = draws ? 1.0 : 0.0},
                  {.seed = 1, .game = game_number_, .ply = ply_});
    return &search_;
  }
  /// Of the search that is not over.
  double visits_under_way() const {
    return search_.tree().empty() ? 0 : search_.tree().node(0).visits - 1.0;
  }

 private:
  std::unique_ptr<State> state_, start_;
  Search search_;
  int temperature_plies_;
  std::uint32_t& next_game_;
  Counts& counts_;
  std::vector<Action> legal_;
  bool started_ = false;
  std::uint32_t game_number_ = 0, ply_ = 0;
};

}  // namespace

Result<BenchReport> bench_net_search(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  AZ_TRY(const auto search, read_config<SearchConfig>(*request.config.find("search"), "search"));
  AZ_TRY(const auto infer, read_config<InferConfig>(*request.config.find("infer"), "infer"));
  AZ_TRY(const auto config,
         read_config<NetSearchBenchConfig>(*request.config.find("bench"), "bench"));
  AZ_TRY(const auto evaluator, make_untrained_evaluator(*request.config.find("net"), /*seed=*/1,
                                                        *game, infer, request.session.rank()));

  Counts counts;
  auto next_game = static_cast<std::uint32_t>(request.session.rank()) << 24;
  std::vector<std::unique_ptr<GameSlot>> owned;
  std::vector<Slot*> slots;
  // Searches take a while: those that are not over count too.
  const auto visits = [&] {
    double sum = counts.visits;
    for (const auto& slot : owned) sum += slot->visits_under_way();
    return sum;
  };
  for (int i = 0; i < config.slots; ++i) {
    owned.push_back(
        std::make_unique<GameSlot>(*game, search, config.temperature_plies, next_game, counts));
    slots.push_back(owned.back().get());
  }
  Evaluator* const evaluators[] = {evaluator.get()};
  const Stopwatch watch;
  run_lockstep(evaluators, slots,
               [&] { return watch.wall_s() >= request.seconds && visits() > 0; });
  BenchReport report;
  report.cpu_s = watch.cpu_s();
  report.wall_s = watch.wall_s();
  report.game = game->info().family + " " + game->info().variant;
  report.unit = "visits";
  report.work = visits();
  report.details = {
      {"games", counts.games},
      {"plies_per_game", counts.games > 0 ? counts.plies / counts.games : 0},
      {"evaluations_per_visit", static_cast<double>(evaluator->evaluations()) / report.work},
      {"evaluations_per_cpu_s", static_cast<double>(evaluator->evaluations()) / report.cpu_s}};
  return report;
}

}  // namespace az
