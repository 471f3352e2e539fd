#include "store/shard.h"

#include "store/carry.h"
#include "store/h5.h"
#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;

using ShardTest = StoreTest;

void expect_near(const GameRecord& a, const GameRecord& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.opening_plies, b.opening_plies);
  EXPECT_EQ(a.outcome, b.outcome);
  EXPECT_EQ(a.setup, b.setup);
  EXPECT_EQ(a.visited_begin, b.visited_begin);
  EXPECT_EQ(a.policy_begin, b.policy_begin);
  ASSERT_EQ(a.plies.size(), b.plies.size());
  for (std::size_t i = 0; i < a.plies.size(); ++i) {
    EXPECT_EQ(a.plies[i].action, b.plies[i].action);
    EXPECT_EQ(a.plies[i].kind, b.plies[i].kind);
    EXPECT_EQ(a.plies[i].seat, b.plies[i].seat);
    EXPECT_EQ(a.plies[i].legal_count, b.plies[i].legal_count);
    EXPECT_EQ(a.plies[i].weight, b.plies[i].weight);
    EXPECT_EQ(a.plies[i].simulations, b.plies[i].simulations);
    EXPECT_EQ(a.plies[i].considered, b.plies[i].considered);
  }
  for (std::size_t i = 0; i < a.visited.size(); ++i) {
    EXPECT_EQ(a.visited[i].action, b.visited[i].action);
    EXPECT_EQ(a.visited[i].visits, b.visited[i].visits);
    EXPECT_NEAR(a.visited[i].q, b.visited[i].q,
                2.0 / 254 / 2 + 1e-6);  // half a step of 254 over [-1, 1]
  }
  for (std::size_t i = 0; i < a.net_outcome.size(); ++i) {
    EXPECT_NEAR(a.net_outcome[i], b.net_outcome[i],
                0x1.0p-12);  // half a unit of the 11-bit significand below 1
    EXPECT_NEAR(a.root_outcome[i], b.root_outcome[i], 0x1.0p-12);
  }
}

TEST_F(ShardTest, GivesBackWhatWasWritten) {
  const ShardHeader header = sample_header(16, 2);
  const auto games = sample_games(32, 16);
  const auto hash = write_shard(dir_ / "s0002.h5", header, games, "1.0.0");
  ASSERT_TRUE(hash) << hash.error().to_string();
  const auto shard = read_shard(dir_ / "s0002.h5");
  ASSERT_TRUE(shard) << shard.error().to_string();
  EXPECT_EQ(shard->hash, *hash);
  ShardHeader expected = header;
  expected.counters = {.started = 16, .finished = 16};
  EXPECT_EQ(shard->header, expected);
  ASSERT_EQ(shard->games.size(), games.size());
  for (std::size_t i = 0; i < games.size(); ++i) expect_near(games[i], shard->games[i]);
  EXPECT_THAT(*list_directory(dir_), testing::ElementsAre("s0002.h5"));

  const auto summary = read_shard_header(dir_ / "s0002.h5");
  ASSERT_TRUE(summary) << summary.error().to_string();
  EXPECT_EQ(summary->header, expected);
  EXPECT_EQ(summary->claimed_hash, *hash);
  EXPECT_EQ(summary->games, 16u);
  EXPECT_EQ(summary->rows, count_rows(games));
}

TEST_F(ShardTest, EqualGamesGiveEqualBytesWhateverTheirOrder) {
  auto games = sample_games(0, 8);
  ASSERT_TRUE(write_shard(dir_ / "a", sample_header(8), games));
  std::reverse(games.begin(), games.end());
  ASSERT_TRUE(write_shard(dir_ / "b", sample_header(8), games));
  EXPECT_EQ(*read_file(dir_ / "a"), *read_file(dir_ / "b"));
}

TEST_F(ShardTest, GamesThatPassedThroughACarryFileAreStoredAlike) {
  auto games = sample_games(0, 8);
  ASSERT_TRUE(write_shard(dir_ / "straight", sample_header(8), games));
  games[5].outcome = {};
  ASSERT_TRUE(write_carry(dir_ / "carry", sample_header(8), std::span(games).subspan(3, 4)));
  const auto carry = read_carry(dir_ / "carry");
  ASSERT_TRUE(carry) << carry.error().to_string();
  EXPECT_EQ(carry->header.counters, (GameCounters{.started = 4, .finished = 3, .carried_over = 1}));
  games = sample_games(0, 8);
  for (const GameRecord& game : carry->games) {
    const Outcome outcome = games[game.id].outcome;
    games[game.id] = game;
    games[game.id].outcome = outcome;
  }
  ASSERT_TRUE(write_shard(dir_ / "interrupted", sample_header(8), games));
  EXPECT_EQ(*read_file(dir_ / "straight"), *read_file(dir_ / "interrupted"));
}

TEST_F(ShardTest, AnyDifferenceChangesTheHash) {
  const auto games = sample_games(0, 4);
  const Hash128 hash = *write_shard(dir_ / "a", sample_header(4), games);
  auto changed = games;
  changed[2].plies[3].action ^= 1u;
  EXPECT_NE(*write_shard(dir_ / "b", sample_header(4), changed), hash);
  ShardHeader header = sample_header(4);
  header.simulations = 31;
  EXPECT_NE(*write_shard(dir_ / "b", header, games), hash);
}

TEST_F(ShardTest, AStoredConnectFourGameTakesAtMost1500Bytes) {
  ASSERT_TRUE(write_shard(dir_ / "s", sample_header(128), sample_games(0, 128)));
  const auto size = std::filesystem::file_size(dir_ / "s");
  RecordProperty("bytes_per_game", static_cast<int>(size / 128));
  EXPECT_LE(size / 128, 1500u);
}

TEST_F(ShardTest, AShardIsNotACarryFile) {
  ASSERT_TRUE(write_shard(dir_ / "s", sample_header(2), sample_games(0, 2)));
  const auto read = read_carry(dir_ / "s");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("a file of kind 'shard', expected 'carry'"));
}

TEST_F(ShardTest, AMissingFileIsAnErrorThatNamesIt) {
  const auto read = read_shard(dir_ / "none.h5");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Exit::kData);
  EXPECT_THAT(read.error().message, HasSubstr("none.h5: No such file"));
}

}  // namespace
}  // namespace az
