#include "arena/block_games.h"

#include <gtest/gtest.h>

#include <set>

#include "games/registry.h"
#include "matches/openings.h"
#include "search/uniform_evaluator.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

const auto kNeverStop = [] { return false; };

class BlockGames : public testing::Test {
 protected:
  std::vector<MatchGame> play(const Agent& candidate, const Agent& opponent, std::size_t first,
                              std::size_t count) {
    const Game* const games_of[] = {game_.get()};
    const BlockOrder order{.games = games_of,
                           .candidate = &candidate,
                           .opponent = &opponent,
                           .openings = std::span(openings_).subspan(first, count),
                           .first_opening = first,
                           .seed = 1,
                           .generation = 2};
    Evaluator* const evaluators[] = {&evaluator_, &evaluator_};
    auto games = play_block(order, evaluators, kNeverStop);
    EXPECT_TRUE(games && *games);
    return **std::move(games);
  }

  std::unique_ptr<Game> game_ = make_game("connect_four").value();
  std::vector<std::vector<Action>> openings_ =
      draw_openings(*game_, {.count = 8, .plies_min = 2, .plies_max = 5, .seed = 1}).value();
  UniformEvaluator evaluator_;
};

TEST_F(BlockGames, EveryOpeningIsPlayedFromEverySeat) {
  const auto games = play(search_agent(20), random_agent(), 0, 8);
  ASSERT_EQ(games.size(), 16u);
  std::set<std::pair<std::uint64_t, int>> seen;
  for (const MatchGame& game : games) {
    EXPECT_EQ(game.pair, game.opening);
    EXPECT_NE(game.seat_agent[0], game.seat_agent[1]);
    seen.emplace(game.opening, game.seat_agent[0]);
    const auto& opening = openings_[game.opening];
    EXPECT_EQ(game.opening_plies, opening.size());
    EXPECT_TRUE(std::equal(opening.begin(), opening.end(), game.moves.begin()));
    EXPECT_NE(game.outcome.reason, EndReason::kNone);
  }
  EXPECT_EQ(seen.size(), 16u);
}

TEST_F(BlockGames, SearchBeatsRandomAndMoreSearchBeatsLess) {
  const auto score = [](const std::vector<MatchGame>& games) {
    double sum = 0;
    for (const MatchGame& game : games) sum += game.outcome.payoff[game.seat_agent[0] == 0 ? 0 : 1];
    return sum / static_cast<double>(games.size());
  };
  EXPECT_GT(score(play(search_agent(100), random_agent(), 0, 8)), 0.8);
  EXPECT_LT(score(play(random_agent(), search_agent(100), 0, 8)), -0.8);
  EXPECT_GT(score(play(search_agent(400), search_agent(5), 0, 8)), 0.4);
}

TEST_F(BlockGames, AGameDoesNotDependOnWhichGamesArePlayedBesideIt) {
  const auto whole = play(search_agent(30), random_agent(), 0, 8);
  const auto part = play(search_agent(30), random_agent(), 5, 2);
  ASSERT_EQ(part.size(), 4u);
  for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], whole[10 + i]);
}

TEST_F(BlockGames, VariantsArePlayedBesideEachOtherAsEachWouldBeAlone) {
  const auto four = make_game(*parse_yaml("{name: go, size: 4, canvas: 4}", "x")).value();
  const auto three = make_game(*parse_yaml("{name: go, size: 3, canvas: 4}", "x")).value();
  const Game* const games[] = {four.get(), three.get()};
  std::vector<std::vector<Action>> openings =
      draw_openings(*four, {.count = 2, .plies_min = 1, .plies_max = 2, .seed = 1}).value();
  const auto smaller =
      draw_openings(*three, {.count = 3, .plies_min = 1, .plies_max = 2, .seed = 2}).value();
  openings.insert(openings.end(), smaller.begin(), smaller.end());
  const std::uint32_t variants[] = {0, 0, 1, 1, 1};
  const Agent search = search_agent(20), random = random_agent();
  Evaluator* const evaluators[] = {&evaluator_, &evaluator_};
  BlockOrder order{.games = games,
                   .candidate = &search,
                   .opponent = &random,
                   .openings = openings,
                   .first_opening = 10,
                   .seed = 1,
                   .variants = variants};
  const auto all = play_block(order, evaluators, kNeverStop).value().value();
  ASSERT_EQ(all.size(), 10u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].settings_id, variants[i / 2]);
  order.openings = std::span(openings).subspan(2);
  order.first_opening = 12;
  order.variants = std::span(variants).subspan(2);
  const auto alone = play_block(order, evaluators, kNeverStop).value().value();
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(alone[i], all[4 + i]);
}

TEST_F(BlockGames, GumbelPlaysWithoutNoiseInMatches) {
  Agent gumbel = search_agent(16);
  gumbel.search = SearchConfig{};
  gumbel.search.simulations = 16;
  const auto once = play(gumbel, gumbel, 0, 4);
  openings_.insert(openings_.begin(), openings_.back());  // other numbers, other streams
  const auto again = play(gumbel, gumbel, 1, 4);
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].moves, again[i].moves);
}

TEST_F(BlockGames, AStoppedBlockLeavesNothing) {
  const Agent search = search_agent(50), random = random_agent();
  const Game* const game = game_.get();
  const BlockOrder order{.games = std::span(&game, 1),
                         .candidate = &search,
                         .opponent = &random,
                         .openings = openings_};
  Evaluator* const evaluators[] = {&evaluator_, &evaluator_};
  const auto games = play_block(order, evaluators, [] { return true; });
  ASSERT_TRUE(games);
  EXPECT_FALSE(*games);
}

TEST(BlockGamesOfThree, TheCandidateHoldsEverySeatOnceAgainstCopies) {
  const auto game = three_player_game();
  const auto openings =
      draw_openings(*game, {.count = 24, .plies_min = 1, .plies_max = 3, .seed = 1}).value();
  const Agent search = search_agent(400), random = random_agent();
  UniformEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator, &evaluator};
  const Game* const rules = game.get();
  const BlockOrder order{.games = std::span(&rules, 1),
                         .candidate = &search,
                         .opponent = &random,
                         .openings = openings};
  const auto games = play_block(order, evaluators, kNeverStop).value();
  ASSERT_TRUE(games);
  ASSERT_EQ(games->size(), 72u);
  double payoff = 0;
  for (std::size_t i = 0; i < games->size(); ++i) {
    const MatchGame& record = (*games)[i];
    for (std::size_t seat = 0; seat < 3; ++seat)
      EXPECT_EQ(record.seat_agent[seat], seat == i % 3 ? 0 : 1);
    payoff += record.outcome.payoff[i % 3];
  }
  EXPECT_GT(payoff / 72, 0.2);  // of 1; random against random is 0
}

TEST(Agents, TheSearchsHashIsThatOfItsSettingsWhoeverUsesThem) {
  const Agent a = search_agent(100);
  EXPECT_NE(a.search_hash(), search_agent(101).search_hash());
  EXPECT_TRUE(random_agent().search_hash().is_zero());
  const Agent net = net_agent("g0001", hash128("net"), a.search);
  EXPECT_EQ(net.search_hash(), a.search_hash());
  EXPECT_TRUE(a.net.is_zero());
  EXPECT_FALSE(net.net.is_zero());
}

}  // namespace
}  // namespace az
