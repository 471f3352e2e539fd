// Several ranks, started with mpirun, must train the net that one rank trains.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/temporary_folder.h"
#include "layout/champion.h"
#include "layout/halt_mark.h"
#include "store/checkpoint.h"
#include "tests/support/random_shards.h"

namespace {

class Ranks : public testing::Test {
 protected:
  void SetUp() override {
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  }

  int run(int ranks, const std::string& arguments, const std::string& file) {
    const std::string command =
        fmt::format("mpirun --oversubscribe -n {} {}/train_ranks {} {} 2> {}/stderr", ranks,
                    AZ_BIN_DIR, (dir_ / file).string(), arguments, dir_.string());
    return WEXITSTATUS(std::system(command.c_str()));
  }
  std::vector<double> weights(const std::string& file) const {
    std::ifstream in(dir_ / file);
    std::vector<double> values;
    for (double value = 0; in >> value;) values.push_back(value);
    return values;
  }
  static double distance(const std::vector<double>& a, const std::vector<double>& b) {
    double most = a.size() == b.size() ? 0 : 1e9;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      most = std::max(most, std::abs(a[i] - b[i]));
    return most;
  }
  const az::TemporaryFolder folder_ = az::TemporaryFolder::make("az_ranks").value();
  const az::Path dir_ = folder_.path();
};

TEST_F(Ranks, OneTwoAndFourTrainTheSameNet) {
  // 30 rows do not divide by 4: the slices differ in size, and the mean must not.
  for (const int ranks : {1, 2, 4})
    ASSERT_EQ(run(ranks, "30 4 0.01", fmt::format("w{}", ranks)), 0) << ranks;
  const auto one = weights("w1"), two = weights("w2"), four = weights("w4");
  ASSERT_GT(one.size(), 10000u);
  // Sums of 30 float32 gradients in another order differ by about 1e-7 of their size.
  EXPECT_LT(distance(one, two), 1e-5);
  EXPECT_LT(distance(one, four), 1e-5);
  // The test can fail: another batch gives another net.
  ASSERT_EQ(run(1, "29 4 0.01", "other"), 0);
  EXPECT_GT(distance(one, weights("other")), 1e-3);
}

TEST_F(Ranks, BucketSizeChangesNothing) {
  ASSERT_EQ(run(2, "16 2 0.001", "small"), 0);
  ASSERT_EQ(run(2, "16 2 100", "large"), 0);
  EXPECT_EQ(distance(weights("small"), weights("large")), 0);
}

TEST_F(Ranks, ARankWithoutRowsTakesPart) {
  ASSERT_EQ(run(4, "3 2 1", "w4"), 0);
  ASSERT_EQ(run(1, "3 2 1", "w1"), 0);
  EXPECT_LT(distance(weights("w1"), weights("w4")), 1e-5);
}

TEST_F(Ranks, OneRanksNanStopsAllRanksBeforeAnythingIsWritten) {
  EXPECT_EQ(run(2, "16 3 1 12", "nan"), 76);  // row 12 lies on rank 1
  EXPECT_FALSE(std::filesystem::exists(dir_ / "nan"));
}

TEST_F(Ranks, AJumpOfTheLossEndsNoRankBeforeTheCheckpointIsSaved) {
  const az::RunDir run(dir_);
  const auto stage = [&](const std::string& arguments) {
    const std::string command = fmt::format(
        "SLURM_CPUS_PER_TASK=1 mpirun --oversubscribe -n 2 {}/az_train --run {} {} 2> "
        "{}/stderr",
        AZ_BIN_DIR, dir_.string(), arguments, dir_.string());
    return WEXITSTATUS(std::system(command.c_str()));
  };
  // A net of 20 MB of state: saving it takes longer than a rank needs to leave.
  const auto configure = [&](double learning_rate) {
    ASSERT_TRUE(
        az::write_file(run.run_yaml(),
                       fmt::format("game: {{name: connect_four}}\n"
                                   "net: {{name: mlp, layers: 2, hidden: 1024}}\n"
                                   "search: {{simulations: 16}}\n"
                                   "selfplay: {{games: 100, games_per_shard: 50}}\n"
                                   "replay: {{minimum_rows: 500}}\n"
                                   "train: {{batch: 256, reuse: 1, anomaly: {{least_history: 2}},\n"
                                   "        optimizer: {{warmup_steps: 5, learning_rate: {}}}}}\n",
                                   learning_rate)));
  };
  configure(1e-3);
  ASSERT_EQ(stage("--init"), 0);
  const auto play = [&](az::Generation g) {
    az::test::write_random_shards(run, "{name: connect_four}", g,
                                  {.net = az::read_champion(run)->net});
  };
  for (az::Generation g = 1; g <= 2; ++g) {
    play(g);
    ASSERT_EQ(stage(fmt::format("--generation {}", g)), 0) << g;
  }
  configure(10);
  play(3);
  EXPECT_EQ(stage("--generation 3"), 76);
  EXPECT_NE(az::halt_reason(run), "");
  const auto saved = az::list_directory(run.checkpoints(3));
  ASSERT_TRUE(saved);
  ASSERT_EQ(saved->size(), 1u);
  // No rank said that it halts, and went on to end the others, while rank 0 was saving.
  EXPECT_LE(std::filesystem::last_write_time(run.checkpoints(3) / saved->front()),
            std::filesystem::last_write_time(run.halted()));
  const auto checkpoint = az::read_checkpoint(run.checkpoints(3) / saved->front());
  EXPECT_TRUE(checkpoint) << checkpoint.error().to_string();
  // Whole: the next life trains no step again, and a person's word is enough.
  EXPECT_EQ(checkpoint->counters.at("generation_step"),
            checkpoint->counters.at("generation_steps"));
  ASSERT_TRUE(az::accept_halt(run));
  EXPECT_EQ(stage("--generation 3"), 0);
}

}  // namespace
