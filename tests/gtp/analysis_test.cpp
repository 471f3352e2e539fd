// What a long search says of the board: means over its tree, ends as they are.
#include "gtp/analysis.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "games/registry.h"
#include "search/net_free.h"
#include "search/uniform_evaluator.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

/// Uniform, even, and sure of an aux that depends on the position alone.
class Surveyor final : public Evaluator {
 public:
  int submit(std::span<const Leaf> leaves) override {
    leaves_.clear();
    for (const Leaf& leaf : leaves) {
      const double x = 1e-4 * static_cast<double>(leaf.state->hash() % 10'000);
      leaves_.push_back({static_cast<float>(x), leaf.state->to_play(), leaf.aux});
    }
    evaluations_ += leaves.size();
    return 0;
  }
  void wait(int, std::span<Evaluation> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto legal = static_cast<float>(out[i].log_priors.size());
      std::fill(out[i].log_priors.begin(), out[i].log_priors.end(), -std::log(legal));
      std::fill(out[i].outcome.begin(), out[i].outcome.end(), 1.0f / 3);
      EXPECT_TRUE(leaves_[i].aux);
      // For black: every cell and the score are x.
      const float sign = leaves_[i].seat == 0 ? 1.0f : -1.0f;
      std::fill(out[i].aux.begin(), out[i].aux.end(), sign * leaves_[i].x);
      sum_ += static_cast<double>(leaves_[i].x);
    }
  }
  std::uint64_t evaluations() const override { return evaluations_; }
  bool has_aux() const override { return true; }
  double sum() const { return sum_; }  ///< for black

 private:
  struct Seen {
    float x;
    int seat;
    bool aux;
  };
  std::vector<Seen> leaves_;
  std::uint64_t evaluations_ = 0;
  double sum_ = 0;
};

std::unique_ptr<Game> go(const std::string& settings) {
  return std::move(*make_game(*parse_yaml("{name: go, " + settings + "}", "x")));
}

TEST(Analysis, OwnersAndScoreAreTheMeansOfAllThatWasSeen) {
  const auto game = go("size: 3, komi: 0.5, max_moves: 60");
  const auto state = game->new_state();
  state->apply(4);  // white is to move: all signs are turned
  Surveyor evaluator;
  Analysis analysis(*game, search_agent(1), evaluator, *state, 300);
  std::uint64_t before = 0;
  // No line is so long that a game could end: every simulation was evaluated.
  while (analysis.step(evaluator)) before = evaluator.evaluations();
  const auto report =
      analysis.report({.least = 100, .owner = true, .moves_owner = true, .longest_line = 3});
  ASSERT_EQ(report.root.visits, 301u);
  ASSERT_LE(before, 301u);
  ASSERT_THAT(report.root.owner, SizeIs(9));
  ASSERT_THAT(report.moves, SizeIs(9));
  double sum = 0, moves = 0;
  for (const auto& move : report.moves) {
    moves += move.expected.visits;
    sum += move.expected.visits * *move.expected.score;
    EXPECT_LE(move.line.size(), 3u);
    EXPECT_EQ(move.line.size(), move.line_visits.size());
    EXPECT_EQ(move.line.front(), move.move);
    EXPECT_LE(move.lower_utility, move.expected.utility);
    if (move.move == "pass") continue;
    for (const float owner : move.expected.owner)
      EXPECT_NEAR(owner, *move.expected.score, 1e-5) << "as the evaluator has it";
  }
  EXPECT_EQ(moves, 300);
  Surveyor again;
  Analysis root(*game, search_agent(1), again, *state, 0);
  while (root.step(again)) {
  }
  EXPECT_NEAR(*report.root.score, (sum - again.sum()) / 301, 1e-5);
  EXPECT_TRUE(std::is_sorted(report.moves.begin(), report.moves.end(), [](auto& a, auto& b) {
    return a.expected.visits > b.expected.visits;
  }));
}

TEST(Analysis, OfThreeEqualPlayersEachWinsAThird) {
  const auto game = *make_game(*parse_yaml("{name: ringrift, players: 3}", "x"));
  const auto state = game->new_state();
  UniformEvaluator evaluator;  // expects a draw of everybody
  Analysis analysis(*game, search_agent(1), evaluator, *state, 20);
  while (analysis.step(evaluator)) continue;
  const auto report = analysis.report({.least = 3});
  EXPECT_NEAR(report.root.winrate, 1.0 / 3, 1e-6);
  EXPECT_NEAR(report.root.utility, -1.0 / 3, 1e-6);
  ASSERT_FALSE(report.moves.empty());
  EXPECT_NEAR(report.moves[0].expected.winrate, 1.0 / 3, 1e-6);
  EXPECT_LT(report.moves[0].lower_utility, -1.0 / 3);
}

TEST(Analysis, AGamesEndCountsAsWhatItIs) {
  const auto game = go("size: 3, komi: 2.5");
  const auto state = game->new_state();
  state->apply(4);  // B2: all nine points are black's
  state->apply(9);  // white passes: another pass ends the game
  Surveyor evaluator;
  Analysis analysis(*game, search_agent(1), evaluator, *state, 200);
  while (analysis.step(evaluator)) {
  }
  const auto report = analysis.report({.most = 1, .owner = true, .moves_owner = true});
  ASSERT_THAT(report.moves, SizeIs(1));
  EXPECT_EQ(report.moves[0].move, "pass");
  EXPECT_EQ(report.moves[0].expected.winrate, 1);
  EXPECT_EQ(report.moves[0].expected.score, 6.5);
  EXPECT_THAT(report.moves[0].expected.owner, ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 1));
}

TEST(Analysis, SearchesAmongTheMovesThatItMayChooseFrom) {
  const auto game = go("size: 3");
  Surveyor evaluator;
  const Action only[] = {2, 5};
  Analysis analysis(*game, search_agent(1), evaluator, *game->new_state(), 50, only);
  while (analysis.step(evaluator)) {
  }
  const auto report = analysis.report({.least = 100});
  ASSERT_THAT(report.moves, SizeIs(2));
  EXPECT_EQ(report.moves[0].expected.visits + report.moves[1].expected.visits, 50u);
  EXPECT_NEAR(report.moves[0].prior, 0.5, 1e-6);
}

}  // namespace
}  // namespace az
