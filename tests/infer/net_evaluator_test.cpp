// net_evaluator_test.cpp — every registered net on every registered game, through the seam that
// search uses.
#include "infer/net_evaluator.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <cmath>

#include "core/check.h"
#include "core/outcome.h"
#include "games/registry.h"
#include "infer/make_evaluator.h"
#include "net/outcome_head.h"
#include "net/registry.h"
#include "tests/infer/toy_evaluators.h"
#include "tests/net/toy_info.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using test::Answer;
using test::ask;
using test::pointers;

struct Case {
  std::string net, game;
  InferEngine engine;
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.net << " on " << test.game; }

std::vector<Case> every_net_on_every_game() {
  std::vector<Case> cases;
  std::vector<std::string> games = game_names();
  games.emplace_back("three_player");
  for (const auto& game : games)
    for (const auto& net : net_names())
      for (const InferEngine engine : {InferEngine::kNative, InferEngine::kTorch})
        cases.push_back({net, game, engine});
  return cases;
}

std::unique_ptr<Game> open_game(const std::string& name) {
  return name == "three_player" ? three_player_game() : std::move(*make_game(name));
}

std::unique_ptr<Net> random_net(const std::string& name, const GameInfo& info) {
  auto net = std::move(*make_net(name, info));
  test::randomise(*net, 1);
  return net;
}

std::unique_ptr<Evaluator> bare(std::unique_ptr<Net> net, const Game& game, int max_batch = 64,
                                InferEngine engine = InferEngine::kNative) {
  InferConfig config;
  config.cache_mb = 0;
  config.max_batch = max_batch;
  config.engine = engine;
  return std::move(*make_evaluator(std::move(net), game, config));
}

class EveryNetAndGame : public testing::TestWithParam<Case> {
 protected:
  EveryNetAndGame()
      : game_(open_game(GetParam().game)),
        net_(random_net(GetParam().net, game_->info())),
        evaluator_(bare(random_net(GetParam().net, game_->info()), *game_, 64, GetParam().engine)),
        positions_(test::random_positions(*game_, 37, 1)) {}
  std::unique_ptr<Game> game_;
  std::unique_ptr<Net> net_;
  std::unique_ptr<Evaluator> evaluator_;
  std::vector<test::Position> positions_;
};
INSTANTIATE_TEST_SUITE_P(Registries, EveryNetAndGame, testing::ValuesIn(every_net_on_every_game()),
                         [](const auto& test) {
                           return test.param.net + "_" + test.param.game +
                                  (test.param.engine == InferEngine::kTorch ? "_torch" : "");
                         });

TEST_P(EveryNetAndGame, AnswersWithProbabilitiesOverTheLegalActions) {
  const GameInfo& info = game_->info();
  for (const Answer& answer : ask(*evaluator_, pointers(positions_))) {
    double sum = 0;
    for (const float log_prior : answer.log_priors) sum += std::exp(log_prior);
    EXPECT_NEAR(sum, 1, 1e-5);
    // Each seat's places and the draw sum to 1; for two players this is the whole vector.
    const auto players = static_cast<std::size_t>(info.players);
    for (std::size_t seat = 0; seat < (players == 2 ? 1 : players); ++seat) {
      double total = answer.outcome.back();
      for (std::size_t k = 0; k < players; ++k) total += answer.outcome[seat * players + k];
      EXPECT_NEAR(total, 1, 1e-5);
    }
  }
  EXPECT_EQ(evaluator_->evaluations(), positions_.size());
}

