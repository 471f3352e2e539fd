#include "layout/run_dir.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/temporary_folder.h"
#include "layout/champion.h"

namespace az {
namespace {

TEST(RunDir, SpellsEveryPathBelowItsRoot) {
  const RunDir run("r");
  EXPECT_EQ(run.shard(7, 42), Path("r/selfplay/g0007/s0042.h5"));
  EXPECT_EQ(run.carry(7, 42), Path("r/selfplay/g0007/s0042.carry.h5"));
  EXPECT_EQ(run.generation_index(7), Path("r/selfplay/g0007.h5"));
  EXPECT_EQ(run.match(3, "champion", 12), Path("r/matches/g0003/champion-b0012.h5"));
  EXPECT_EQ(run.checkpoint(3, 450), Path("r/checkpoints/g0003/step-00000450.h5"));
}

TEST(RunDir, NumbersAreReadBackFromNamesAndNothingElseIs) {
  EXPECT_EQ(parse_numbered("g0007", 'g', ""), 7u);
  EXPECT_EQ(parse_numbered("s12345.h5", 's', ".h5"), 12345u);
  EXPECT_FALSE(parse_numbered("s0001.carry.h5", 's', ".h5"));
  EXPECT_FALSE(parse_numbered(".s0001.h5.x.part", 's', ".h5"));
  EXPECT_FALSE(parse_numbered("g7", 'g', ""));
}

class ChampionTest : public testing::Test {
 protected:
  const TemporaryFolder folder_ = TemporaryFolder::make("az_layout").value();
  const Path dir_ = folder_.path();
};

TEST_F(ChampionTest, RoundTripsAndARunWithoutOneHasNotEnough) {
  const RunDir run(dir_);
  EXPECT_EQ(read_champion(run).error().code, Exit::kNotEnough);
  ASSERT_TRUE(write_champion(run, {3, hash128("net"), 4}));
  const auto champion = read_champion(run);
  ASSERT_TRUE(champion) << champion.error().to_string();
  EXPECT_EQ(champion->generation, 3u);
  EXPECT_EQ(champion->net, hash128("net"));
  EXPECT_EQ(champion->since, 4u);
}

TEST_F(ChampionTest, RefusesAPointerWhoseFileAndGenerationDisagree) {
  const RunDir run(dir_);
  ASSERT_TRUE(write_file(run.champion_yaml(), "generation: 3\nnet: " + hash128("x").hex() +
                                                  "\nfile: nets/g0002.h5\nsince: 3\n"));
  EXPECT_EQ(read_champion(run).error().code, Exit::kData);
  ASSERT_TRUE(
      write_file(run.champion_yaml(), "generation: 3\nnet: 12\nfile: nets/g0003.h5\nsince: 3\n"));
  EXPECT_EQ(read_champion(run).error().code, Exit::kData);
}

}  // namespace
}  // namespace az
