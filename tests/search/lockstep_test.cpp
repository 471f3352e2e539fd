#include "search/lockstep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "games/registry.h"
#include "search/uniform_evaluator.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

/// Hands out game numbers and keeps every search's result.
struct Work {
  std::uint32_t next = 0, games = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Snapshot> results;  ///< by (game, ply)
};

class GameSlot final : public Slot {
 public:
  GameSlot(const Game& game, const SearchConfig& config, Work& work, int evaluators = 1)
      : search_(game, config),
        state_(game.new_state()),
        start_(game.new_state()),
        work_(work),
        evaluators_(evaluators) {}

  Search* next() override {
    if (playing_) {
      const SearchResult& result = search_.result();
      work_.results.emplace(std::pair(number_, ply_), Snapshot(result));
      search_.move(result.action);
      state_->apply(result.action);
      advance(*state_, legal_);
      ++ply_;
    }
    if (!playing_ || legal_.empty()) {
      playing_ = work_.next < work_.games;
      if (!playing_) return nullptr;
      number_ = work_.next++;
      ply_ = 0;
      search_.reset();
      state_->assign(*start_);
      advance(*state_, legal_);
    }
    const StreamName name{.seed = 7, .game = number_, .ply = ply_};
    SearchBudget budget = self_play_budget(search_.config(), search_.info(), name);
    search_.begin(*state_, budget, name);
    return &search_;
  }
  int evaluator() const override { return static_cast<int>(number_ + ply_) % evaluators_; }

 private:
  Search search_;
  std::unique_ptr<State> state_, start_;
  Work& work_;
  int evaluators_;
  std::vector<Action> legal_;
  bool playing_ = false;
  std::uint32_t number_ = 0, ply_ = 0;
};

struct Played {
  bool finished = false;
  Work work;
};

Played play(const Game& game, const SearchConfig& config, std::span<Evaluator* const> evaluators,
            int slot_count, std::uint32_t games, const std::function<bool()>& stop = {}) {
  Played run;
  run.work.games = games;
  std::vector<std::unique_ptr<Slot>> owned;
  std::vector<Slot*> slots;
  for (int i = 0; i < slot_count; ++i) {
    owned.push_back(
        std::make_unique<GameSlot>(game, config, run.work, static_cast<int>(evaluators.size())));
    slots.push_back(owned.back().get());
  }
  run.finished = run_lockstep(evaluators, slots, stop);
  return run;
}

std::vector<SearchConfig> configs() {
  SearchConfig gumbel;
  gumbel.simulations = 24;
  gumbel.full_probability = 0.5;
  SearchConfig puct = puct_config();
  puct.simulations = 40;
  puct.full_probability = 0.5;
  return {gumbel, puct};
}

TEST(Lockstep, ResultsDoNotDependOnSlotsOrBatches) {
  const auto connect_four = make_game("connect_four");
  ASSERT_TRUE(connect_four);
  const GameOf<TreeGame> toy(
      {.players = 3, .branching = 4, .depth = 7, .early_ends = true, .forced = true});
  for (const Game* game :
       {static_cast<const Game*>(&toy), static_cast<const Game*>(connect_four->get())})
    for (const SearchConfig& config : configs()) {
      UniformEvaluator uniform;
      Evaluator* const evaluators[] = {&uniform};
      const Played reference = play(*game, config, evaluators, 1, 12);
      EXPECT_TRUE(reference.finished);
      EXPECT_GE(reference.work.results.size(), 24u);
      for (const int slots : {2, 3, 7, 12, 40}) {
        const Played other = play(*game, config, evaluators, slots, 12);
        EXPECT_TRUE(other.finished);
        EXPECT_TRUE(other.work.results == reference.work.results) << slots << " slots";
      }
    }
}

TEST(Lockstep, GamesOfDifferentNumbersDiffer) {
  const auto game = make_game("connect_four");
  ASSERT_TRUE(game);
  SearchConfig config;
  config.simulations = 24;
  UniformEvaluator uniform;
  Evaluator* const evaluators[] = {&uniform};
  const Played r = play(**game, config, evaluators, 4, 8);
  std::set<std::vector<std::uint32_t>> distinct;
  for (std::uint32_t number = 0; number < 8; ++number)
    distinct.insert(r.work.results.at({number, 0}).visits);
  EXPECT_GE(distinct.size(), 6u);
}

