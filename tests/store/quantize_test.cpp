#include "store/quantize.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/check.h"
#include "core/rng.h"

namespace az {
namespace {

std::vector<PolicyEntry> random_policy(Rng& rng, std::uint32_t actions, double spread) {
  std::vector<PolicyEntry> policy;
  double total = 0;
  std::vector<double> weights;
  for (std::uint32_t a = 0; a < actions; ++a)
    total += weights.emplace_back(std::exp(spread * rng.normal()));
  for (std::uint32_t a = 0; a < actions; ++a)
    policy.push_back({3 * a, static_cast<float>(weights[a] / total)});
  return policy;
}

std::vector<PolicyEntry> sparse(std::vector<PolicyEntry> policy) {
  drop_tail(policy);
  return policy;
}

std::vector<PolicyEntry> through(const std::vector<PolicyEntry>& policy, std::size_t legal) {
  const PolicyCodes codes = encode_policy(policy, legal);
  std::vector<PolicyEntry> decoded;
  decode_policy(codes.actions, codes.codes, codes.tail, decoded);
  return decoded;
}

TEST(Quantize, APolicyIsOffByLittleInEveryMeasure) {
  Rng rng({.seed = 9});
  double worst_variation = 0, worst_divergence = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::uint32_t actions = 2 + rng.below(80);
    const auto policy = random_policy(rng, actions, 0.5 + 3 * rng.uniform());
    const auto decoded = through(sparse(policy), actions);
    // Rebuild the whole distribution: the tail is spread over the actions without an entry.
    double kept = 0;
    for (const PolicyEntry& entry : decoded) kept += static_cast<double>(entry.probability);
    EXPECT_GE(kept, kPolicyKept - 1e-6);
    EXPECT_LE(kept, 1 + 1e-6);
    const double tail =
        decoded.size() == actions ? 0 : (1 - kept) / static_cast<double>(actions - decoded.size());
    double variation = 0, divergence = 0;
    std::size_t k = 0;
    for (const PolicyEntry& entry : policy) {
      const auto p = static_cast<double>(entry.probability);
      double q = tail;
      if (k < decoded.size() && decoded[k].action == entry.action)
        q = static_cast<double>(decoded[k++].probability);
      variation += std::abs(p - q) / 2;
      if (p > 0) divergence += p * std::log(p / std::max(q, 1e-12));
    }
    EXPECT_EQ(k, decoded.size());
    worst_variation = std::max(worst_variation, variation);
    worst_divergence = std::max(worst_divergence, divergence);
  }
  // A step of the code is 1/255 of the square root: with 80 actions the steps add up to about 0.6 %
  // of the mass.
  EXPECT_LT(worst_variation, 0.01);
  // Mostly the tail: 0.1 % of the mass, spread evenly instead of as it was.
  EXPECT_LT(worst_divergence, 0.004);
}

TEST(Quantize, EncodingWhatWasDecodedGivesTheSameCodes) {
  Rng rng({.seed = 10});
  for (int i = 0; i < 500; ++i) {
    const std::uint32_t actions = 1 + rng.below(100);
    const auto policy = sparse(random_policy(rng, actions, 2.5));
    const PolicyCodes once = encode_policy(policy, actions);
    const PolicyCodes twice = encode_policy(through(policy, actions), actions);
    EXPECT_EQ(once.actions, twice.actions);
    EXPECT_EQ(once.codes, twice.codes);
    EXPECT_EQ(once.tail, twice.tail);
  }
}

TEST(Quantize, DroppingTheTailMeetsTheDefinitionItIsAFastFormOf) {
  // Entries in descending order until 99.9 % of the mass are there, on policies of every sharpness.
  Rng rng({.seed = 12});
  std::size_t shorter = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto policy = random_policy(rng, 2 + rng.below(80), 6 * rng.uniform());
    std::vector<double> sorted;
    for (const PolicyEntry& entry : policy) sorted.push_back(entry.probability);
    std::sort(sorted.rbegin(), sorted.rend());
    double mass = 0;
    std::size_t count = 0;
    // Single precision sums to 1 within 1e-6: a policy that is that near to a cut may go either
    // way.
    while (mass < kPolicyKept - 1e-6) mass += sorted[count++];
    std::vector<PolicyEntry> appended = {{7, 0.25f}};
    appended.insert(appended.end(), policy.begin(), policy.end());
    drop_tail(appended, 1);
    EXPECT_EQ(appended[0].action, 7u) << "what stood before is another ply's";
    EXPECT_GE(appended.size() - 1, count);
    EXPECT_LE(appended.size() - 1, count + (mass < kPolicyKept + 1e-6 ? 1 : 0));
    shorter += count < policy.size();
  }
  EXPECT_GT(shorter, 500u);
}

TEST(Quantize, SparsePolicyKeepsTheFewestEntriesThatHoldTheMass) {
  const std::vector<PolicyEntry> policy = {
      {0, 0.0004f}, {1, 0.5f}, {2, 0.0003f}, {5, 0.4993f}, {9, 0.0f}};
  const auto kept = sparse(policy);
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].action, 1u);
  EXPECT_EQ(kept[1].action, 5u);
  const std::vector<PolicyEntry> certain = {{4, 1.0f}};
  EXPECT_EQ(through(certain, 7)[0].probability, 1.0f);
}

TEST(Quantize, APayoffIsOffByAtMostHalfAStep) {
  for (int i = -100; i <= 100; ++i) {
    const float payoff = static_cast<float>(i) / 100;
    const std::uint8_t code = encode_payoff(payoff, -1, 1);
    EXPECT_LE(code, 254);
    EXPECT_NEAR(decode_payoff(code, -1, 1), payoff, 2.0 / 254 / 2 + 1e-6);
    EXPECT_EQ(encode_payoff(decode_payoff(code, -1, 1), -1, 1), code);
  }
}

TEST(Quantize, APolicyThatLosesMassIsABug) {
  const std::vector<PolicyEntry> policy = {{0, 0.5f}, {1, 0.4f}};
  EXPECT_THROW(encode_policy(policy, 7), Bug);
}

}  // namespace
}  // namespace az
