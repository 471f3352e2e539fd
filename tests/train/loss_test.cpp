#include "train/loss.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <cmath>
#include <limits>

namespace az {
namespace {

struct Sample {
  torch::Tensor logits = torch::randn({2, 6});
  torch::Tensor sites = torch::tensor({{4, 1, 3}, {0, 5, 0}}, torch::kInt64);
  torch::Tensor legal = torch::tensor({{1, 1, 1}, {1, 1, 0}}, torch::kInt64).to(torch::kBool);
  torch::Tensor target = torch::tensor({{0.2, 0.5, 0.3}, {0.9, 0.1, 0.0}}, torch::kFloat32);
  torch::Tensor loss() const { return policy_cross_entropy(logits, {sites, legal, target}); }
};

TEST(PolicyCrossEntropy, MeetsTheFormulaOverLegalActionsAlone) {
  const Sample sample;
  const auto logit = [&](int row, int site) { return sample.logits[row][site].item<double>(); };
  const double sum0 = std::exp(logit(0, 4)) + std::exp(logit(0, 1)) + std::exp(logit(0, 3));
  const double sum1 = std::exp(logit(1, 0)) + std::exp(logit(1, 5));
  EXPECT_NEAR(sample.loss()[0].item<double>(),
              -(0.2 * logit(0, 4) + 0.5 * logit(0, 1) + 0.3 * logit(0, 3)) + std::log(sum0), 1e-5);
  EXPECT_NEAR(sample.loss()[1].item<double>(),
              -(0.9 * logit(1, 0) + 0.1 * logit(1, 5)) + std::log(sum1), 1e-5);
}

TEST(PolicyCrossEntropy, GradientAgreesWithFiniteDifferences) {
  Sample sample;
  sample.logits.requires_grad_(true);
  sample.loss().sum().backward();
  const torch::Tensor gradient = sample.logits.grad();
  const torch::NoGradGuard no_grad;
  const double h =
      1e-2;  // float32: smaller steps drown in rounding; the third derivative is below 1
  for (int row = 0; row < 2; ++row)
    for (int site = 0; site < 6; ++site) {
      const float keep = sample.logits[row][site].item<float>();
      sample.logits[row][site] = keep + static_cast<float>(h);
      const double up = sample.loss().sum().item<double>();
      sample.logits[row][site] = keep - static_cast<float>(h);
      const double down = sample.loss().sum().item<double>();
      sample.logits[row][site] = keep;
      EXPECT_NEAR(gradient[row][site].item<double>(), (up - down) / (2 * h), 1e-3) << row << site;
    }
}

TEST(PolicyCrossEntropy, WhatStandsAtIllegalSitesHasNoInfluence) {
  Sample sample;
  const double expected = sample.loss().sum().item<double>();
  for (const double planted :
       {1e30, -1e30, std::numeric_limits<double>::infinity(), std::nan("")}) {
    Sample poisoned = sample;
    poisoned.logits = sample.logits.clone();
    for (const auto& [row, site] : {std::pair{0, 0}, {0, 2}, {0, 5}, {1, 1}, {1, 4}})
      poisoned.logits[row][site] = planted;
    poisoned.logits.requires_grad_(true);
    const torch::Tensor loss = poisoned.loss().sum();
    EXPECT_EQ(loss.item<double>(), expected);
    loss.backward();
    EXPECT_TRUE(torch::isfinite(poisoned.logits.grad()).all().item<bool>());
  }
}

TEST(PolicyCrossEntropy, IsFiniteWhereOneActionTakesAll) {
  Sample sample;
  sample.logits = torch::zeros({2, 6});
  sample.logits.index_put_({0, 4}, 1e4);  // probability 1 on an action whose target is 0.2
  sample.logits.requires_grad_(true);
  const torch::Tensor loss = sample.loss().sum();
  EXPECT_TRUE(std::isfinite(loss.item<double>()));
  loss.backward();
  EXPECT_TRUE(torch::isfinite(sample.logits.grad()).all().item<bool>());
}

TEST(TargetEntropy, IsTheLeastCrossEntropy) {
  Sample sample;
  sample.logits.zero_();
  sample.logits.index_put_({0, 4}, std::log(0.2));
  sample.logits.index_put_({0, 1}, std::log(0.5));
  sample.logits.index_put_({0, 3}, std::log(0.3));
  EXPECT_NEAR(sample.loss()[0].item<double>(), target_entropy(sample.target)[0].item<double>(),
              1e-5);
}

TEST(PolicyCrossEntropy, ARowWithoutLegalActionsHasNeitherLossNorGradient) {
  Sample sample;
  sample.legal[1].fill_(false);
  sample.target[1].fill_(0);
  sample.logits.requires_grad_(true);
  const torch::Tensor loss = sample.loss();
  EXPECT_EQ(loss[1].item<double>(), 0);
  EXPECT_GT(loss[0].item<double>(), 0);
  loss.sum().backward();
  EXPECT_GT(sample.logits.grad()[0].abs().sum().item<double>(), 0);
  EXPECT_EQ(sample.logits.grad()[1].abs().sum().item<double>(), 0);
}

/// Two rows of a board of four cells, of which the second row's has two, with every head and
/// target.
struct AllHeads {
  GameInfo info = [] {
    GameInfo facts;
    facts.players = 2;
    facts.canvas = {2, 2};
    return facts;
  }();
  Heads heads{.policy = torch::randn({2, 6}),
              .outcome = torch::randn({2, 3}),
              .owner = torch::tensor({{1.0, -2.0, 0.5, 0.0}, {3.0, -1.0, 7.0, 7.0}}),
              .score = torch::tensor({0.5, -4.0}),
              .ending = torch::tensor({{1.0, 0.0, -1.0}, {0.0, 0.0, 2.0}}),
              .reply = torch::randn({2, 6})};
  BatchTensors batch;