// The truth here is the net's own forward(), planes set cell by cell, and the definition of Site.
TEST_P(EveryNetAndGame, AnswersWhatTheNetItselfSaysFromTheMoversSeat) {
  const torch::NoGradGuard no_grad;
  const GameInfo& info = game_->info();
  ASSERT_EQ(evaluator_->has_aux(), !info.aux.empty());
  const auto answers = ask(*evaluator_, pointers(positions_), evaluator_->has_aux());
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const State& state = *positions_[i].state;
    Planes planes(info);
    state.encode(planes);
    torch::Tensor input = torch::zeros({1, info.bit_planes, info.canvas.height, info.canvas.width});
    for (int p = 0; p < info.bit_planes; ++p)
      for (int cell = 0; cell < info.canvas.cells(); ++cell)
        input[0][p][cell / info.canvas.width][cell % info.canvas.width] =
            planes.get(p, cell) ? 1 : 0;
    torch::Tensor scalars = torch::zeros({1, info.scalars});
    for (int s = 0; s < info.scalars; ++s)
      scalars[0][s] = planes.scalars()[static_cast<std::size_t>(s)];

    const Heads heads = net_->forward(input, scalars);
    std::vector<float> logits;
    for (const Action action : positions_[i].legal) {
      const Site site = state.site(action);
      const int index = site.map == Site::kGlobal
                            ? info.policy_maps * info.canvas.cells() + site.cell
                            : site.map * info.canvas.cells() + site.cell;
      logits.push_back(heads.policy[0][index].item<float>());
    }
    const auto log_priors = torch::log_softmax(torch::tensor(logits), 0);
    for (std::size_t k = 0; k < logits.size(); ++k)
      EXPECT_NEAR(answers[i].log_priors[k], log_priors[static_cast<std::int64_t>(k)].item<float>(),
                  2e-5);
    const auto relative = outcome_probabilities(info, heads.outcome);
    std::vector<float> turned(answers[i].outcome.size());
    to_relative(info, state.to_play(), answers[i].outcome, turned);
    for (std::size_t k = 0; k < turned.size(); ++k)
      EXPECT_NEAR(turned[k], relative[0][static_cast<std::int64_t>(k)].item<float>(), 1e-5);

    // Heads: the owner's logit is of (1 + owner) / 2, the score counts in twenties of points, an
    // ending's chance is its softmax.
    std::vector<float> aux;
    for (const AuxTarget target : info.aux) {
      if (target == AuxTarget::kScore) aux.push_back(20 * heads.score[0].item<float>());
      if (target == AuxTarget::kOwner)
        for (int k = 0; k < info.canvas.cells(); ++k)
          aux.push_back(2 / (1 + std::exp(-heads.owner[0][k].item<float>())) - 1);
      if (target == AuxTarget::kEnding)
        for (int k = 0; k < info.endings; ++k)
          aux.push_back(torch::softmax(heads.ending, 1)[0][k].item<float>());
    }
    ASSERT_EQ(answers[i].aux.size(), aux.size());
    for (std::size_t k = 0; k < aux.size(); ++k) EXPECT_NEAR(answers[i].aux[k], aux[k], 2e-4);
  }
}

TEST(NetEvaluator, AnswersAuxOfThoseThatAskForItInAnyBatchAndBehindACache) {
  const auto game = open_game("go");
  const auto positions = test::random_positions(*game, 9, 2);
  const auto evaluator = std::move(
      *make_evaluator(random_net("resnet", game->info()), *game, {.max_batch = 2, .cache_mb = 1}));
  const auto one = [&](std::size_t i, bool aux) {
    return ask(*evaluator, {&positions[i]}, aux)[0];
  };
  const auto before = one(4, false);
  ASSERT_TRUE(before.aux.empty());
  const auto all = ask(*evaluator, pointers(positions), true);
  for (std::size_t i = 0; i < positions.size(); ++i) EXPECT_EQ(one(i, true), all[i]) << i;
  EXPECT_NE(all[3].aux, all[4].aux);
  EXPECT_EQ(one(4, false), before);

  // One of many asks, in the second slice.
  std::vector<Leaf> leaves;
  std::vector<test::Answer> answers(4);
  std::vector<Evaluation> evaluations;
  for (std::size_t i = 0; i < 4; ++i) {
    leaves.push_back({positions[i].state.get(), positions[i].legal, i == 3});
    answers[i].log_priors.resize(positions[i].legal.size());
    answers[i].outcome.resize(3);
    if (i == 3) answers[i].aux.resize(all[3].aux.size());
    evaluations.push_back({answers[i].log_priors, answers[i].outcome, answers[i].aux});
  }
  evaluator->wait(evaluator->submit(leaves), evaluations);
  EXPECT_EQ(answers[3], all[3]);
}

