#include "train/anomaly.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/rng.h"

namespace az {
namespace {

using testing::HasSubstr;

/// A healthy run whose policy loss follows `loss(generation)`.
std::vector<GenerationHealth> run_of(int generations, const auto& loss) {
  std::vector<GenerationHealth> past;
  for (int g = 1; g <= generations; ++g)
    past.push_back({.generation = g,
                    .new_rows = 28000 + 500 * (g % 3),
                    .window_rows = 28000 * g,
                    .unique_share = 0.99,
                    .policy_entropy = 1.8 / (1 + 0.05 * g),
                    .policy_loss = loss(g),
                    .outcome_loss = 0.8,
                    .hold_out_policy_loss = loss(g) + 0.01,
                    .hold_out_outcome_loss = 0.82});
  return past;
}

std::string judge(std::vector<GenerationHealth> past, const GenerationHealth& now,
                  double rows_due = 0) {
  const AnomalyConfig config;
  if (const auto reason = find_data_anomaly(config, past, now, rows_due)) return *reason;
  return find_loss_anomaly(config, past, now).value_or("");
}

GenerationHealth next_of(const std::vector<GenerationHealth>& past) {
  GenerationHealth now = past.back();
  ++now.generation;
  return now;
}

TEST(Anomaly, ALossThatIsHighButSteadyNeverHalts) {
  // 65 … 67 for forty generations, as a fixed pattern and with every seed's noise.
  const auto steady = run_of(40, [](int g) { return 65.0 + g % 3; });
  for (std::size_t g = 1; g < steady.size(); ++g)
    EXPECT_EQ(judge({steady.begin(), steady.begin() + static_cast<std::ptrdiff_t>(g)}, steady[g]),
              "");
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng({.seed = seed});
    const auto noisy = run_of(40, [&](int) { return 65 + 2 * rng.uniform(); });
    for (std::size_t g = 1; g < noisy.size(); ++g)
      EXPECT_EQ(judge({noisy.begin(), noisy.begin() + static_cast<std::ptrdiff_t>(g)}, noisy[g]),
                "");
  }
}

TEST(Anomaly, ALearningRunNeverHalts) {
  const auto falling = run_of(40, [](int g) { return 0.6 + 1.4 * std::exp(-g / 6.0); });
  for (std::size_t g = 1; g < falling.size(); ++g)
    EXPECT_EQ(
        judge({falling.begin(), falling.begin() + static_cast<std::ptrdiff_t>(g)}, falling[g]), "");
}

TEST(Anomaly, ALossThatJumpsHaltsAtAnyScale) {
  for (const double scale : {0.01, 1.0, 66.0}) {
    const auto past = run_of(12, [&](int g) { return scale * (1 + 0.01 * (g % 3)); });
    GenerationHealth now = next_of(past);
    now.policy_loss = 1.6 * scale;
    EXPECT_THAT(judge(past, now), HasSubstr("policy loss jumped to"));
    now = next_of(past);
    now.hold_out_policy_loss = 3 * scale;
    EXPECT_THAT(judge(past, now), HasSubstr("hold-out policy loss jumped to"));
  }
}

TEST(Anomaly, AnOutlierInThePastDoesNotDeafenTheRule) {
  const auto past = run_of(12, [](int g) { return g == 5 ? 500.0 : 1 + 0.01 * (g % 3); });
  GenerationHealth now = next_of(past);
  now.policy_loss = 2;
  EXPECT_THAT(judge(past, now), HasSubstr("policy loss jumped"));
}

TEST(Anomaly, ALossThatIsNoNumberHaltsFromTheFirstGeneration) {
  GenerationHealth now = run_of(1, [](int) { return std::nan(""); })[0];
  EXPECT_THAT(find_no_number(now).value_or(""), HasSubstr("policy loss is nan"));
  now = run_of(1, [](int) { return 1e300; })[0];
  EXPECT_EQ(find_no_number(now).value_or(""), "");
  now.hold_out_outcome_loss = std::numeric_limits<double>::infinity();
  EXPECT_THAT(find_no_number(now).value_or(""), HasSubstr("hold-out outcome loss is inf"));
}

TEST(Anomaly, StaleDataAlwaysHalts) {
  const auto past = run_of(3, [](int) { return 1.0; });
  GenerationHealth now = next_of(past);
  now.new_rows = 0;
  EXPECT_THAT(judge(past, now), HasSubstr("stale data: generation 4 has no new rows"));
  now = past.back();
  EXPECT_THAT(judge(past, now), HasSubstr("stale data: generation 3 was trained already"));
}

TEST(Anomaly, ShrunkenDataAlwaysHaltWhateverTheLossSays) {
  const auto past = run_of(2, [](int) { return 1.0; });
  GenerationHealth now = next_of(past);
  now.new_rows = 68;
  EXPECT_THAT(judge(past, now), HasSubstr("shrunken data: new rows 68"));
  now = next_of(past);
  now.unique_share = 0.2;  // the same few games over and over
  EXPECT_THAT(judge(past, now), HasSubstr("shrunken data: share of distinct games"));
  now = next_of(past);
  now.policy_entropy = 0.01;  // targets have become one-hot
  EXPECT_THAT(judge(past, now), HasSubstr("shrunken data: mean entropy of the policy targets"));
}

TEST(Anomaly, AWindowThatLostOlderShardsHalts) {
  const auto past = run_of(2, [](int) { return 1.0; });
  GenerationHealth now = next_of(past);
  now.window_rows = 28000;
  EXPECT_THAT(judge(past, now, 40000), HasSubstr("shrunken data: window rows 28000, its law asks"));
  EXPECT_EQ(judge(past, now, 28000), "");
  now.window_rows = 38000;  // a shard of 2000 rows that nothing asked for any more
  EXPECT_EQ(judge(past, now, 40000), "");
}

TEST(Anomaly, RobustDeviationOfNormalDataIsTheStandardDeviation) {
  Rng rng({.seed = 4});
  std::vector<double> values;
  for (int i = 0; i < 20000; ++i) values.push_back(5 + 3 * rng.normal());
  EXPECT_NEAR(robust_deviation(values), 3, 0.1);
  EXPECT_NEAR(median(values), 5, 0.1);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
}

}  // namespace
}  // namespace az
