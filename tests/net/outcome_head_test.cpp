#include "net/outcome_head.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/net/toy_info.h"

namespace az {
namespace {

TEST(OutcomeHead, TwoPlayersAreOneSoftmax) {
  const GameInfo info = test::plain_info();
  const auto logits = torch::tensor({{1.0f, 0.0f, -1.0f}});
  const auto p = outcome_probabilities(info, logits);
  const double z = std::exp(1) + 1 + std::exp(-1);
  EXPECT_NEAR(p[0][0].item<double>(), std::exp(1) / z, 1e-6);
  EXPECT_NEAR(p[0][2].item<double>(), std::exp(-1) / z, 1e-6);
  const auto loss = outcome_cross_entropy(info, logits, torch::tensor({{0.5f, 0.0f, 0.5f}}));
  EXPECT_NEAR(loss[0].item<double>(), std::log(z), 1e-6);
}

TEST(OutcomeHead, EverySeatsPlacesAndTheDrawSumToOne) {
  const GameInfo info = test::masked_info();
  const auto p = outcome_probabilities(info, torch::linspace(-3, 3, 20).reshape({2, 10}));
  for (int b = 0; b < 2; ++b)
    for (int seat = 0; seat < 3; ++seat) {
      double sum = p[b][9].item<double>();
      for (int k = 0; k < 3; ++k) sum += p[b][3 * seat + k].item<double>();
      EXPECT_NEAR(sum, 1, 1e-6);
    }
}

// Gibbs: the cross-entropy against fixed targets is least where the predicted outcome is the
// target.
TEST(OutcomeHead, TheLossIsLeastAtTheTarget) {
  for (const GameInfo& info : {test::plain_info(), test::masked_info()}) {
    const auto truth = torch::linspace(-1, 1, info.outcome_size()).sin().unsqueeze(0);
    const auto target = outcome_probabilities(info, truth);
    auto logits = truth.clone().requires_grad_();
    outcome_cross_entropy(info, logits, target).sum().backward();
    EXPECT_LT(logits.grad().abs().max().item<float>(), 1e-6);
    const double least = outcome_cross_entropy(info, truth, target).item<double>();
    for (int i = 0; i < info.outcome_size(); ++i) {
      auto other = truth.clone();
      other[0][i] += 0.3;
      EXPECT_GT(outcome_cross_entropy(info, other, target).item<double>(), least + 1e-4) << i;
    }
  }
}

TEST(OutcomeHead, ASharedFirstPlaceOfThreeIsTheDrawAlone) {
  const GameInfo info = test::masked_info();
  auto target = torch::zeros({1, 10});
  target[0][9] = 1;
  auto logits = torch::zeros({1, 10});
  logits[0][9] = 30;
  EXPECT_LT(outcome_cross_entropy(info, logits, target).item<double>(), 1e-6);
  logits[0][9] = -30;
  EXPECT_NEAR(outcome_cross_entropy(info, logits, target).item<double>(), 30, 1e-4);
}

}  // namespace
}  // namespace az
