#include "net/cost.h"

#include <gtest/gtest.h>

#include "net/registry.h"
#include "tests/net/toy_info.h"

namespace az {
namespace {

// 4 × 5 canvas, 3 planes, 2 maps, 1 global logit, 3 outcomes; counted by hand.
TEST(Cost, OfASmallResidualNetIsWhatAHandCounts) {
  const auto net = make_net(*parse_yaml("{name: resnet, blocks: 1, channels: 8, pool_every: 0, "
                                        "policy_channels: 4, value_channels: 5, value_hidden: 6}",
                                        "x.yaml"),
                            test::plain_info());
  const Cost cost = cost_of(**net);
  const int stem = 3 * 8 * 9, trunk = 2 * 8 * 8 * 9;
  const int policy_cells = 8 * 4 + 8 * 4 + 4 * 2, policy_dense = 12 * 4 + 12 * 1;
  const int value_cells = 8 * 5, value_dense = 15 * 6 + 6 * 3;
  EXPECT_EQ(cost.macs,
            20 * (stem + trunk + policy_cells + value_cells) + policy_dense + value_dense);
  const int biases = 8 + 2 * 8 + (4 + 4 + 2 + 4 + 1) + (5 + 6 + 3);
  EXPECT_EQ(cost.parameters,
            stem + trunk + policy_cells + policy_dense + value_cells + value_dense + biases);
  EXPECT_EQ(cost.flops(), 2 * cost.macs);
}

TEST(Cost, OfAnMlpIsWhatAHandCounts) {
  const auto net =
      make_net(*parse_yaml("{name: mlp, layers: 2, hidden: 10}", "x.yaml"), test::plain_info());
  const Cost cost = cost_of(**net);
  EXPECT_EQ(cost.macs, 60 * 10 + 10 * 10 + 10 * 41 + 10 * 3);
  EXPECT_EQ(cost.parameters, cost.macs + 10 + 10 + 41 + 3);
}

TEST(Cost, CountsTheParametersThatTheNetHolds) {
  for (const std::string& name : net_names()) {
    const auto net = make_net(name, test::masked_info());
    std::int64_t held = 0;
    for (const auto& parameter : (*net)->parameters()) held += parameter.numel();
    EXPECT_EQ(cost_of(**net).parameters, held) << name;
  }
}

}  // namespace
}  // namespace az
