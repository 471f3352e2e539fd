#include "store/checkpoint.h"

#include <limits>

#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;
using CheckpointTest = StoreTest;

NetIdentity sample_identity() {
  return {.family = "connect_four",
          .rules_id = hash128("rules"),
          .action_space_id = hash128("actions"),
          .encoder_id = hash128("encoder"),
          .net_section = "name: mlp\nwidth: 8\n",
          .game_section = "name: connect_four\n"};
}

NetFile sample_net() {
  NetFile net{.identity = sample_identity(),
              .generation = 2,
              .parent = hash128("parent"),
              .window = hash128("window"),
              .seed = 7,
              .steps = 1000,
              .build = "0.1.0",
              .weights = {},
              .action_texts = {"1", "2", "swap"}};
  // Not in alphabetical order: the net's own order must come back.
  net.weights = {{"trunk.0.weight", {2, 3}, {1, 2, 3, 4, 5, 6}},
                 {"head.bias", {1}, {0.5f}},
                 {"a.scale", {}, {2}}};
  return net;
}

TEST_F(CheckpointTest, ANetComesBackWithItsOrderAndItsIdentity) {
  const auto hash = write_net(dir_ / "g0002.h5", sample_net());
  ASSERT_TRUE(hash) << hash.error().to_string();
  const auto stored = read_net(dir_ / "g0002.h5");
  ASSERT_TRUE(stored) << stored.error().to_string();
  EXPECT_EQ(stored->net, sample_net());
  EXPECT_EQ(stored->hash, *hash);
  const auto header = read_net_header(dir_ / "g0002.h5");
  ASSERT_TRUE(header) << header.error().to_string();
  EXPECT_EQ(header->hash, *hash);
  EXPECT_EQ(header->net.identity, sample_identity());
  EXPECT_TRUE(header->net.weights.empty());
}

TEST_F(CheckpointTest, ANetWithoutATableOfActionsIsStillRead) {
  ASSERT_TRUE(write_net(dir_ / "g0002.h5", sample_net()));
  H5Tree tree = read_h5(dir_ / "g0002.h5")->tree;
  EXPECT_EQ(tree.find("/tables/actions")->array.text_values(),
            std::vector<std::string>({"1", "2", "swap"}));
  tree.datasets.erase("/tables/actions");
  ASSERT_TRUE(write_h5(dir_ / "old.h5", std::move(tree)));
  const auto stored = read_net(dir_ / "old.h5");
  ASSERT_TRUE(stored) << stored.error().to_string();
  NetFile wanted = sample_net();
  wanted.action_texts.clear();
  EXPECT_EQ(stored->net, wanted);
}

TEST_F(CheckpointTest, ACheckpointComesBackWhole) {
  CheckpointFile checkpoint{.identity = sample_identity(),
                            .generation = 3,
                            .step = 1234,
                            .parent = hash128("p"),
                            .window = hash128("w"),
                            .seed = 9,
                            .build = "0.1.0",
                            .weights = sample_net().weights,
                            .ema = sample_net().weights,
                            .optimizer = {},
                            .counters = {},
                            .numbers = {},
                            .action_texts = {"1", "2", "swap"}};
  checkpoint.optimizer = {{"exp_avg:trunk.0.weight", {2, 3}, {0, 0, 0, 0, 0, 1}}};
  checkpoint.counters = {{"rows_seen", 1'000'000'000'000}, {"lives", -1}};
  checkpoint.numbers = {{"loss_median", 1.25},
                        {"nothing_yet", std::numeric_limits<double>::quiet_NaN()}};
  const auto hash = write_checkpoint(dir_ / "step-00001234.h5", checkpoint);
  ASSERT_TRUE(hash) << hash.error().to_string();
  auto read = read_checkpoint(dir_ / "step-00001234.h5");
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_TRUE(std::isnan(read->numbers["nothing_yet"]));
  read->numbers.erase("nothing_yet");
  checkpoint.numbers.erase("nothing_yet");
  EXPECT_EQ(*read, checkpoint);
}

TEST_F(CheckpointTest, WeightsThatAreNotFiniteAreNeverWritten) {
  NetFile net = sample_net();
  net.weights[0].values[4] = std::numeric_limits<float>::quiet_NaN();
  const auto written = write_net(dir_ / "g0002.h5", net);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kHalted);
  EXPECT_THAT(written.error().message, HasSubstr("trunk.0.weight"));
  EXPECT_THAT(*list_directory(dir_), testing::IsEmpty());
}

TEST_F(CheckpointTest, AnyDifferenceMakesAnotherNet) {
  const Hash128 hash = *write_net(dir_ / "a", sample_net());
  NetFile other = sample_net();
  other.weights[1].values[0] = 0.50001f;
  EXPECT_NE(*write_net(dir_ / "b", other), hash);
  other = sample_net();
  other.parent = hash128("another parent");
  EXPECT_NE(*write_net(dir_ / "b", other), hash);
}

TEST_F(CheckpointTest, ANetOfAnotherGameOrEncoderDoesNotFit) {
  GameInfo info;
  info.family = "connect_four";
  info.variant = "rows=6 columns=7";
  info.action_space_id = hash128("actions");
  info.encoder_id = hash128("encoder");
  EXPECT_TRUE(check_net_fits(sample_identity(), info, "g0002.h5"));
  GameInfo other = info;
  other.family = "hex";
  auto fits = check_net_fits(sample_identity(), other, "g0002.h5");
  ASSERT_FALSE(fits);
  EXPECT_EQ(fits.error().code, Exit::kData);
  EXPECT_EQ(fits.error().message, "g0002.h5: a net for connect_four, not for hex");
  other = info;
  other.encoder_id = hash128("encoder 2");
  fits = check_net_fits(sample_identity(), other, "g0002.h5");
  ASSERT_FALSE(fits);
  EXPECT_THAT(fits.error().message, HasSubstr("reads other input planes"));
  other = info;
  other.action_space_id = hash128("actions 2");
  fits = check_net_fits(sample_identity(), other, "g0002.h5");
  ASSERT_FALSE(fits);
  EXPECT_THAT(fits.error().message, HasSubstr("other actions"));
}

}  // namespace
}  // namespace az
