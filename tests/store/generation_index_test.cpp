#include "store/generation_index.h"

#include "store/h5.h"
#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;

class GenerationIndexTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    const RunDir run(dir_);
    ASSERT_TRUE(make_directories(run.selfplay(3)));
    for (std::uint64_t s = 0; s < 3; ++s)
      ASSERT_TRUE(write_shard(run.shard(3, s), sample_header(4, s), sample_games(4 * s, 4)));
  }
};

TEST_F(GenerationIndexTest, ReadsAsOneTableThroughToTheShards) {
  const RunDir run(dir_);
  const auto written = write_generation_index(run, 3, 3);
  ASSERT_TRUE(written) << written.error().to_string();
  EXPECT_EQ(written->games, 12u);
  const auto checked = check_generation_index(run.generation_index(3));
  EXPECT_TRUE(checked) << checked.error().to_string();
  const auto index = read_generation_index(run.generation_index(3));
  ASSERT_TRUE(index) << index.error().to_string();
  EXPECT_EQ(index->shards, written->shards);
  EXPECT_EQ(index->plies, written->plies);
  const auto shards = read_indexed_shards(run.generation_index(3));
  ASSERT_TRUE(shards) << shards.error().to_string();
  EXPECT_EQ(*shards, written->shards);

  const auto actions = read_virtual(run.generation_index(3), "/plies/action");
  const auto begins = read_virtual(run.generation_index(3), "/games/ply_begin");
  ASSERT_TRUE(actions && begins);
  const auto action = actions->as<std::uint32_t>();
  const auto begin = begins->as<std::uint64_t>();
  const auto games = sample_games(0, 12);
  for (std::size_t g = 0; g < games.size(); ++g) {
    ASSERT_EQ(begin[g + 1] - begin[g], games[g].plies.size());
    for (std::size_t i = 0; i < games[g].plies.size(); ++i)
      ASSERT_EQ(action[begin[g] + i], games[g].plies[i].action) << "game " << g << " ply " << i;
  }
}

TEST_F(GenerationIndexTest, ExplainsItselfWithTheShardsWords) {
  const RunDir run(dir_);
  ASSERT_TRUE(write_generation_index(run, 3, 3));
  const auto index = read_h5(run.generation_index(3));
  ASSERT_TRUE(index) << index.error().to_string();
  const auto text = [&](std::string_view path) {
    const H5Dataset* dataset = index->tree.find(path);
    return dataset == nullptr ? std::vector<std::string>{} : dataset->array.text_values();
  };
  const ShardHeader header = sample_header(4);
  EXPECT_EQ(text("/tables/actions"), header.game.action_texts);
  EXPECT_THAT(text("/config/game"), testing::ElementsAre(header.game.section));
  EXPECT_THAT(text("/config/search"), testing::ElementsAre(header.search_section));
  EXPECT_THAT(text("/config/run"), testing::ElementsAre(header.run_config));
}

TEST_F(GenerationIndexTest, IsFoundAgainAfterTheRunHasMoved) {
  ASSERT_TRUE(write_generation_index(RunDir(dir_), 3, 3));
  const Path moved = dir_.string() + "_moved";
  std::filesystem::rename(dir_, moved);
  const auto checked = check_generation_index(RunDir(moved).generation_index(3));
  EXPECT_TRUE(checked) << checked.error().to_string();
  std::filesystem::rename(moved, dir_);
}

TEST_F(GenerationIndexTest, AnAbsentShardReadsAsFillAndIsRefused) {
  const RunDir run(dir_);
  ASSERT_TRUE(write_generation_index(run, 3, 3));
  ASSERT_TRUE(remove_file(run.shard(3, 1)));
  // What an outside reader meets: no error, but values that cannot be data.
  const auto actions = read_virtual(run.generation_index(3), "/plies/action");
  ASSERT_TRUE(actions);
  EXPECT_THAT(actions->as<std::uint32_t>(), testing::Contains(0xffffffffu));
  const auto weights = read_virtual(run.generation_index(3), "/plies/weight");
  EXPECT_THAT(weights->as<float>(), testing::Contains(testing::IsNan()));
  const auto checked = check_generation_index(run.generation_index(3));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Exit::kData);
}

TEST_F(GenerationIndexTest, AnotherShardInPlaceOfTheIndexedOneIsRefused) {
  const RunDir run(dir_);
  ASSERT_TRUE(write_generation_index(run, 3, 3));
  auto games = sample_games(4, 4);
  games[2].plies[4].action ^= 1u;
  ASSERT_TRUE(write_shard(run.shard(3, 1), sample_header(4, 1), games));
  const auto checked = check_generation_index(run.generation_index(3));
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("s0001.h5: is "));
  EXPECT_THAT(checked.error().hint, HasSubstr("restore the shard"));
}

TEST_F(GenerationIndexTest, AShardUnderAnotherNumberIsRefused) {
  const RunDir run(dir_);
  std::filesystem::rename(run.shard(3, 2), run.shard(3, 1));
  const auto written = write_generation_index(run, 3, 2);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("says that it is shard 2"));
}

}  // namespace
}  // namespace az
