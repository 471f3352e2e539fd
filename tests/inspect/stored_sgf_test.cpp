#include "inspect/stored_sgf.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "core/temporary_folder.h"
#include "games/go/game_sgf.h"
#include "store/carry.h"
#include "tests/inspect/small_run.h"

namespace az {
namespace {

using testing::HasSubstr;

const std::string kSection =
    complete_game_section(
        *parse_yaml("{name: go, size: 4, columns: 3, canvas: 5, komi: 0.5, suicide: true}", "test"))
        ->to_yaml();

std::unique_ptr<Game> go(const std::string& own = "") {
  Value section = *parse_yaml(kSection, "test");
  if (!own.empty()) section.merge(*parse_yaml(own, "test"));
  return *make_game(section);
}

class StoredSgf : public testing::Test {
 protected:
  static ShardHeader header(std::uint64_t games) {
    ShardHeader header;
    header.game = stored_game(*go(), kSection);
    header.generation = 7;
    header.game_count = games;
    header.settings = {"", "{size: 5, columns: 5, komi: -2, ko: situational}"};
    header.agents = {{"champion g0006", {}, {}}, {"an [older] one", {}, {}}};
    return header;
  }
  static GoGame read(const Result<Answer>& answer) {
    EXPECT_TRUE(answer) << answer.error().to_string();
    const auto game = read_go_game(parse_sgf(answer->text).value()[0], {.canvas = 5}, "answer");
    EXPECT_TRUE(game) << game.error().to_string() << '\n' << answer->text;
    return game.value_or(GoGame{});
  }
  /// The stored decisions with the steps between them.
  static std::vector<Action> steps(const Game& game, const GameRecord& record) {
    const auto state = game.new_state();
    std::vector<Action> all, legal;
    for (std::size_t next = 0; !state->terminal();) {
      state->legal(legal);
      if (legal.size() > 1 && next == record.plies.size()) break;
      all.push_back(legal.size() == 1 ? legal[0] : record.plies[next++].action);
      state->apply(all.back());
    }
    return all;
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_sgf").value();
  const Path shard_ = folder_.path() / "s0000.h5";
};

TEST_F(StoredSgf, AShardsGamesAreGamesOfGo) {
  std::vector<GameRecord> games;
  std::size_t forced = 0;
  for (std::uint64_t id = 0; id < 20; ++id) {
    const std::string own = id % 2 == 0 ? "" : header(0).settings[1];
    games.push_back(played_record(*go(own), id));
    games.back().settings_id = id % 2 == 0 ? 0 : 1;
    games.back().seat_agent = {0, 1, 0, 0};
  }
  ASSERT_TRUE(write_shard(shard_, header(20), games));
  for (const GameRecord& record : games) {
    const auto variant = go(header(0).settings[record.settings_id]);
    const auto answer = stored_sgf(shard_, record.id);
    const GoGame game = read(answer);
    EXPECT_EQ(game.moves, steps(*variant, record));
    forced += game.moves.size() - record.plies.size();
    EXPECT_EQ(game.settings.width(), record.settings_id == 0 ? 3 : 5);
    EXPECT_EQ(game.settings.komi, record.settings_id == 0 ? 0.5 : -2);
    EXPECT_TRUE(game.settings.suicide);
    EXPECT_EQ(game.settings.ko,
              record.settings_id == 0 ? KoRule::kPositional : KoRule::kSituational);
    EXPECT_EQ(game.players[0], "champion g0006");
    EXPECT_EQ(game.players[1], "an [older] one");
    const int winner = record.outcome.place[0] == record.outcome.place[1] ? -1
                       : record.outcome.place[0] == 1                     ? 0
                                                                          : 1;
    EXPECT_EQ(game.result.substr(0, 2), winner < 0 ? "0" : winner == 0 ? "B+" : "W+");
    EXPECT_THAT(game.comments[0], HasSubstr("s0000.h5, generation 7, game "));
    EXPECT_THAT(game.comments[0],
                testing::AnyOf(HasSubstr("end: score"), HasSubstr("end: adjudicated")));
    const auto json = nlohmann::json::parse(answer->json);
    EXPECT_EQ(json["sgf"], answer->text);
    EXPECT_EQ(json["result"], game.result);
    EXPECT_EQ(json["moves"], game.moves.size());
  }
  EXPECT_GT(forced, 0u) << "no game had a pass without a choice";
}

TEST_F(StoredSgf, CommentsSayVisitsAndValues) {
  GameRecord record = played_record(*go(), 3);
  record.visited[0] = {record.visited[0].action, 1, -0.5f};
  record.visited[1] = {record.visited[1].action, 15, 0.25f};
  record.visited[2] = {record.visited[2].action, 0, 0.0f};
  for (const std::size_t ply : {0u, 1u})  // black wins, white wins, in both
    for (const auto& [entry, p] : {std::pair{0u, 0.75f}, {1u, 0.0f}, {2u, 0.25f}})
      record.root_outcome[3 * ply + entry] = record.net_outcome[3 * ply + 2 - entry] = p;
  record.id = 0;
  ASSERT_TRUE(write_shard(shard_, header(1), std::span(&record, 1)));
  const GoGame game = read(stored_sgf(shard_, 0));
  const auto name = [](Action action) { return go()->new_state()->to_string(action); };
  EXPECT_EQ(game.comments[1],
            fmt::format("visits 16, value +0.50, net -0.50\n{}: visits 15, value +0.25\n"
                        "{}: visits 1, value -0.50\n{}: visits 0, value +0.00",
                        name(record.visited[1].action), name(record.visited[0].action),
                        name(record.visited[2].action)));
  EXPECT_THAT(game.comments[2], HasSubstr("visits 16, value -0.50, net +0.50\n"))
      << "white's value is white's";
}

TEST_F(StoredSgf, TruncatedUnfinishedAndResignedGamesSayIt) {
  const auto variant = go();
  GameRecord record = played_record(*variant, 3);
  record.id = 0;
  const Path carry = folder_.path() / "s0000.carry.h5";
  keep_plies(*variant, record, 4);
  const auto state = variant->new_state();
  for (const Ply& ply : record.plies) state->apply(ply.action);
  state->adjudicate();
  record.outcome = state->outcome();
  ASSERT_TRUE(write_shard(shard_, header(1), std::span(&record, 1)));
  GoGame game = read(stored_sgf(shard_, 0));
  EXPECT_THAT(game.comments[0], HasSubstr("end: adjudicated after 4 moves"));
  float score = 0;
  state->aux(AuxTarget::kScore, 0, std::span(&score, 1));
  EXPECT_EQ(game.result, go_result(static_cast<int>(2 * score)));

  record.outcome = duel_outcome(1, EndReason::kResigned);
  ASSERT_TRUE(write_shard(shard_, header(1), std::span(&record, 1)));
  game = read(stored_sgf(shard_, 0));
  EXPECT_EQ(game.result, "W+R");

  record.outcome = duel_outcome(1, EndReason::kScore);
  ASSERT_TRUE(write_shard(shard_, header(1), std::span(&record, 1)));
  const auto lie = stored_sgf(shard_, 0);
  ASSERT_FALSE(lie);
  EXPECT_THAT(lie.error().message, HasSubstr("s0000.h5: recorded as over, but the rules go on"));

  record.outcome = {};
  const Action third = std::exchange(record.plies[2].action, record.plies[0].action);
  ASSERT_TRUE(write_carry(carry, header(1), std::span(&record, 1)));
  EXPECT_THAT(stored_sgf(carry, 0).error().message, HasSubstr("ply 2: action"));
  record.plies[2].action = third;

  ASSERT_TRUE(write_carry(carry, header(1), std::span(&record, 1)));
  game = read(stored_sgf(carry, 0));
  EXPECT_EQ(game.result, "Void");
  EXPECT_EQ(game.moves.size(), 4u);
}

TEST_F(StoredSgf, AMatchGameNamesItsPlayersAndOpening) {
  const GameRecord record = played_record(*go(), 5);
  MatchHeader match;
  match.game = stored_game(*go(), kSection);
  match.generation = 2;
  match.agents = {{"g0002", {}, {}}, {"random", {}, {}}};
  MatchGame played;
  for (const Ply& ply : record.plies) played.moves.push_back(ply.action);
  played.outcome = record.outcome;
  played.opening_plies = 2;
  played.pair = 9;
  played.seat_agent = {1, 0, 0, 0};
  const Path path = folder_.path() / "match.h5";
  ASSERT_TRUE(write_match(path, match, std::span(&played, 1)));
  const GoGame game = read(stored_sgf(path, 0));
  EXPECT_EQ(game.moves, steps(*go(), record));
  EXPECT_EQ(game.players[0], "random");
  EXPECT_EQ(game.players[1], "g0002");
  EXPECT_EQ(game.comments[2], "opening");
  EXPECT_EQ(game.comments[3], "");
  EXPECT_THAT(game.comments[0], HasSubstr("pair 9"));
}

TEST_F(StoredSgf, OtherGamesAndFilesAreRefused) {
  const Path root = folder_.path() / "run";
  ASSERT_TRUE(std::filesystem::create_directory(root));
  make_small_run(root);
  const RunDir run(root);
  for (const auto& [path, number] :
       {std::pair{run.shard(1, 0), 3}, std::pair{run.match(2, "random", 0), 0}}) {
    const auto answer = stored_sgf(path, static_cast<std::uint64_t>(number));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Exit::kUsage);
    EXPECT_EQ(answer.error().message, path.string() + ": the game is connect_four, not go");
  }
  EXPECT_THAT(stored_sgf(run.shard(1, 0), 77).error().message, HasSubstr("no game 77"));
  EXPECT_THAT(stored_sgf(run.net(0), 0).error().message, HasSubstr("holds no games"));
}

}  // namespace
}  // namespace az
