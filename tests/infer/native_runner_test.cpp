// native_runner_test.cpp — the kernels against the net's own forward(), and what they promise
// beyond it.
#include "infer/native_runner.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/rng.h"
#include "gpu/unpack_planes.h"
#include "net/outcome_head.h"
#include "net/registry.h"
#include "tests/net/toy_info.h"

namespace az {
namespace {

/// Inputs of a batch as the evaluator packs them; boards of several sizes where the game has a
/// mask.
struct Batch {
  std::vector<std::uint64_t> packed;
  std::vector<float> scalars;
};

Batch random_batch(const GameInfo& info, int batch, std::uint64_t seed) {
  Rng rng({.seed = seed});
  const int words = (info.canvas.cells() + 63) / 64;
  Batch made{std::vector<std::uint64_t>(static_cast<std::size_t>(batch * info.bit_planes * words)),
             {}};
  for (int b = 0; b < batch; ++b) {
    const bool masked = info.mask_plane >= 0;
    const int height = masked ? 3 + b % (info.canvas.height - 2) : info.canvas.height;
    const int width = masked ? 3 + b / 2 % (info.canvas.width - 2) : info.canvas.width;
    for (int p = 0; p < info.bit_planes; ++p)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          const int cell = y * info.canvas.width + x;
          const bool full = p == info.mask_plane || (p == 0 && b % 3 == 0);
          if (full || rng.below(3) == 0)
            made.packed[static_cast<std::size_t>((b * info.bit_planes + p) * words + cell / 64)] |=
                std::uint64_t{1} << (cell % 64);
        }
    for (int s = 0; s < info.scalars; ++s)
      made.scalars.push_back(static_cast<float>(rng.uniform()));
  }
  return made;
}

struct Answer {
  std::vector<float> policy, outcome;
  bool operator==(const Answer&) const = default;
};

Answer run(NetRunner& runner, const GameInfo& info, int batch, const Batch& in, int first = 0) {
  const auto per_position =
      static_cast<std::size_t>(info.bit_planes * ((info.canvas.cells() + 63) / 64));
  Answer answer;
  answer.policy.resize(static_cast<std::size_t>(batch * info.policy_size()));
  answer.outcome.resize(static_cast<std::size_t>(batch * info.outcome_size()));
  runner.run({batch,
              std::span(in.packed).subspan(per_position * static_cast<std::size_t>(first),
                                           per_position * static_cast<std::size_t>(batch)),
              std::span(in.scalars)
                  .subspan(static_cast<std::size_t>(first * info.scalars),
                           static_cast<std::size_t>(batch * info.scalars))},
             {answer.policy, answer.outcome});
  return answer;
}

struct Case {
  std::string name, section;
  GameInfo info;
};

std::vector<Case> cases() {
  GameInfo large = test::masked_info();
  large.canvas = {11, 9};
  large.players = 2;
  large.policy_maps = 19;
  GameInfo four = test::plain_info();
  four.canvas = {6, 7};
  four.players = 4;
  four.policy_globals = 0;
  return {
      {"plain", "{name: resnet}", test::plain_info()},
      {"masked", "{name: resnet, blocks: 3, pool_every: 1}", test::masked_info()},
      {"large", "{name: resnet, channels: 48, policy_channels: 32, value_hidden: 64}", large},
      {"four", "{name: resnet, channels: 80, pool_every: 0, value_channels: 48}", four},
      {"wide", "{name: resnet, blocks: 1, channels: 64, pool_every: 1, pool_channels: 32}", four}};
}

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

class NativeRunner : public testing::TestWithParam<Case> {
 protected:
  NativeRunner() : info_(GetParam().info) {
    net_ = std::move(*make_net(*parse_yaml(GetParam().section, "x"), info_));
    test::randomise(*net_, 1);
    for (const torch::Tensor& parameter : net_->parameters()) parameter.set_requires_grad(false);
  }
  GameInfo info_;
  std::unique_ptr<Net> net_;
};
INSTANTIATE_TEST_SUITE_P(Shapes, NativeRunner, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

// Winograd rounds differently from a direct sum: equal to 2e-5 where logits are of order one.
TEST_P(NativeRunner, SaysWhatTheNetItselfSays) {
  ASSERT_TRUE(has_native_runner(*net_));
  const auto runner = make_native_runner(*net_);
  for (const int batch : {1, 8, 21}) {
    const Batch in = random_batch(info_, batch, 3);
    const Answer answer = run(*runner, info_, batch, in);
    torch::Tensor planes =
        torch::empty({batch, info_.canvas.height, info_.canvas.width, info_.bit_planes});
    unpack_planes({batch, info_.bit_planes, info_.canvas.cells()}, in.packed.data(),
                  planes.data_ptr<float>());
    const auto scalars = torch::tensor(in.scalars).reshape({batch, info_.scalars});
    const Heads heads = net_->forward(planes.permute({0, 3, 1, 2}), scalars);
    const auto outcome = outcome_probabilities(info_, heads.outcome);
    for (int b = 0; b < batch; ++b) {
      for (int i = 0; i < info_.outcome_size(); ++i)
        EXPECT_NEAR(answer.outcome[static_cast<std::size_t>(b * info_.outcome_size() + i)],
                    outcome[b][i].item<float>(), 2e-5);
      for (int i = 0; i < info_.policy_size(); ++i) {
        const int cell = i % info_.canvas.cells();
        const bool global = i >= info_.policy_maps * info_.canvas.cells();
        if (!global && info_.mask_plane >= 0 &&
            planes[b][cell / info_.canvas.width][cell % info_.canvas.width][info_.mask_plane]
                    .item<float>() == 0)
          continue;  // no action lies off the board
        ASSERT_NEAR(answer.policy[static_cast<std::size_t>(b * info_.policy_size() + i)],
                    heads.policy[b][i].item<float>(), 2e-5)
            << i;
      }
    }
  }
}

TEST_P(NativeRunner, GivesAPositionTheSameBitsInEverySlotAndBatch) {
  const auto runner = make_native_runner(*net_);
  const Batch in = random_batch(info_, 21, 4);
  const Answer all = run(*runner, info_, 21, in);
  const auto policy = static_cast<std::ptrdiff_t>(info_.policy_size());
  const auto outcome = static_cast<std::ptrdiff_t>(info_.outcome_size());
  for (const int batch : {1, 3, 8}) {
    for (int first = 0; first + batch <= 21; first += batch) {
      const Answer part = run(*runner, info_, batch, in, first);
      EXPECT_TRUE(
          std::equal(part.policy.begin(), part.policy.end(), all.policy.begin() + first * policy));
      EXPECT_TRUE(std::equal(part.outcome.begin(), part.outcome.end(),
                             all.outcome.begin() + first * outcome));
    }
  }
}

TEST_P(NativeRunner, GivesTheSameBitsOnEveryInstructionSet) {
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq"))
    GTEST_SKIP() << "needs a processor with AVX-512 F, VL and DQ";
  const Batch in = random_batch(info_, 21, 5);
  EXPECT_EQ(run(*make_native_runner(*net_, false), info_, 21, in),
            run(*make_native_runner(*net_, true), info_, 21, in));
}

TEST(HasNativeRunner, OnlyForResidualNetsOfWholeVectors) {
  const auto has = [](std::string_view section) {
    return has_native_runner(**make_net(*parse_yaml(section, "x"), test::plain_info()));
  };
  EXPECT_TRUE(has("{name: resnet}"));
  EXPECT_FALSE(has("{name: mlp}"));
  EXPECT_FALSE(has("{name: resnet, channels: 40}"));
  EXPECT_FALSE(has("{name: resnet, pool_channels: 8}"));
  EXPECT_FALSE(has("{name: resnet, policy_channels: 24}"));
  EXPECT_FALSE(has("{name: resnet, value_hidden: 40}"));
  EXPECT_TRUE(has("{name: resnet, pool_every: 0, pool_channels: 8}"));
}

}  // namespace
}  // namespace az