TEST(Lockstep, ServesSeveralEvaluatorsAndWaitsForEveryTicketOnce) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 7});
  FakeEvaluator a(hashed_evaluation), b(hashed_evaluation), alone(hashed_evaluation);
  Evaluator* const both[] = {&a, &b};
  Evaluator* const one[] = {&alone};
  const Played two = play(game, configs()[0], both, 6, 10),
               single = play(game, configs()[0], one, 3, 10);
  EXPECT_TRUE(two.work.results == single.work.results);
  EXPECT_GT(a.evaluations(), 0u);
  EXPECT_GT(b.evaluations(), 0u);
  EXPECT_EQ(a.evaluations() + b.evaluations(), alone.evaluations());
  EXPECT_EQ(a.open_tickets() + b.open_tickets() + alone.open_tickets(), 0);
}

TEST(Lockstep, KeepsBatchesFullUntilTheWorkRunsOut) {
  // Without terminals in reach every search has a leaf in every round.
  const GameOf<TreeGame> game({.branching = 3, .depth = 40});
  FakeEvaluator evaluator(hashed_evaluation);
  Evaluator* const evaluators[] = {&evaluator};
  SearchConfig config;
  config.simulations = 4;
  play(game, config, evaluators, 16, 64);
  std::size_t full = 0;
  for (const std::size_t size : evaluator.batch_sizes) full += size == 8;
  EXPECT_GE(static_cast<double>(full), 0.9 * static_cast<double>(evaluator.batch_sizes.size()));
}

/// Remembers in which order batches were submitted and waited for.
class OrderEvaluator final : public Evaluator {
 public:
  int submit(std::span<const Leaf> leaves) override {
    log += static_cast<char>('A' + next_ % 26);
    most_open = std::max(most_open, ++open_);
    sizes_.push_back(leaves.size());
    return next_++;
  }
  void wait(int ticket, std::span<Evaluation> out) override {
    log += static_cast<char>('a' + ticket % 26);
    --open_;
    check(out.size() == sizes_[static_cast<std::size_t>(ticket)], "wrong ticket");
    uniform_.wait(0, out);
  }
  std::uint64_t evaluations() const override { return 0; }
  std::string log;
  int most_open = 0;

 private:
  UniformEvaluator uniform_;
  int next_ = 0, open_ = 0;
  std::vector<std::size_t> sizes_;
};

TEST(Lockstep, SearchesOneGroupWhileTheOtherIsEvaluated) {
  const GameOf<TreeGame> game({.branching = 3, .depth = 40});
  OrderEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator};
  SearchConfig config;
  config.simulations = 3;
  play(game, config, evaluators, 4, 4);
  EXPECT_EQ(evaluator.log.substr(0, 12), "ABaCbDcEdFeG");
  EXPECT_EQ(evaluator.most_open, 2);
}

TEST(Lockstep, StopsSoonAndLeavesNoTicketOpen) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 30});
  FakeEvaluator evaluator(hashed_evaluation);
  Evaluator* const evaluators[] = {&evaluator};
  int polls = 0;
  const Played r = play(game, configs()[0], evaluators, 8, 1000, [&] { return ++polls > 50; });
  EXPECT_FALSE(r.finished);
  EXPECT_EQ(polls, 51);
  EXPECT_EQ(evaluator.open_tickets(), 0);
  EXPECT_LT(r.work.next, 1000u);
}

TEST(Lockstep, WithoutSlotsOrWorkIsFinishedAtOnce) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 4});
  UniformEvaluator uniform;
  Evaluator* const evaluators[] = {&uniform};
  EXPECT_TRUE(play(game, {}, evaluators, 0, 5).finished);
  EXPECT_TRUE(play(game, {}, evaluators, 3, 0).finished);
  EXPECT_EQ(uniform.evaluations(), 0u);
}

TEST(Lockstep, ThreadsMayShareAnEvaluator) {
  const GameOf<TreeGame> game({.branching = 4, .depth = 7});
  UniformEvaluator uniform;
  Evaluator* const evaluators[] = {&uniform};
  const Played reference = play(game, configs()[0], evaluators, 3, 20);
  std::array<Played, 3> runs;
  std::vector<std::thread> threads;
  for (Played& each : runs)
    threads.emplace_back([&] { each = play(game, configs()[0], evaluators, 3, 20); });
  for (std::thread& thread : threads) thread.join();
  for (const Played& each : runs) EXPECT_TRUE(each.work.results == reference.work.results);
}

}  // namespace
}  // namespace az
