// net_test.cpp — what every registered architecture must do, whatever it is made of.
#include "net/net.h"

#include <gmock/gmock.h>
#include <torch/optim.h>
#include <torch/types.h>

#include <algorithm>

#include "net/outcome_head.h"
#include "net/registry.h"
#include "net/weights.h"
#include "tests/net/toy_info.h"

namespace az {
namespace {

using test::masked_info;
using test::plain_info;
using test::random_inputs;

std::unique_ptr<Net> random_net(const std::string& name, const GameInfo& info) {
  Value section = Value::map();
  section.set("name", Value::scalar(name));
  section.set("reply", Value::scalar("true"));
  auto net = make_net(section, info);
  EXPECT_TRUE(net) << net.error().to_string();
  test::randomise(**net, 1);
  return std::move(*net);
}

class EveryNet : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Registry, EveryNet, testing::ValuesIn(net_names()),
                         [](const auto& test) { return test.param; });

TEST_P(EveryNet, AnswersInTheShapesThatTheGameAsksFor) {
  const torch::NoGradGuard no_grad;
  for (const GameInfo& info : {plain_info(), masked_info()}) {
    const auto net = random_net(GetParam(), info);
    for (const int batch : {1, 5}) {
      const auto in = random_inputs(info, batch, 1);
      const Heads heads = net->forward(in.planes, in.scalars);
      EXPECT_EQ(heads.policy.sizes().vec(), (std::vector<std::int64_t>{batch, info.policy_size()}));
      EXPECT_EQ(heads.reply.sizes(), heads.policy.sizes());
      EXPECT_EQ(heads.outcome.sizes().vec(),
                (std::vector<std::int64_t>{batch, info.outcome_size()}));
      EXPECT_EQ(heads.owner.defined(), !info.aux.empty());
      EXPECT_EQ(heads.score.defined(), !info.aux.empty());
      EXPECT_EQ(heads.ending.defined(), !info.aux.empty());
      if (heads.owner.defined()) {
        EXPECT_EQ(heads.owner.sizes().vec(),
                  (std::vector<std::int64_t>{batch, info.canvas.cells()}));
        EXPECT_EQ(heads.score.sizes().vec(), (std::vector<std::int64_t>{batch}));
        EXPECT_EQ(heads.ending.sizes().vec(), (std::vector<std::int64_t>{batch, info.endings}));
      }
      EXPECT_TRUE(heads.policy.isfinite().all().item<bool>());
      EXPECT_EQ(heads.policy.scalar_type(), torch::kFloat32);
    }
  }
}

// Kernels choose their blocking by the batch size, and so the order in which a sum is rounded:
// equal to 1e-5, not bits.
TEST_P(EveryNet, AnswersTheSameWhateverElseIsInTheBatch) {
  const torch::NoGradGuard no_grad;
  for (const GameInfo& info : {plain_info(), masked_info()}) {
    const auto net = random_net(GetParam(), info);
    const auto in = random_inputs(info, 33, 2);
    const Heads all = net->forward(in.planes, in.scalars);
    for (const int slot : {0, 7, 32}) {
      const Heads alone = net->forward(in.planes.narrow(0, slot, 1), in.scalars.narrow(0, slot, 1));
      EXPECT_TRUE(torch::allclose(alone.policy[0], all.policy[slot], 1e-5, 1e-5));
      EXPECT_TRUE(torch::allclose(alone.outcome[0], all.outcome[slot], 1e-5, 1e-5));
    }
    const Heads turned = net->forward(in.planes.flip(0), in.scalars.flip(0));
    EXPECT_TRUE(torch::allclose(turned.policy.flip(0), all.policy, 1e-5, 1e-5));
  }
}

TEST_P(EveryNet, DependsOnEveryInputAndEveryParameter) {
  const GameInfo info = masked_info();
  const auto net = random_net(GetParam(), info);
  auto in = random_inputs(info, 8, 3);
  in.planes.requires_grad_();
  in.scalars.requires_grad_();
  const Heads heads = net->forward(in.planes, in.scalars);
  const auto total = heads.policy.square().sum() + heads.outcome.square().sum() +
                     heads.owner.square().sum() + heads.score.square().sum() +
                     heads.ending.square().sum() + heads.reply.square().sum();
  total.backward();
  EXPECT_GT(in.scalars.grad().abs().min().item<float>(), 0);
  for (int plane = 0; plane < info.bit_planes; ++plane)
    EXPECT_GT(in.planes.grad().select(1, plane).abs().max().item<float>(), 0) << plane;
  for (std::size_t i = 0; i < net->parameters().size(); ++i) {
    ASSERT_TRUE(net->parameters()[i].grad().defined()) << net->names()[i];
    EXPECT_GT(net->parameters()[i].grad().abs().max().item<float>(), 0) << net->names()[i];
  }
}

TEST_P(EveryNet, WhatLiesOffTheBoardNeverMatters) {
  const torch::NoGradGuard no_grad;
  const GameInfo info = masked_info();
  const auto net = random_net(GetParam(), info);
  const auto in = random_inputs(info, 4, 4, 5, 6);
  torch::Tensor littered = in.planes.clone();
  for (int plane = 0; plane < info.bit_planes; ++plane) {
    if (plane == info.mask_plane) continue;
    littered.select(1, plane).add_(1 - in.planes.select(1, info.mask_plane), 3.0);
  }
  ASSERT_FALSE(torch::equal(littered, in.planes));
  const Heads clean = net->forward(in.planes, in.scalars);
  const Heads other = net->forward(littered, in.scalars);
  EXPECT_TRUE(torch::equal(clean.outcome, other.outcome));
  EXPECT_TRUE(torch::equal(clean.score, other.score));
  EXPECT_TRUE(torch::equal(clean.ending, other.ending));
  const auto on_board = in.planes.select(1, info.mask_plane).flatten(1).to(torch::kBool);
  for (int map = 0; map < info.policy_maps; ++map) {
    const std::int64_t cells = info.canvas.cells();
    for (const auto& [mine, others] :
         {std::pair{clean.policy, other.policy}, {clean.reply, other.reply}})
      EXPECT_TRUE(torch::equal(mine.narrow(1, map * cells, cells).masked_select(on_board),
                               others.narrow(1, map * cells, cells).masked_select(on_board)));
  }
}

TEST_P(EveryNet, StartsNearlyIndifferentAndTheSameFromTheSameSeed) {
  const torch::NoGradGuard no_grad;
  for (const GameInfo& info : {plain_info(), masked_info()}) {
    const auto a = make_net(GetParam(), info), b = make_net(GetParam(), info);
    (*a)->initialise(5);
    (*b)->initialise(5);
    EXPECT_EQ(copy_weights(**a), copy_weights(**b));
    (*b)->initialise(6);
    EXPECT_NE(copy_weights(**a), copy_weights(**b));

    const auto in = random_inputs(info, 16, 5);
    const Heads heads = (*a)->forward(in.planes, in.scalars);
    EXPECT_LT(heads.policy.abs().max().item<float>(), 3);
    EXPECT_LT(heads.outcome.abs().max().item<float>(), 3);
    EXPECT_GT(heads.policy.std().item<float>(), 0);
  }
}

TEST_P(EveryNet, LearnsOneBatchByHeart) {
  const GameInfo info = plain_info();
  const auto net = make_net(GetParam(), info);
  (*net)->initialise(1);
  const auto in = random_inputs(info, 16, 6);
  Rng rng({.seed = 7});
  std::vector<std::int64_t> action, result;
  for (int i = 0; i < 16; ++i) {
    action.push_back(rng.below(static_cast<std::uint32_t>(info.policy_size())));
    result.push_back(rng.below(3));
  }
  const auto actions = torch::tensor(action), results = torch::tensor(result);
  torch::optim::Adam optimizer((*net)->parameters(), torch::optim::AdamOptions(3e-3));
  float loss = 0, first = 0;
  for (int step = 0; step < 300; ++step) {
    optimizer.zero_grad();
    const Heads heads = (*net)->forward(in.planes, in.scalars);
    const auto total = torch::cross_entropy_loss(heads.policy, actions) +
                       torch::cross_entropy_loss(heads.outcome, results);
    total.backward();
    optimizer.step();
    loss = total.item<float>();
    if (step == 0) first = loss;
  }
  EXPECT_GT(first, 3);
  EXPECT_LT(loss, 0.02);
}

// A net sees no trace of the canvas beyond the board: the same board on a larger canvas gives the
// same answers.
TEST(ResNet, PlaysABoardTheSameOnALargerCanvas) {
  const torch::NoGradGuard no_grad;
  GameInfo small = masked_info(), large = masked_info();
  small.canvas = {5, 5};
  large.canvas = {11, 11};
  const auto a = random_net("resnet", small);
  const auto b = random_net("resnet", large);
  ASSERT_TRUE(load_weights(*b, copy_weights(*a)));
  const auto in = random_inputs(small, 4, 8);
  torch::Tensor planes = torch::zeros({4, large.bit_planes, 11, 11});
  planes.narrow(2, 0, 5).narrow(3, 0, 5).copy_(in.planes);
  const Heads one = a->forward(in.planes, in.scalars);
  const Heads other = b->forward(planes.contiguous(torch::MemoryFormat::ChannelsLast), in.scalars);
  EXPECT_TRUE(torch::allclose(one.outcome, other.outcome, 1e-5, 1e-5));
  const auto cut = other.policy.narrow(1, 0, 121).reshape({4, 11, 11});
  EXPECT_TRUE(torch::allclose(one.policy.narrow(1, 0, 25).reshape({4, 5, 5}),
                              cut.narrow(1, 0, 5).narrow(2, 0, 5), 1e-5, 1e-5));
  EXPECT_TRUE(
      torch::allclose(one.policy.narrow(1, 50, 1), other.policy.narrow(1, 242, 1), 1e-5, 1e-5));
}

TEST(ResNet, AnUntrainedTrunkIsTheIdentity) {
  const torch::NoGradGuard no_grad;
  const auto section = [](int blocks) {
    return *parse_yaml(fmt::format("{{name: resnet, blocks: {}}}", blocks), "x.yaml");
  };
  const GameInfo info = plain_info();
  const auto shallow = make_net(section(1), info), deep = make_net(section(12), info);
  (*shallow)->initialise(1);
  (*deep)->initialise(1);
  const auto in = random_inputs(info, 2, 1);
  // The heads differ (each layer draws from its own stream), the spread of what they see does not
  // grow with depth.
  const float a = (*shallow)->forward(in.planes, in.scalars).policy.std().item<float>();
  const float b = (*deep)->forward(in.planes, in.scalars).policy.std().item<float>();
  EXPECT_GT(b, a / 4);
  EXPECT_LT(b, a * 4);
}

TEST(MakeNet, NamesFileAndLineOfWhatIsWrong) {
  const auto message = [](std::string_view yaml) {
    const auto net = make_net(*parse_yaml(yaml, "x.yaml"), plain_info());
    EXPECT_FALSE(net);
    return net ? "" : net.error().to_string();
  };
  using testing::HasSubstr;
  EXPECT_THAT(message("name: resnat\n"), HasSubstr("x.yaml:1: net.name: no network 'resnat'"));
  EXPECT_THAT(message("blocks: 2\n"), HasSubstr("net.name: missing"));
  EXPECT_THAT(message("name: resnet\nblock: 2\n"), HasSubstr("x.yaml:2: net.block: unknown key"));
  EXPECT_THAT(message("name: resnet\nblocks: 0\n"),
              HasSubstr("x.yaml:2: net.blocks: 0 is outside"));
  EXPECT_THAT(message("{name: resnet, channels: 16, pool_channels: 16}"),
              HasSubstr("leaves none of 16 channels"));
}

TEST(MakeNet, TheSectionItKeepsMakesTheSameNet) {
  const auto net = make_net(*parse_yaml("{name: mlp, hidden: 32}", "x.yaml"), plain_info());
  const auto again = make_net(*parse_yaml((*net)->section().to_yaml(), "net file"), plain_info());
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->section().to_yaml(), (*net)->section().to_yaml());
  EXPECT_EQ((*again)->names(), (*net)->names());
}

}  // namespace
}  // namespace az