  AllHeads() {
    const Sample sample;
    batch.policy = batch.reply = {sample.sites, sample.legal, sample.target};
    batch.outcome = torch::tensor({{1.0, 0.0, 0.0}, {0.0, 0.5, 0.5}});
    batch.weight = torch::tensor({1.0, 0.5});
    batch.board = torch::tensor({{1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 0.0, 0.0}});
    batch.owner = torch::tensor({{1.0, -1.0, 0.0, 1.0}, {-1.0, 1.0, 0.0, 0.0}});
    batch.score = torch::tensor({20.0, 10.0});
    batch.ending = torch::tensor({{0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}});
  }
  Losses losses(const LossConfig& config) const {
    return losses_of(info, heads, batch, config, 1.5);
  }
};

double softplus(double x) { return std::log1p(std::exp(x)); }

TEST(Losses, OwnerIsTheMeanOverTheCellsOfTheBoard) {
  const AllHeads sample;
  // −ln sigmoid(x) = softplus(−x); a cell of nobody is half of either.
  const double first =
      (softplus(-1) + softplus(-2) + (softplus(-0.5) + softplus(0.5)) / 2 + softplus(0)) / 4;
  const double second = (softplus(3) + softplus(1)) / 2;
  EXPECT_NEAR(sample.losses({.owner = 1}).owner.item<double>(), (first + 0.5 * second) / 1.5, 1e-6);
}

TEST(Losses, EndingIsTheCrossEntropyOfTheWayTheGameEnded) {
  const AllHeads sample;
  const double first = std::log(std::exp(1) + 1 + std::exp(-1));
  const double second = std::log(2 + std::exp(2)) - 2;
  EXPECT_NEAR(sample.losses({.ending = 1}).ending.item<double>(), (first + 0.5 * second) / 1.5,
              1e-6);
}

TEST(Losses, TheTotalIsTheSumAsWeightedAndAHeadWithoutWeightCountsNothing) {
  const AllHeads sample;
  const LossConfig config{
      .policy = 1, .outcome = 1.5, .owner = 0.15, .score = 0.02, .ending = 0.1, .reply = 0.3};
  const Losses all = sample.losses(config);
  // Huber: half a square within one unit of 20 points, linear beyond.
  EXPECT_NEAR(all.score.item<double>(), (0.5 * 0.25 + 0.5 * (4.5 - 0.5)) / 1.5, 1e-6);
  EXPECT_NEAR(all.reply.item<double>(),
              (policy_cross_entropy(sample.heads.reply, sample.batch.reply) * sample.batch.weight)
                      .sum()
                      .item<double>() /
                  1.5,
              1e-6);
  EXPECT_NEAR(all.total.item<double>(),
              all.policy.item<double>() + 1.5 * all.outcome.item<double>() +
                  0.15 * all.owner.item<double>() + 0.02 * all.score.item<double>() +
                  0.1 * all.ending.item<double>() + 0.3 * all.reply.item<double>(),
              1e-6);
  const Losses none = sample.losses({});
  EXPECT_EQ(none.owner.item<double>() + none.score.item<double>() + none.ending.item<double>() +
                none.reply.item<double>(),
            0);
}

}  // namespace
}  // namespace az
