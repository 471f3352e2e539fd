#include "infer/cached_evaluator.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "games/registry.h"
#include "tests/infer/toy_evaluators.h"

namespace az {
namespace {

using test::Answer;
using test::ask;
using test::pointers;
using test::Position;

/// Answers with numbers that depend on the position, the list, and how often it was asked at all.
class CountingEvaluator final : public Evaluator {
 public:
  int submit(std::span<const Leaf> leaves) override {
    std::vector<float> marks;
    for (const Leaf& leaf : leaves) {
      ++evaluations_;
      marks.push_back(static_cast<float>(evaluations_) +
                      static_cast<float>(leaf.state->hash() % 8) / 8);
    }
    batches_.push_back(marks);
    return static_cast<int>(batches_.size()) - 1;
  }
  void wait(int ticket, std::span<Evaluation> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const float mark = batches_[static_cast<std::size_t>(ticket)][i];
      for (std::size_t k = 0; k < out[i].log_priors.size(); ++k)
        out[i].log_priors[k] = -mark - static_cast<float>(k);
      std::fill(out[i].outcome.begin(), out[i].outcome.end(), mark);
    }
  }
  std::uint64_t evaluations() const override { return evaluations_; }

 private:
  std::uint64_t evaluations_ = 0;
  std::vector<std::vector<float>> batches_;
};

class Cache : public testing::Test {
 protected:
  Cache() : game_(std::move(*make_game("connect_four"))) {}
  CachedEvaluator cache(std::size_t size_bytes) {
    return CachedEvaluator(std::make_unique<CountingEvaluator>(), game_->info(), size_bytes);
  }
  std::unique_ptr<Game> game_;
};

std::vector<Position> distinct_positions(const Game& game, std::size_t count) {
  std::vector<Position> kept;
  std::vector<std::uint64_t> seen;
  for (Position& position : test::random_positions(game, static_cast<int>(2 * count) + 100, 3)) {
    const std::uint64_t hash = position.state->hash();
    if (std::find(seen.begin(), seen.end(), hash) != seen.end()) continue;
    seen.push_back(hash);
    kept.push_back(std::move(position));
  }
  kept.resize(count);
  return kept;
}

TEST_F(Cache, AnswersAgainWhatItAnsweredBefore) {
  auto evaluator = cache(1 << 20);
  const auto positions = distinct_positions(*game_, 200);
  const auto first = ask(evaluator, pointers(positions));
  EXPECT_EQ(evaluator.evaluations(), 200u);
  EXPECT_EQ(ask(evaluator, pointers(positions)), first);
  EXPECT_EQ(evaluator.evaluations(), 200u);
  EXPECT_EQ(evaluator.hits(), 200u);
  EXPECT_EQ(evaluator.lookups(), 400u);
}

TEST_F(Cache, MixesKnownAndNewPositionsInOneBatch) {
  auto evaluator = cache(1 << 20);
  const auto positions = distinct_positions(*game_, 60);
  std::vector<const Position*> odd;
  for (std::size_t i = 1; i < 60; i += 2) odd.push_back(&positions[i]);
  const auto known = ask(evaluator, odd);
  const auto all = ask(evaluator, pointers(positions));
  for (std::size_t i = 1; i < 60; i += 2) EXPECT_EQ(all[i], known[i / 2]);
  EXPECT_EQ(evaluator.evaluations(), 60u);
}

TEST_F(Cache, NeverAnswersForAnotherLegalList) {
  auto evaluator = cache(1 << 20);
  const auto positions = distinct_positions(*game_, 1);
  ask(evaluator, pointers(positions));
  std::vector<Position> others;
  others.push_back({positions[0].state->clone(), {0, 1, 2, 3, 4, 5}});
  others.push_back({positions[0].state->clone(), {0, 1, 2, 3, 4, 6}});
  others.push_back({positions[0].state->clone(), {6, 5, 4, 3, 2, 1, 0}});
  ask(evaluator, pointers(others));
  EXPECT_EQ(evaluator.hits(), 0u);
  EXPECT_EQ(evaluator.evaluations(), 4u);
}

TEST_F(Cache, KeepsWithinItsMemoryAndForgetsTheOldestFirst) {
  constexpr std::size_t kSize = 16 << 10;
  auto evaluator = cache(kSize);
  EXPECT_LE(evaluator.size_bytes(), kSize);
  EXPECT_GT(evaluator.size_bytes(), kSize / 2);
  const auto positions = distinct_positions(*game_, 2000);
  for (const Position& position : positions) ask(evaluator, {&position});
  EXPECT_LE(evaluator.size_bytes(), kSize);
  for (std::size_t i = positions.size() - 20; i < positions.size(); ++i) {
    const auto hits = evaluator.hits();
    ask(evaluator, {&positions[i]});
    EXPECT_EQ(evaluator.hits(), hits + 1) << i;
  }
  const auto hits = evaluator.hits();
  ask(evaluator, {&positions[0]});
  EXPECT_EQ(evaluator.hits(), hits);
}

// An overwritten entry must not be found through an index line that was left behind: in a cache
// that wraps many times every hit still gives the numbers of its own position.
TEST_F(Cache, AHitIsAlwaysThePositionsOwnAnswer) {
  auto evaluator = cache(8 << 10);
  const auto positions = distinct_positions(*game_, 600);
  Rng rng({.seed = 5});
  for (int round = 0; round < 20000; ++round) {
    const Position& position = positions[rng.below(rng.below(600) + 1)];
    const Answer answer = ask(evaluator, {&position})[0];
    const float fraction = answer.outcome[0] - std::floor(answer.outcome[0]);
    ASSERT_EQ(fraction, static_cast<float>(position.state->hash() % 8) / 8);
    ASSERT_EQ(answer.outcome[1], answer.outcome[0]);
    for (std::size_t k = 0; k < answer.log_priors.size(); ++k)
      ASSERT_EQ(answer.log_priors[k], -answer.outcome[0] - static_cast<float>(k));
  }
  EXPECT_GT(evaluator.hits(), 1000u);
  EXPECT_LT(evaluator.hits(), 19000u);
}

TEST_F(Cache, GivesTheSameAnswersToTheSameStreamOfQueries) {
  const auto positions = distinct_positions(*game_, 300);
  const auto play = [&] {
    auto evaluator = cache(8 << 10);
    std::vector<Answer> answers;
    Rng rng({.seed = 6});
    for (int round = 0; round < 300; ++round) {
      std::vector<const Position*> batch;
      for (int i = 0; i < 8; ++i) batch.push_back(&positions[rng.below(300)]);
      for (Answer& answer : ask(evaluator, batch)) answers.push_back(std::move(answer));
    }
    return answers;
  };
  EXPECT_EQ(play(), play());
}

TEST_F(Cache, AHitSurvivesWhatIsWrittenBeforeItIsWaitedFor) {
  auto evaluator = cache(4 << 10);
  const auto positions = distinct_positions(*game_, 400);
  const auto first = ask(evaluator, {&positions[0]});
  test::Query held(evaluator, {&positions[0]});
  for (std::size_t i = 1; i < 400; ++i) ask(evaluator, {&positions[i]});
  EXPECT_EQ(held.take(evaluator), first);
}

TEST_F(Cache, TooSmallForOneEntryItPassesEverythingOn) {
  auto evaluator = cache(0);
  const auto positions = distinct_positions(*game_, 10);
  ask(evaluator, pointers(positions));
  ask(evaluator, pointers(positions));
  EXPECT_EQ(evaluator.hits(), 0u);
  EXPECT_EQ(evaluator.evaluations(), 20u);
}

}  // namespace
}  // namespace az
