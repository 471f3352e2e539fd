#include "store/match.h"

#include "store/manifest.h"
#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;
using MatchTest = StoreTest;
using ManifestTest = StoreTest;

TEST_F(MatchTest, ABlockComesBackAsPlayed) {
  MatchHeader header;
  header.game = sample_stored_game();
  header.generation = 4;
  header.block = 2;
  header.protocol = hash128("protocol");
  header.protocol_section = "simulations: 100\n";
  header.agents = {{"g0004", hash128("candidate"), hash128("s")},
                   {"random", {}, hash128("random")}};
  header.settings = {"", "komi: 3\n"};
  std::vector<MatchGame> games(2);
  games[1].settings_id = 1;
  for (std::size_t i = 0; i < 2; ++i) {
    games[i].pair = 16;
    games[i].opening = 5;
    games[i].opening_plies = 2;
    games[i].seat_agent = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(1 - i), 0, 0};
    games[i].outcome.place = {1, 2, 0, 0};
    games[i].outcome.payoff = {1, -1, 0, 0};
    games[i].outcome.reason = EndReason::kWin;
    games[i].moves = {3, 2, 3, 2, 3, 2, 3};
  }
  const auto hash = write_match(dir_ / "m.h5", header, games);
  ASSERT_TRUE(hash) << hash.error().to_string();
  const auto match = read_match(dir_ / "m.h5");
  ASSERT_TRUE(match) << match.error().to_string();
  EXPECT_EQ(match->header, header);
  EXPECT_EQ(match->games, games);
  EXPECT_EQ(match->hash, *hash);
}

TEST_F(MatchTest, AGameOfAVariantThatTheTableLacksIsRefused) {
  MatchHeader header;
  header.game = sample_stored_game();
  header.agents = {{"a", {}, {}}, {"b", {}, {}}};
  MatchGame game;
  game.settings_id = 1;
  game.seat_agent = {0, 1, 0, 0};
  game.outcome.place = {1, 2, 0, 0};
  game.outcome.payoff = {1, -1, 0, 0};
  game.outcome.reason = EndReason::kWin;
  ASSERT_TRUE(write_match(dir_ / "m.h5", header, std::span(&game, 1)));
  const auto match = read_match(dir_ / "m.h5");
  ASSERT_FALSE(match);
  EXPECT_THAT(match.error().message, HasSubstr("outside the file's tables"));
}

TEST_F(MatchTest, OnlyAFileOfOneVariantMayLeaveOutWhichTheyAre) {
  MatchHeader header;
  header.game = sample_stored_game();
  header.agents = {{"a", {}, {}}, {"b", {}, {}}};
  MatchGame game;
  game.seat_agent = {0, 1, 0, 0};
  game.outcome.place = {1, 2, 0, 0};
  game.outcome.payoff = {1, -1, 0, 0};
  game.outcome.reason = EndReason::kWin;
  const Path path = dir_ / "m.h5";
  const auto read_without_ids = [&] {
    EXPECT_TRUE(write_match(path, header, std::span(&game, 1)));
    H5File file = *read_h5(path);
    EXPECT_EQ(file.tree.datasets.erase("/games/settings_id"), 1u);
    EXPECT_TRUE(write_h5(path, file.tree));
    return read_match(path);
  };
  const auto one = read_without_ids();
  EXPECT_TRUE(one) << one.error().to_string();
  header.settings = {"", "komi: 3\n"};
  const auto two = read_without_ids();
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().code, Exit::kData);
  EXPECT_THAT(two.error().message, HasSubstr("/games/settings_id is missing"));
}

WindowManifest sample_manifest() {
  WindowManifest manifest{.generation = 3, .policy = "generations=2", .shards = {}};
  for (std::uint32_t g = 2; g <= 3; ++g)
    for (std::uint64_t s = 0; s < 2; ++s)
      manifest.shards.push_back({.generation = g,
                                 .shard = s,
                                 .hash = hash128("s"),
                                 .net = hash128("n"),
                                 .search = hash128("q"),
                                 .simulations = 32,
                                 .games = 100,
                                 .rows = 3000 + s});
  return manifest;
}

TEST_F(ManifestTest, ComesBackWithItsTotalsAndHash) {
  const auto hash = write_manifest(dir_ / "g0003.yaml", sample_manifest());
  ASSERT_TRUE(hash) << hash.error().to_string();
  const auto read = read_manifest(dir_ / "g0003.yaml");
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(*read, sample_manifest());
  EXPECT_EQ(read->games(), 400u);
  EXPECT_EQ(read->rows(), 12002u);
  EXPECT_EQ(read->hash(), *hash);
}

TEST_F(ManifestTest, AnEditedListIsRefused) {
  ASSERT_TRUE(write_manifest(dir_ / "g0003.yaml", sample_manifest()));
  std::string text = *read_file(dir_ / "g0003.yaml");
  text.replace(text.find("rows: 3000"), 10, "rows: 3001");
  ASSERT_TRUE(write_file(dir_ / "g0003.yaml", text));
  auto read = read_manifest(dir_ / "g0003.yaml");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("totals or its hash disagree"));
  text.replace(text.find("rows: 3001"), 10, "rowz: 3001");
  ASSERT_TRUE(write_file(dir_ / "g0003.yaml", text));
  read = read_manifest(dir_ / "g0003.yaml");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("no key 'shards[].rows'"));
}

}  // namespace
}  // namespace az
