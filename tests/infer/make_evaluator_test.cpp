#include "infer/make_evaluator.h"

#include <gmock/gmock.h>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "gpu/device.h"
#include "net/registry.h"
#include "net/weights.h"
#include "tests/infer/toy_evaluators.h"

namespace az {
namespace {

using test::ask;
using test::pointers;
using testing::HasSubstr;

class MakeEvaluator : public testing::Test {
 protected:
  MakeEvaluator() : game_(std::move(*make_game("connect_four"))) {
    const GameInfo& info = game_->info();
    const auto net = make_net("resnet", info);
    (*net)->initialise(3);
    file_.identity = {info.family,
                      info.rules_id,
                      info.action_space_id,
                      info.encoder_id,
                      (*net)->section().to_yaml(),
                      "name: connect_four\n"};
    file_.weights = copy_weights(**net);
  }
  Error refused(const NetFile& file, const Game& game) {
    const auto evaluator = make_evaluator(file, game, InferConfig{});
    EXPECT_FALSE(evaluator);
    return evaluator ? Error{} : evaluator.error();
  }
  std::unique_ptr<Game> game_;
  NetFile file_;
  const TemporaryFolder folder_ = TemporaryFolder::make("az_infer").value();
  const Path dir_ = folder_.path();
};

TEST_F(MakeEvaluator, ANetSaysTheSameAfterItsFile) {
  const Path path = dir_ / "g0000.h5";
  const auto hash = write_net(path, file_);
  ASSERT_TRUE(hash) << hash.error().to_string();
  const auto stored = make_evaluator(path, *game_, InferConfig{}, 0, &*hash);
  ASSERT_TRUE(stored) << stored.error().to_string();
  const auto section = parse_yaml(file_.identity.net_section, "x");
  const auto fresh = make_untrained_evaluator(*section, 3, *game_, InferConfig{});
  const auto positions = test::random_positions(*game_, 30, 1);
  EXPECT_EQ(ask(**stored, pointers(positions)), ask(**fresh, pointers(positions)));
}

TEST_F(MakeEvaluator, RefusesANetOfAnotherGameAndNamesBoth) {
  const auto other = make_game("tic_tac_toe");
  const Error error = refused(file_, **other);
  EXPECT_THAT(error.message, HasSubstr("connect_four"));
  EXPECT_THAT(error.message, HasSubstr("tic_tac_toe"));
  EXPECT_FALSE(error.hint.empty());
}

TEST_F(MakeEvaluator, RefusesAnotherEncoderAndAnotherActionSpace) {
  NetFile changed = file_;
  changed.identity.encoder_id.low ^= 1;
  EXPECT_THAT(refused(changed, *game_).message, HasSubstr("input planes"));
  changed = file_;
  changed.identity.action_space_id.low ^= 1;
  EXPECT_THAT(refused(changed, *game_).message, HasSubstr("other actions"));
}

TEST_F(MakeEvaluator, RefusesWeightsOfAnotherArchitecture) {
  NetFile changed = file_;
  changed.identity.net_section = "{name: resnet, blocks: 3}";
  EXPECT_THAT(refused(changed, *game_).message, HasSubstr("lack blocks.2.first.weight"));
  changed.identity.net_section = "{name: transformer}";
  EXPECT_THAT(refused(changed, *game_).message, HasSubstr("no network 'transformer'"));
}

TEST_F(MakeEvaluator, RefusesAnotherNetThanTheOneNamed) {
  const Path path = dir_ / "g0001.h5";
  ASSERT_TRUE(write_net(path, file_));
  const Hash128 wanted{1, 2};
  const auto evaluator = make_evaluator(path, *game_, InferConfig{}, 0, &wanted);
  ASSERT_FALSE(evaluator);
  EXPECT_THAT(evaluator.error().message, HasSubstr(wanted.hex12()));
  EXPECT_FALSE(make_evaluator(dir_ / "absent.h5", *game_, InferConfig{}));
}

TEST_F(MakeEvaluator, AGpuThatIsAbsentIsAnErrorNeverTheCpu) {
  if (gpu_count() > 0) GTEST_SKIP() << "needs a machine without a GPU";
  InferConfig config;
  config.device = InferDevice::kGpu;
  const auto evaluator = make_evaluator(file_, *game_, config);
  ASSERT_FALSE(evaluator);
  EXPECT_EQ(evaluator.error().code, Exit::kUnavailable);
}

// Another processor sums in another order, with TensorFloat-32 off: equal to 1e-3.
TEST_F(MakeEvaluator, TheGpuSaysWhatTheCpuSays) {
  if (gpu_count() == 0) GTEST_SKIP() << "needs a GPU";
  InferConfig config;
  const auto cpu = make_evaluator(file_, *game_, config);
  config.device = InferDevice::kGpu;
  const auto gpu = make_evaluator(file_, *game_, config);
  ASSERT_TRUE(gpu) << gpu.error().to_string();
  const auto positions = test::random_positions(*game_, 30, 1);
  const auto one = ask(**cpu, pointers(positions)), other = ask(**gpu, pointers(positions));
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t k = 0; k < one[i].log_priors.size(); ++k)
      EXPECT_NEAR(one[i].log_priors[k], other[i].log_priors[k], 1e-3);
}

// A kernel that runs on another GPU than the net's tensors lie on reads nothing or foreign memory.
TEST_F(MakeEvaluator, EveryGpuSaysTheSame) {
  if (gpu_count() < 2) GTEST_SKIP() << "needs two GPUs";
  InferConfig config;
  config.device = InferDevice::kGpu;
  const auto positions = test::random_positions(*game_, 30, 1);
  const auto first = make_evaluator(file_, *game_, config, 0);
  const auto answers = ask(**first, pointers(positions));
  for (int rank = 1; rank < gpu_count(); ++rank) {
    const auto other = make_evaluator(file_, *game_, config, rank);
    ASSERT_TRUE(other) << other.error().to_string();
    const auto own = ask(**other, pointers(positions));
    for (std::size_t i = 0; i < answers.size(); ++i)
      for (std::size_t k = 0; k < answers[i].log_priors.size(); ++k)
        EXPECT_NEAR(answers[i].log_priors[k], own[i].log_priors[k], 1e-3) << "gpu " << rank;
  }
}

TEST_F(MakeEvaluator, ThreadsThatWouldDoNothingOrHaveNoCoreAreRefused) {
  const auto error = [&](const InferConfig& config) {
    const auto evaluator = make_evaluator(file_, *game_, config);
    EXPECT_FALSE(evaluator);
    return evaluator ? Error{} : evaluator.error();
  };
  EXPECT_THAT(error({.threads = 2}).message, HasSubstr("threads: 2 would do nothing"));
  EXPECT_THAT(
      error({.device = InferDevice::kGpu, .engine = InferEngine::kTorch, .threads = 2}).message,
      HasSubstr("would do nothing"));
  const Error many = error({.engine = InferEngine::kTorch, .threads = 1 << 16});
  EXPECT_THAT(many.message, HasSubstr("usable cores"));
  EXPECT_EQ(many.code, Exit::kUsage);
  // Before anything is queued, with file and line.
  const auto read = read_config<InferConfig>(*parse_yaml("threads: 2", "run.yaml"), "infer");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("run.yaml:1: infer: threads: 2"));
}

TEST_F(MakeEvaluator, TheCacheChangesNoAnswer) {
  InferConfig plain;
  plain.cache_mb = 0;
  const auto with = make_evaluator(file_, *game_, InferConfig{});
  const auto without = make_evaluator(file_, *game_, plain);
  const auto positions = test::random_positions(*game_, 30, 1);
  const auto truth = ask(**without, pointers(positions));
  EXPECT_EQ(ask(**with, pointers(positions)), truth);
  EXPECT_EQ(ask(**with, pointers(positions)), truth);
  EXPECT_LE((*with)->evaluations(), 30u);
}

}  // namespace
}  // namespace az
