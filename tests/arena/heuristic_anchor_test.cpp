// Heuristic agents at the board and in the books: strength, repeatability, identity, three seats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "arena/block_games.h"
#include "games/hex/rules.h"
#include "games/registry.h"
#include "games/state_of.h"
#include "matches/evidence.h"
#include "matches/openings.h"
#include "matches/run_ratings.h"
#include "rating/schedule.h"
#include "search/heuristic_evaluator.h"
#include "search/uniform_evaluator.h"
#include "tests/arena/played_matches.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

class HeuristicInHex : public testing::Test {
 protected:
  std::unique_ptr<Game> game_ = make_game(*parse_yaml("{name: hex, size: 7}", "variant")).value();
  const GameInfo& info_ = game_->info();
  std::vector<std::vector<Action>> openings_ = some_openings(*game_, 100, 3);
};

TEST_F(HeuristicInHex, BeatsRandomFromBothSeats) {
  const auto games = play(*game_, openings_, heuristic_agent(info_, 0), random_agent());
  ASSERT_EQ(games.size(), 200u);
  EXPECT_GE(score(info_, games), 0.95);
}

TEST_F(HeuristicInHex, AsksForTheSameGamesWithTheSameSeedAndForOthersFromEqualOpenings) {
  const std::vector<std::vector<Action>> same(8, openings_[1]);  // other numbers, other streams
  const Agent one_ply = heuristic_agent(info_, 0);
  const auto games = play(*game_, same, one_ply, one_ply);
  EXPECT_EQ(games, play(*game_, same, one_ply, one_ply));
  std::set<std::vector<Action>> distinct;
  for (const MatchGame& game : games) distinct.insert(game.moves);
  EXPECT_GT(distinct.size(), 8u);  // equal moves are drawn from: of 16 games most differ
}

TEST_F(HeuristicInHex, WithASearchBeatsOnePly) {
  openings_.resize(30);
  const auto games = play(*game_, openings_, heuristic_agent(info_, 64), heuristic_agent(info_, 0));
  EXPECT_GT(score(info_, games), 0.6);
}

TEST(HeuristicInRingRift, BeatsRandomFromBothSeats) {
  const auto game = make_game("ringrift").value();
  const auto games =
      play(*game, some_openings(*game, 100, 4), heuristic_agent(game->info(), 0), random_agent());
  // It wins 0.966 of 1000 games (heuristic_slow_test.cpp); three standard errors of 200 are 0.038.
  EXPECT_GE(score(game->info(), games), 0.925);
}

TEST(HeuristicOfThree, BeatsCopiesOfRandomFromEverySeat) {
  for (const auto payoff : {ThreePlayerPayoff::kRanks, ThreePlayerPayoff::kWinner}) {
    const auto game = three_player_game(payoff);
    const auto openings = some_openings(*game, 40, 3);
    const double equal = payoff == ThreePlayerPayoff::kRanks ? 1.0 / 2 : 1.0 / 3;
    for (const int simulations : {0, 50})
      EXPECT_GT(
          score(game->info(),
                play(*game, openings, heuristic_agent(game->info(), simulations), random_agent())),
          equal + 0.1)  // 120 games: standard error 0.045
          << simulations;
  }
}

/// The books of an evaluation of three seats, without a run.
Registration books_of_three(std::vector<std::vector<Action>> openings) {
  Registration list;
  list.variants.game = three_player_game(ThreePlayerPayoff::kWinner);
  list.variants.games.push_back(three_player_game(ThreePlayerPayoff::kWinner));
  list.players = 3;
  list.scale.last = -0.5;
  list.openings_per_block = static_cast<int>(openings.size());
  list.block_variants.assign(openings.size(), 0);
  list.openings = std::move(openings);
  list.candidate = {"heuristic", {}, hash128("heuristic")};
  list.gate = {.elo0 = 0, .elo1 = 100};
  return list;
}

