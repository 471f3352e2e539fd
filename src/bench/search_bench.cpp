// search_bench.cpp — searches with the uniform evaluator along random games: how fast trees are
// without a net.
#include <memory>

#include "bench/bench.h"
#include "config/field.h"
#include "games/advance.h"
#include "games/registry.h"
#include "search/lockstep.h"
#include "search/uniform_evaluator.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct SearchBenchConfig {
  int slots = 8, random_plies = 12;
  static void describe(auto& self, auto& v) {
    v.field("slots", self.slots, Range{1, 1 << 16},
            "games in lockstep; many trees outgrow the cache");
    v.field("random_plies", self.random_plies, Range{0, 1 << 16},
            "a game starts after 0 to this many random plies");
  }
};

struct Counts {
  double simulations = 0, searches = 0, games = 0;
};

/// Plays one game after the other by search; game numbers make the openings.
class BenchSlot final : public Slot {
 public:
  BenchSlot(const Game& game, const SearchConfig& search, int random_plies,
            std::uint32_t& next_game, Counts& counts)
      : state_(game.new_state()),
        start_(game.new_state()),
        search_(game, search),
        random_plies_(random_plies),
        next_game_(next_game),
        counts_(counts) {}

  Search* next() override {
    if (started_) {
      const SearchResult& result = search_.result();
      counts_.simulations += result.simulations;
      ++counts_.searches;
      search_.move(result.action);
      state_->apply(result.action);
      advance(*state_, legal_);
      ++ply_;
    }
    while (!started_ || legal_.empty()) open_game();
    search_.begin(*state_, match_budget(search_.config()),
                  {.seed = 1, .game = game_number_, .ply = ply_});
    return &search_;
  }

 private:
  void open_game() {
    if (started_) ++counts_.games;
    started_ = true;
    game_number_ = next_game_++;
    ply_ = 0;
    state_->assign(*start_);
    advance(*state_, legal_);
    Rng rng({.seed = 1, .purpose = Purpose::kOpening, .game = game_number_});
    const auto plies = rng.below(static_cast<std::uint32_t>(random_plies_) + 1);
    while (ply_ < plies && !legal_.empty()) {
      state_->apply(legal_[rng.below(static_cast<std::uint32_t>(legal_.size()))]);
      advance(*state_, legal_);
      ++ply_;
    }
    search_.reset();
  }

  std::unique_ptr<State> state_, start_;
  Search search_;
  int random_plies_;
  std::uint32_t& next_game_;
  Counts& counts_;
  std::vector<Action> legal_;
  bool started_ = false;
  std::uint32_t game_number_ = 0, ply_ = 0;
};

}  // namespace

Result<BenchReport> bench_search(const BenchRequest& request) {
  AZ_TRY(const auto game, make_game(*request.config.find("game")));
  AZ_TRY(const auto search, read_config<SearchConfig>(*request.config.find("search"), "search"));
  AZ_TRY(const auto config, read_config<SearchBenchConfig>(*request.config.find("bench"), "bench"));

  Counts counts;
  // Ranks play different games.
  auto next_game = static_cast<std::uint32_t>(request.session.rank()) << 24;
  std::vector<std::unique_ptr<Slot>> owned;
  std::vector<Slot*> slots;
  for (int i = 0; i < config.slots; ++i) {
    owned.push_back(
        std::make_unique<BenchSlot>(*game, search, config.random_plies, next_game, counts));
    slots.push_back(owned.back().get());
  }
  UniformEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator};
  const Stopwatch watch;
  // A round takes a microsecond: to read the clock in each of them would be measured too.
  constexpr unsigned kRoundsPerLook = 64;
  run_lockstep(evaluators, slots, [&, round = 0u]() mutable {
    return ++round % kRoundsPerLook == 0 && watch.wall_s() >= request.seconds &&
           counts.simulations > 0;
  });
  const double cpu_s = watch.cpu_s(), wall_s = watch.wall_s();
  return BenchReport{
      .game = game->info().family + " " + game->info().variant,
      .unit = "simulations",
      .work = counts.simulations,
      .cpu_s = cpu_s,
      .wall_s = wall_s,
      .details = {{"searches", counts.searches},
                  {"games", counts.games},
                  {"evaluations_per_simulation", static_cast<double>(evaluator.evaluations()) /
                                                     std::max(1.0, counts.simulations)}}};
}

}  // namespace az
