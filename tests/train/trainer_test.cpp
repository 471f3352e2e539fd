#include "train/trainer.h"

#include <gtest/gtest.h>
#include <torch/optim.h>
#include <torch/types.h>

#include <cmath>
#include <map>

#include "comm/mpi_collective.h"
#include "games/advance.h"
#include "games/registry.h"
#include "net/registry.h"
#include "replay/batch_builder.h"
#include "tests/support/random_record.h"

namespace az {
namespace {

class TrainerTest : public testing::Test {
 protected:
  void SetUp() override { make_torch_deterministic(1); }

  std::unique_ptr<Net> small_net(const Game& game, std::uint64_t seed = 1) {
    auto net = *make_net(*parse_yaml("{name: mlp, layers: 2, hidden: 64}", "test"), game.info());
    net->initialise(seed);
    return net;
  }
  TrainConfig config(double rate = 3e-3) {
    TrainConfig config;
    config.optimizer.learning_rate = rate;
    config.optimizer.warmup_steps = 5;
    return config;
  }
  std::unique_ptr<Collective> alone_ = make_mpi_collective(false);
};

/// Exact value of a tic-tac-toe position for the mover: 1, 0, −1.
int solve(const State& state, std::map<std::uint64_t, int>& known) {
  if (const auto found = known.find(state.hash()); found != known.end()) return found->second;
  std::vector<Action> legal;
  state.legal(legal);
  int best = -1;
  for (const Action action : legal) {
    const auto next = state.clone();
    next->apply(action);
    int value = 0;
    if (next->terminal()) {
      const float payoff = next->outcome().payoff[static_cast<std::size_t>(state.to_play())];
      value = payoff > 0 ? 1 : payoff < 0 ? -1 : 0;
    } else {
      value = -solve(*next, known);
    }
    best = std::max(best, value);
  }
  return known[state.hash()] = best;
}

/// A random game whose targets are exact: all mass on the best moves, the solved value as the
/// root's outcome.
GameRecord solved_record(const Game& game, std::uint64_t id, std::map<std::uint64_t, int>& known) {
  GameRecord record = test::random_record(game, 11, id);
  record.policy.clear();
  record.policy_begin.assign(1, 0);
  const auto state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  for (std::size_t p = 0; p < record.plies.size(); ++p) {
    std::vector<Action> best;
    const int value = solve(*state, known);
    for (const Action action : legal) {
      const auto next = state->clone();
      next->apply(action);
      const int after =
          next->terminal()
              ? (next->outcome().payoff[static_cast<std::size_t>(state->to_play())] > 0)
              : -solve(*next, known);
      if (after == value) best.push_back(action);
    }
    for (const Action action : best)
      record.policy.push_back({action, 1.0f / static_cast<float>(best.size())});
    record.policy_begin.push_back(static_cast<std::uint32_t>(record.policy.size()));
    const int first = state->to_play() == 0 ? value : -value;
    for (int i = 0; i < 3; ++i)
      record.root_outcome[p * 3 + static_cast<std::size_t>(i)] = i == 1 - first ? 1.0f : 0.0f;
    state->apply(record.plies[p].action);
    advance(*state, legal);
  }
  return record;
}

TEST_F(TrainerTest, LearnsTicTacToeFromSolvedTargetsAndGeneralisesToHeldOutGames) {
  const auto game = *make_game("tic_tac_toe");
  const auto net = small_net(*game);
  std::map<std::uint64_t, int> known;
  Dataset dataset({game.get()});
  for (std::uint64_t id = 0; id < 400; ++id)
    ASSERT_TRUE(dataset.add(solved_record(*game, id, known), 1, 0, id % 10 == 0));
  Trainer trainer(*net, config(), *alone_, *alone_);
  BatchBuilder builder(dataset, {.value_mix = 1});
  Batch batch, hold_out;
  std::vector<RowView> views;
  for (const std::uint32_t row : dataset.hold_out_rows()) views.push_back({row, 0});
  builder.build(views, hold_out);
  const auto before = *trainer.measure(hold_out, static_cast<double>(hold_out.rows));
  Rng rng({.seed = 1});
  for (int step = 0; step < 500; ++step) {
    views.clear();
    for (int i = 0; i < 128; ++i)
      views.push_back({dataset.training_rows()[rng.below(
                           static_cast<std::uint32_t>(dataset.training_rows().size()))],
                       static_cast<int>(rng.below(8))});
    builder.build(views, batch);
    ASSERT_TRUE(trainer.step(batch, 128.0));
  }
  const auto after = *trainer.measure(hold_out, static_cast<double>(hold_out.rows));
  EXPECT_NEAR(before.outcome, std::log(3), 0.2);  // an untrained net is nearly indifferent
  EXPECT_LT(after.outcome, 0.35);
  EXPECT_LT(after.divergence, 0.5 * before.divergence);
  EXPECT_NEAR(after.policy - after.divergence, before.policy - before.divergence, 1e-4);
}

/// `count` batches of random Connect Four rows, the same whenever asked.
std::vector<Batch> batches_of(const Game& game, int count) {
  Dataset dataset({&game});
  for (std::uint64_t id = 0; id < 30; ++id)
    EXPECT_TRUE(dataset.add(test::random_record(game, 2, id), 1, 0, false));
  BatchBuilder builder(dataset, {.value_mix = 0.5});
  std::vector<Batch> batches(static_cast<std::size_t>(count));
  Rng rng({.seed = 5});
  for (Batch& batch : batches) {
    std::vector<RowView> views;
    for (int i = 0; i < 32; ++i)
      views.push_back({rng.below(static_cast<std::uint32_t>(dataset.training_rows().size())), 0});
    builder.build(views, batch);
  }
  return batches;
}

TEST_F(TrainerTest, ARestoredTrainerContinuesBitForBit) {
  const auto game = *make_game("connect_four");
  const auto batches = batches_of(*game, 10);
  for (const OptimizerKind kind : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    TrainConfig setting = config();
    setting.optimizer.kind = kind;
    const auto net = small_net(*game), other = small_net(*game, 99);
    Trainer through(*net, setting, *alone_, *alone_);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(through.step(batches[static_cast<std::size_t>(i)], 32));
    Trainer resumed(*other, setting, *alone_, *alone_);
    ASSERT_TRUE(resumed.restore(through.weights(), through.average(), through.optimizer_state(),
                                through.steps()));
    for (int i = 5; i < 10; ++i) {
      ASSERT_TRUE(through.step(batches[static_cast<std::size_t>(i)], 32));
      ASSERT_TRUE(resumed.step(batches[static_cast<std::size_t>(i)], 32));
    }
    EXPECT_EQ(through.weights(), resumed.weights());
    EXPECT_EQ(through.average(), resumed.average());
    EXPECT_EQ(through.optimizer_state(), resumed.optimizer_state());
    EXPECT_EQ(resumed.steps(), 10);
  }
}

TEST_F(TrainerTest, RefusesACheckpointThatDoesNotFit) {
  const auto game = *make_game("connect_four");
  const auto net = small_net(*game);
  Trainer trainer(*net, config(), *alone_, *alone_);
  NamedTensors weights = trainer.weights();
  weights.pop_back();
  EXPECT_FALSE(trainer.restore(weights, trainer.average(), trainer.optimizer_state(), 0));
  weights = trainer.weights();
  weights[0].shape = {1, 1};
  EXPECT_FALSE(trainer.restore(weights, trainer.average(), trainer.optimizer_state(), 0));
}

TEST_F(TrainerTest, ANumberThatIsNoneHaltsAndLeavesTheWeightsAlone) {
  const auto game = *make_game("connect_four");
  const auto net = small_net(*game);
  auto batches = batches_of(*game, 2);
  Trainer trainer(*net, config(), *alone_, *alone_);
  ASSERT_TRUE(trainer.step(batches[0], 32));
  const NamedTensors before = trainer.weights();
  const NamedTensors average = trainer.average();
  for (const float planted : {std::nanf(""), INFINITY}) {
    Batch poisoned = batches[1];
    poisoned.outcome[7] = planted;
    const auto report = trainer.step(poisoned, 32);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Exit::kHalted);
    EXPECT_EQ(trainer.weights(), before);
    EXPECT_EQ(trainer.average(), average);
  }
  EXPECT_TRUE(trainer.step(batches[1], 32));
}

TEST_F(TrainerTest, StepsAsLibTorchsOwnOptimizersDo) {
  const auto game = *make_game("connect_four");
  const auto batches = batches_of(*game, 1);
  for (const OptimizerKind kind : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    TrainConfig setting = config();
    setting.optimizer.kind = kind;
    setting.optimizer.weight_decay = kind == OptimizerKind::kAdamW ? 0.1 : 0;
    setting.optimizer.clip_norm = 0;
    const auto net = small_net(*game);
    FlatParameters parameters(*net);
    Optimizer optimizer(setting.optimizer, parameters);
    torch::Tensor weight = parameters.values().clone(), bias = weight.clone();
    weight.requires_grad_(true);
    bias.requires_grad_(true);
    std::unique_ptr<torch::optim::Optimizer> on_weights, on_biases;
    if (kind == OptimizerKind::kAdamW) {
      on_weights = std::make_unique<torch::optim::AdamW>(
          std::vector<torch::Tensor>{weight}, torch::optim::AdamWOptions(1e-2).weight_decay(0.1));
      on_biases = std::make_unique<torch::optim::AdamW>(
          std::vector<torch::Tensor>{bias}, torch::optim::AdamWOptions(1e-2).weight_decay(0));
    } else {
      const auto options = torch::optim::SGDOptions(1e-2).momentum(0.9).nesterov(true);
      on_weights = std::make_unique<torch::optim::SGD>(std::vector<torch::Tensor>{weight}, options);
      on_biases = std::make_unique<torch::optim::SGD>(std::vector<torch::Tensor>{bias}, options);
    }
    for (int step = 0; step < 5; ++step) {
      const torch::Tensor gradient = torch::randn_like(parameters.values());
      parameters.gradients().copy_(gradient);
      weight.mutable_grad() = gradient.clone();
      bias.mutable_grad() = gradient.clone();
      optimizer.step(1e-2, 1);
      on_weights->step();
      on_biases->step();
    }
    const torch::Tensor expected =
        torch::where(parameters.decayed() > 0, weight.detach(), bias.detach());
    EXPECT_LT((parameters.values() - expected).abs().max().item<double>(), 1e-6);
  }
}

TEST_F(TrainerTest, ClipsTheGradientToItsLargestNorm) {
  const auto game = *make_game("connect_four");
  const auto net = small_net(*game);
  TrainConfig setting = config();
  setting.optimizer.kind = OptimizerKind::kSgd;
  setting.optimizer.momentum = 0;
  setting.optimizer.weight_decay = 0;
  setting.optimizer.clip_norm = 2;
  FlatParameters parameters(*net);
  Optimizer optimizer(setting.optimizer, parameters);
  const torch::Tensor before = parameters.values().clone();
  parameters.gradients().fill_(1);
  optimizer.step(1.0, norm_of(parameters.gradients()));
  EXPECT_NEAR(norm_of(parameters.values() - before), 2, 1e-3);
}

TEST_F(TrainerTest, TheAverageFollowsTheWeightsSlowly) {
  const auto game = *make_game("connect_four");
  const auto net = small_net(*game);
  const auto batches = batches_of(*game, 1);
  TrainConfig setting = config();
  setting.ema_decay = 0;
  Trainer immediate(*net, setting, *alone_, *alone_);
  ASSERT_TRUE(immediate.step(batches[0], 32));
  EXPECT_EQ(immediate.average(), immediate.weights());
  const auto slow_net = small_net(*game);
  setting.ema_decay = 0.999;
  Trainer slow(*slow_net, setting, *alone_, *alone_);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(slow.step(batches[0], 32));
  EXPECT_NE(slow.average(), slow.weights());
}

}  // namespace
}  // namespace az
