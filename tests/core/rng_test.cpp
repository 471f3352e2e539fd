#include "core/rng.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace az {
namespace {

TEST(Philox, MeetsThePublishedKnownAnswer) {
  // Random123 kat_vectors: philox4x32 10, all zeros and all ones.
  const auto zeros = r123::Philox4x32{}({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zeros[0], 0x6627e8d5u);
  EXPECT_EQ(zeros[3], 0x9b00dbd8u);
  const std::uint32_t f = 0xffffffffu;
  const auto ones = r123::Philox4x32{}({{f, f, f, f}}, {{f, f}});
  EXPECT_EQ(ones[0], 0x408f276du);
  EXPECT_EQ(ones[3], 0x6d5451fdu);
}

TEST(Rng, SameNameGivesSameNumbersAndAnyOtherNameDoesNot) {
  const StreamName name{.seed = 7, .purpose = Purpose::kMove, .generation = 1, .game = 2, .ply = 3};
  std::set<std::uint64_t> firsts;
  for (const StreamName& other :
       {name, StreamName{8, Purpose::kMove, 1, 2, 3}, StreamName{7, Purpose::kOpening, 1, 2, 3},
        StreamName{7, Purpose::kMove, 2, 2, 3}, StreamName{7, Purpose::kMove, 1, 3, 3},
        StreamName{7, Purpose::kMove, 1, 2, 4}})
    firsts.insert(Rng(other).next64());
  EXPECT_EQ(firsts.size(), 6u);
  Rng a(name), b(name);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a(), b());
}

TEST(Rng, BelowIsUniform) {
  Rng rng({.seed = 1});
  std::array<int, 7> count{};
  constexpr int kDraws = 70000;
  for (int i = 0; i < kDraws; ++i) ++count[rng.below(7)];
  double chi2 = 0;
  for (const int n : count) chi2 += std::pow(n - kDraws / 7.0, 2) / (kDraws / 7.0);
  EXPECT_LT(chi2, 22.46);  // 6 degrees of freedom, p = 0.001
}

TEST(Rng, DistributionsHaveTheirMoments) {
  Rng rng({.seed = 2});
  constexpr int kDraws = 200000;
  double normal = 0, normal2 = 0, gumbel = 0, gamma = 0, gamma_small = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    normal += x;
    normal2 += x * x;
    gumbel += rng.gumbel();
    gamma += rng.gamma(3.0);
    gamma_small += rng.gamma(0.3);
  }
  // Five standard errors of each mean.
  EXPECT_NEAR(normal / kDraws, 0, 5 / std::sqrt(kDraws));
  EXPECT_NEAR(normal2 / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
  EXPECT_NEAR(gumbel / kDraws, 0.5772157, 5 * 1.2825 / std::sqrt(kDraws));
  EXPECT_NEAR(gamma / kDraws, 3, 5 * std::sqrt(3.0 / kDraws));
  EXPECT_NEAR(gamma_small / kDraws, 0.3, 5 * std::sqrt(0.3 / kDraws));
}

TEST(Rng, ChooseFollowsTheWeightsAndNeverTakesAZero) {
  Rng rng({.seed = 3});
  const std::vector<double> weights{0, 1, 3, 0};
  int threes = 0;
  for (int i = 0; i < 40000; ++i) {
    const std::size_t at = rng.choose(weights);
    ASSERT_TRUE(at == 1 || at == 2);
    threes += at == 2;
  }
  EXPECT_NEAR(threes / 40000.0, 0.75, 5 * std::sqrt(0.75 * 0.25 / 40000));
}

}  // namespace
}  // namespace az
