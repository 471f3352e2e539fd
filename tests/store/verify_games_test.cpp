#include "store/verify_games.h"

#include <gmock/gmock.h>

#include <functional>

#include "games/registry.h"
#include "tests/store/played_games.h"

namespace az {
namespace {

using testing::HasSubstr;

TEST(VerifyGames, AcceptsGamesOfEveryRegisteredGame) {
  for (const std::string& name : game_names()) {
    const auto game = *make_game(name);
    for (std::uint64_t id = 0; id < 5; ++id) {
      const auto verified = verify_game(*game, played_record(*game, id), name);
      EXPECT_TRUE(verified) << verified.error().to_string();
    }
  }
}

TEST(VerifyGames, AcceptsAnUnfinishedGameAndATruncatedOne) {
  const auto game = *make_game("connect_four");
  GameRecord record = played_record(*game, 1);
  keep_plies(*game, record, 6);
  record.outcome = {};
  EXPECT_TRUE(verify_game(*game, record, "f"));
  const auto state = game->new_state();
  for (const Ply& ply : record.plies) state->apply(ply.action);
  state->adjudicate();
  record.outcome = state->outcome();
  EXPECT_TRUE(record.outcome.truncated);
  EXPECT_TRUE(verify_game(*game, record, "f"));
}

struct Fault {
  const char* message;
  std::function<void(GameRecord&)> plant;
};

TEST(VerifyGames, CatchesEveryPlantedFault) {
  const auto game = *make_game("connect_four");
  const Fault faults[] = {
      // The first four moves in one column and then three more there do not fit into six rows.
      {"is not legal",
       [](GameRecord& r) {
         for (std::size_t i = 0; i < 7; ++i) r.plies[i].action = 3;
       }},
      {"recorded outcome",
       [](GameRecord& r) { std::swap(r.outcome.payoff[0], r.outcome.payoff[1]); }},
      {"recorded outcome", [](GameRecord& r) { r.outcome.reason = EndReason::kScore; }},
      {"seat 1 is recorded, seat 0 chooses", [](GameRecord& r) { r.plies[2].seat = 1; }},
      {"legal actions are recorded", [](GameRecord& r) { r.plies[2].legal_count = 3; }},
      {"a policy that sums to", [](GameRecord& r) { r.policy[4].probability += 0.1f; }},
      {"policy action 9 is not legal", [](GameRecord& r) { r.policy[0].action = 9; }},
      {"visited action 9 is not legal", [](GameRecord& r) { r.visited[0].action = 9; }},
      {"16 simulations, but 0 visits",
       [](GameRecord& r) {
         for (auto& v : r.visited) v.visits = 0;
       }},
      {"ply 0: 16 simulations, but 15 visits", [](GameRecord& r) { --r.visited[0].visits; }},
      {"ply 4: 17 simulations, but 16 visits", [](GameRecord& r) { ++r.plies[4].simulations; }},
      {"ply 2: a weight of nan", [](GameRecord& r) { r.plies[2].weight = std::nanf(""); }},
      {"ply 2: a weight of inf", [](GameRecord& r) { r.plies[2].weight = INFINITY; }},
      {"ply 2: a weight of -1", [](GameRecord& r) { r.plies[2].weight = -1; }},
      {"a mean payoff of", [](GameRecord& r) { r.visited[3].q = 1.5f; }},
      {"does not sum to 1", [](GameRecord& r) { r.net_outcome[4] += 0.2f; }},
      {"does not sum to 1", [](GameRecord& r) { r.root_outcome[4] = std::nanf(""); }},
      {"unfinished, but the rules ended it", [](GameRecord& r) { r.outcome = {}; }},
      {"the rules ended the game before it",
       [](GameRecord& r) {
         r.plies.push_back(r.plies.back());
         r.visited_begin.push_back(r.visited_begin.back());
         r.policy_begin.push_back(r.policy_begin.back());
         r.net_outcome.insert(r.net_outcome.end(), 3, 0.0f);
         r.root_outcome.insert(r.root_outcome.end(), 3, 0.0f);
       }},
      {"a training row", [](GameRecord& r) { r.plies[1].kind = PlyKind::kOpening; }},
  };
  for (const Fault& fault : faults) {
    GameRecord record = played_record(*game, 3);
    ASSERT_TRUE(verify_game(*game, record, "f"));
    fault.plant(record);
    const auto verified = verify_game(*game, record, "s0001.h5");
    ASSERT_FALSE(verified) << fault.message;
    EXPECT_EQ(verified.error().code, Exit::kData);
    EXPECT_THAT(verified.error().message, HasSubstr(fault.message));
    EXPECT_THAT(verified.error().message, HasSubstr("s0001.h5: game 3"));
  }
  GameRecord record = played_record(*game, 3);
  keep_plies(*game, record, 5);
  const auto verified = verify_game(*game, record, "f");
  ASSERT_FALSE(verified);
  EXPECT_THAT(verified.error().message, HasSubstr("but the rules go on"));
}

TEST(VerifyGames, AReusedTreeMayBringMoreVisitsThanSimulations) {
  const auto game = *make_game("connect_four");
  GameRecord record = played_record(*game, 3);
  record.visited[0].visits += 5;
  EXPECT_TRUE(verify_game(*game, record, "f"));
}

TEST(VerifyGames, AMatchGameIsReplayedToo) {
  const auto game = *make_game("connect_four");
  const StoredAgent net{"g0001", hash128("net"), {}}, engine{"gnugo", {}, {}, "name: GNU Go\n"};
  const std::vector<StoredAgent> agents{net, engine};
  MatchGame record;
  record.seat_agent = {0, 1};
  record.moves = {3, 0, 3, 0, 3, 0, 3};
  record.outcome = duel_outcome(0, EndReason::kWin);
  EXPECT_TRUE(verify_match_game(*game, record, agents, "m"));
  record.outcome = duel_outcome(1, EndReason::kWin);
  EXPECT_FALSE(verify_match_game(*game, record, agents, "m"));
}

TEST(VerifyGames, OnlyAnotherProgramMayResignAndOnlyAtItsTurn) {
  const auto game = *make_game("connect_four");
  const StoredAgent net{"g0001", hash128("net"), {}}, engine{"gnugo", {}, {}, "name: GNU Go\n"};
  MatchGame record;
  record.seat_agent = {0, 1};
  record.moves = {3, 0, 3};
  record.outcome = resigned_outcome(game->info(), 1);
  const auto verified = [&](const StoredAgent& first, const StoredAgent& second) {
    const auto done = verify_match_game(*game, record, std::vector{first, second}, "m");
    return done ? "" : done.error().message;
  };
  EXPECT_EQ(verified(net, engine), "");
  EXPECT_THAT(verified(engine, net), HasSubstr("g0001 resigned, which no player of ours does"));
  record.moves = {3, 0};
  EXPECT_THAT(verified(engine, engine), HasSubstr("resigned by the mover is"));
  record.moves = {3, 0, 3, 0, 3, 0, 3};
  EXPECT_THAT(verified(net, engine), HasSubstr("but the rules ended it"));
}

TEST(GameStatistics, CountsWhatTheBoundsAreAbout) {
  const auto game = *make_game("connect_four");
  std::vector<GameRecord> games;
  for (std::uint64_t id = 0; id < 10; ++id) games.push_back(played_record(*game, id));
  GameStatistics statistics = measure_games(games);
  EXPECT_EQ(statistics.games, 10u);
  EXPECT_EQ(statistics.distinct_games, 10u);
  EXPECT_EQ(statistics.duplicate_fraction, 0);
  EXPECT_GT(statistics.support_fraction, 0.99);
  EXPECT_TRUE(check_statistics(statistics, {0.9, 0.3, 0.0}, "f"));

  games[7] = games[2];
  games[7].id = 7;
  statistics = measure_games(games);
  EXPECT_DOUBLE_EQ(statistics.duplicate_fraction, 0.1);
  auto checked = check_statistics(statistics, {0.9, 0.3, 0.05}, "f");
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("0.100 of the games repeat another"));
}

TEST(PolicyEntropy, IsThatOfTheDistributionThatTrainingSees) {
  EXPECT_NEAR(policy_entropy(std::vector<PolicyEntry>{{0, 0.5f}, {1, 0.5f}}, 2), std::log(2), 1e-6);
  EXPECT_EQ(policy_entropy(std::vector<PolicyEntry>{{3, 1.0f}}, 7), 0);
  // 0.5 listed, 0.125 for each of the four others.
  EXPECT_NEAR(policy_entropy(std::vector<PolicyEntry>{{3, 0.5f}}, 5),
              0.5 * std::log(2) + 0.5 * std::log(8), 1e-6);
}

TEST(GameStatistics, OneHotTargetsAreCaught) {
  // What a pipeline that lost its search results stores: the move that was played, with certainty.
  const auto game = *make_game("connect_four");
  GameRecord record = played_record(*game, 0);
  record.policy.clear();
  record.policy_begin = {0};
  for (const Ply& ply : record.plies) {
    record.policy.push_back({ply.action, 1.0f});
    record.policy_begin.push_back(static_cast<std::uint32_t>(record.policy.size()));
  }
  ASSERT_TRUE(verify_game(*game, record, "f"));
  const GameStatistics statistics = measure_games(std::span(&record, 1));
  EXPECT_EQ(statistics.support_fraction, 0);
  EXPECT_EQ(statistics.mean_entropy, 0);
  EXPECT_FALSE(check_statistics(statistics, {0.5, 0, 1}, "f"));
  EXPECT_FALSE(check_statistics(statistics, {0, 0.02, 1}, "f"));
}

}  // namespace
}  // namespace az