TEST(EvaluationOfThree, BlocksEvidenceGateAndRatingsAgreeOnWhoIsBetter) {
  const auto game = three_player_game(ThreePlayerPayoff::kWinner);
  const auto openings = some_openings(*game, 40, 3);
  const Registration list = books_of_three(openings);
  const RegisteredBlock block{"random", {"random", {}, {}}};
  Match match;
  match.header.game.players = 3;
  match.header.agents = {list.candidate, block.agent};
  match.games = play(*game, openings, heuristic_agent(game->info(), 0), random_agent());

  // What was played is what was registered, and one game less or a seat twice is not.
  const auto checked = check_games(list, block, match.games, "m");
  ASSERT_TRUE(checked) << checked.error().to_string();
  auto games = match.games;
  games.pop_back();
  EXPECT_FALSE(check_games(list, block, games, "m"));
  games = match.games;
  games[1] = games[0];
  EXPECT_FALSE(check_games(list, block, games, "m"));

  // Units are rotations, equal play is a third, and a clear lead passes the gate.
  const ScoreCounts counts = unit_scores(list, match);
  EXPECT_EQ(counts.total(), 40);
  EXPECT_EQ(counts.games_per_unit, 3);
  EXPECT_NEAR(counts.reference, 1.0 / 3, 1e-9);
  EXPECT_GT(counts.mean(), 0.5);
  const std::vector<std::optional<ScoreCounts>> blocks{counts};
  const Prefix prefix = deciding_prefix(blocks, list.gate, list.no_games());
  EXPECT_EQ(prefix.verdict, SprtVerdict::kAcceptH1);

  // Ratings: strengths and seats from places.
  const auto ratings = rate_matches(std::span(&match, 1), 1000);
  ASSERT_TRUE(ratings) << ratings.error().to_string();
  ASSERT_EQ(ratings->players.size(), 2u);
  EXPECT_EQ(ratings->fit.elo[0], 0);  // random
  EXPECT_GT(ratings->fit.elo[1], 100);
  EXPECT_EQ(ratings->fit.seat.size(), 3u);
}

TEST(EvaluationOfThree, EqualPlayersAreNotBetter) {
  const auto game = three_player_game(ThreePlayerPayoff::kWinner);
  const auto openings = some_openings(*game, 40, 3);
  const Registration list = books_of_three(openings);
  Match match;
  match.header.game.players = 3;
  match.games =
      play(*game, openings, heuristic_agent(game->info(), 0), heuristic_agent(game->info(), 0));
  const ScoreCounts counts = unit_scores(list, match);
  EXPECT_NEAR(counts.mean(), 1.0 / 3, 0.13);  // 120 games: standard error 0.043
  EXPECT_LT(llr(counts, list.gate), list.gate.upper());
}

struct HexAgain : Hex {
  using Hex::Hex;
  static constexpr int kHeuristicVersion = Hex::kHeuristicVersion + 1;
};

TEST(HeuristicVersions, AreRatedAsTwoPlayers) {
  const GameOf<Hex> now({.size = 3});
  const GameOf<HexAgain> later({.size = 3});
  std::vector<Match> matches;
  for (const Game* game : {static_cast<const Game*>(&now), static_cast<const Game*>(&later)}) {
    const Agent agent = heuristic_agent(game->info(), 0);
    Match match;
    match.header.game.players = 2;
    match.header.agents = {{agent.name, {}, agent.search_hash()}, {"random", {}, {}}};
    match.games = play(*game, some_openings(*game, 4, 2), agent, random_agent());
    matches.push_back(std::move(match));
  }
  EXPECT_EQ(matches[0].header.agents[0].label, matches[1].header.agents[0].label);
  const auto ratings = rate_matches(matches, 1000);
  ASSERT_TRUE(ratings) << ratings.error().to_string();
  EXPECT_EQ(ratings->players.size(), 3u);
}

}  // namespace
}  // namespace az