// In one composition of the batch the answer is the same to the bit; in another the kernels may
// block their sums differently, so it is the same to 1e-5.
TEST_P(EveryNetAndGame, AnswersTheSameInEverySlotAndBatch) {
  const auto all = ask(*evaluator_, pointers(positions_));
  EXPECT_EQ(ask(*evaluator_, pointers(positions_)), all);
  auto turned = pointers(positions_);
  std::reverse(turned.begin(), turned.end());
  auto reversed = ask(*evaluator_, turned);
  std::reverse(reversed.begin(), reversed.end());
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const Answer alone = ask(*evaluator_, {&positions_[i]})[0];
    for (const Answer* answer : {&alone, std::as_const(reversed).data() + i}) {
      for (std::size_t k = 0; k < alone.outcome.size(); ++k)
        EXPECT_NEAR(answer->outcome[k], all[i].outcome[k], 1e-5);
      for (std::size_t k = 0; k < alone.log_priors.size(); ++k)
        EXPECT_NEAR(answer->log_priors[k], all[i].log_priors[k], 1e-5);
    }
  }
}

TEST_P(EveryNetAndGame, SplitsWhatIsLargerThanTheBatch) {
  const auto whole = ask(*evaluator_, pointers(positions_));
  const auto small =
      bare(random_net(GetParam().net, game_->info()), *game_, /*max_batch=*/8, GetParam().engine);
  const auto split = ask(*small, pointers(positions_));
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (std::size_t k = 0; k < whole[i].log_priors.size(); ++k)
      EXPECT_NEAR(split[i].log_priors[k], whole[i].log_priors[k], 1e-5);
}

TEST(NetEvaluator, KeepsTicketsApartInAnyOrderOfWaiting) {
  const auto game = open_game("tic_tac_toe");
  const auto evaluator = bare(random_net("mlp", game->info()), *game);
  const auto positions = test::random_positions(*game, 20, 2);
  std::vector<const test::Position*> one, two;
  for (std::size_t i = 0; i < 20; ++i) (i < 8 ? one : two).push_back(&positions[i]);
  const auto first = ask(*evaluator, one), second = ask(*evaluator, two);
  test::Query a(*evaluator, one), b(*evaluator, two);
  EXPECT_EQ(b.take(*evaluator), second);
  test::Query c(*evaluator, two);
  EXPECT_EQ(a.take(*evaluator), first);
  EXPECT_EQ(c.take(*evaluator), second);
}

TEST(NetEvaluator, WaitingTwiceForATicketIsABug) {
  const auto game = open_game("tic_tac_toe");
  const auto evaluator = bare(random_net("mlp", game->info()), *game);
  const auto positions = test::random_positions(*game, 2, 2);
  test::Query query(*evaluator, pointers(positions));
  query.take(*evaluator);
  EXPECT_THROW(evaluator->wait(query.ticket, query.evaluations), Bug);
}

TEST(NetEvaluator, ANumberThatIsNotFiniteIsABug) {
  const auto game = open_game("tic_tac_toe");
  for (const std::string sick : {"policy.bias", "outcome.bias"}) {
    auto net = random_net("mlp", game->info());
    for (std::size_t i = 0; i < net->names().size(); ++i)
      if (net->names()[i] == sick)
        net->parameters()[i].data().fill_(std::numeric_limits<float>::quiet_NaN());
    const auto evaluator = bare(std::move(net), *game);
    const auto positions = test::random_positions(*game, 2, 2);
    EXPECT_THROW(ask(*evaluator, pointers(positions)), Bug) << sick;
  }
}

}  // namespace
}  // namespace az
