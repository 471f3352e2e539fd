// Three seats, and games that end at the ply cap, all the way: self-play, shard, replay by the
// rules, training rows.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <set>

#include "core/outcome.h"
#include "core/temporary_folder.h"
#include "games/advance.h"
#include "replay/batch_builder.h"
#include "search/uniform_evaluator.h"
#include "selfplay/play_games.h"
#include "store/verify_games.h"
#include "tests/selfplay/searched_games.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using testing::HasSubstr;

class ThreePlayerGames : public testing::Test {
 protected:
  void SetUp() override {
    config_.games = config_.games_per_shard = 40;
    config_.slots = 7;
    config_.openings = {{1, 0, 2}};
    config_.bounds = {0, 0, 1};
    search_.simulations = 12;
    header_ = uniform_header(search_);
  }

  /// Self-play of all games; what the shard then holds.
  Shard play(const Game& game) {
    header_.game = stored_game(game, "name: three_player\n");
    const RunDir run(dir_);
    const Game* const games[] = {&game};
    constexpr double kWhole[] = {1};
    auto book = ShardBook::open(run, games, kWhole, config_, header_, 0, 1, "t");
    UniformEvaluator evaluator;
    const auto played =
        play_games({games, search_, config_, 7, 1}, *book, evaluator, [] { return false; });
    EXPECT_TRUE(played) << played.error().to_string();
    counters_ = book->counters();
    auto shard = read_shard(run.shard(1, 0));
    EXPECT_TRUE(shard) << shard.error().to_string();
    return *std::move(shard);
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_three").value();
  const Path dir_ = folder_.path();
  SelfPlayConfig config_;
  SearchConfig search_;
  ShardHeader header_;
  ShardBook::Counters counters_;
};

TEST_F(ThreePlayerGames, ComeBackFromTheShardAsTrainingRowsThatBeginWithTheMover) {
  const auto game = three_player_game();
  const Shard shard = play(*game);
  ASSERT_EQ(shard.games.size(), 40u);
  const Game* const variants[] = {game.get()};
  const auto verified = verify_games(variants, shard.games, "shard");
  ASSERT_TRUE(verified) << verified.error().to_string();

  Dataset dataset({game.get()});
  for (const GameRecord& record : shard.games) ASSERT_TRUE(dataset.add(record, 1, 0, false));
  ASSERT_TRUE(dataset.verify(1));
  BatchBuilder results(dataset, {.value_mix = 0}), searches(dataset, {.value_mix = 1});
  Batch result, searched;
  std::set<int> movers;
  std::set<std::array<std::int8_t, kMaxPlayers>> places;
  std::vector<Action> legal;
  for (const std::uint32_t number : dataset.training_rows()) {
    const Dataset::Row& row = dataset.row(number);
    const GameRecord& record = shard.games[row.game];
    const RowView view{number, 0};
    results.build(std::span(&view, 1), result);
    searches.build(std::span(&view, 1), searched);
    // By hand: the game is played again, and every seat looked up by its distance from the mover.
    const auto state = game->new_state();
    advance(*state, legal);
    for (std::uint32_t p = 0; p < row.ply; ++p) {
      state->apply(record.plies[p].action);
      advance(*state, legal);
    }
    const int mover = state->to_play();
    ASSERT_EQ(mover, record.plies[row.ply].seat);
    const auto& place = record.outcome.place;
    const bool draw = place[0] == place[1] && place[1] == place[2];
    ASSERT_EQ(result.outcome.size(), 10u);
    EXPECT_EQ(result.outcome[9], draw ? 1.0f : 0.0f);
    for (std::size_t relative = 0; relative < 3; ++relative) {
      const std::size_t seat = (static_cast<std::size_t>(mover) + relative) % 3;
      const auto tied = std::count(place.begin(), place.begin() + 3, place[seat]);
      for (int k = 1; k <= 3; ++k) {
        const bool mine = !draw && k >= place[seat] && k < place[seat] + tied;
        const std::size_t entry = relative * 3 + static_cast<std::size_t>(k - 1);
        ASSERT_EQ(result.outcome[entry], mine ? 1.0f / static_cast<float>(tied) : 0.0f)
            << "game " << record.id << ", ply " << row.ply << ", seat " << seat << ", place " << k;
        ASSERT_EQ(searched.outcome[entry],
                  record.root_outcome[std::size_t{row.ply} * 10 + seat * 3 +
                                      static_cast<std::size_t>(k - 1)]);
      }
    }
    movers.insert(mover);
    places.insert(place);
  }
  EXPECT_EQ(movers.size(), 3u);
  EXPECT_GE(places.size(), 6u);
}

TEST_F(ThreePlayerGames, AnOutcomeVectorThatIsNoneIsRefused) {
  const auto game = three_player_game();
  const Shard shard = play(*game);
  const GameRecord& good = shard.games[3];
  const std::size_t ply = good.opening_plies, begin = ply * 10;
  ASSERT_LT(ply, good.plies.size());
  const auto with = [&](std::vector<float> outcome) {
    GameRecord record = good;
    std::copy(outcome.begin(), outcome.end(),
              record.root_outcome.begin() + static_cast<std::ptrdiff_t>(begin));
    return verify_game(*game, record, "f");
  };
  EXPECT_TRUE(with({1, 0, 0, 0, 0.5f, 0.5f, 0, 0.5f, 0.5f, 0})) << "second place is shared";
  EXPECT_TRUE(with({0.25f, 0, 0, 0, 0.25f, 0, 0, 0, 0.25f, 0.75f}));
  for (const std::vector<float>& fault : {
           std::vector<float>{1, 0, 0, 0, 0, 0, 0, 0, 0, 0},  // what two players would have
           {1, 0, 0, 0, 1, 0, 0, 0, 1, 1},                    // everybody's place, and a draw
           {1, 1, 1, 0, 0, 0, 0, 0, 0, 0},                    // all three places for one seat
           {1, 0, 0, 0, 1.1f, 0, 0, 0, 1, 0},
           {1, 0, 0, -0.5f, 1, 0.5f, 0, 0, 1, 0},
           {1, 0, 0, 0, 1, 0, 0, 0, std::numeric_limits<float>::quiet_NaN(), 0},
       }) {
    const auto verified = with(fault);
    ASSERT_FALSE(verified) << testing::PrintToString(fault);
    EXPECT_EQ(verified.error().code, Exit::kData);
    EXPECT_THAT(verified.error().message, HasSubstr("does not sum to 1"));
  }
}

TEST_F(ThreePlayerGames, AGameAtThePlyCapIsAdjudicatedCountedAndStored) {
  constexpr std::size_t kCap = 6;
  const auto game = three_player_game(ThreePlayerPayoff::kRanks, kCap);
  const Shard shard = play(*game);
  std::uint64_t truncated = 0, finished = 0;
  for (const GameRecord& record : shard.games) {
    ASSERT_LE(record.plies.size(), kCap);
    const auto state = game->new_state();
    std::vector<Action> legal;
    advance(*state, legal);
    for (const Ply& ply : record.plies) {
      state->apply(ply.action);
      advance(*state, legal);
    }
    if (legal.empty()) {
      ++finished;
      EXPECT_FALSE(record.outcome.truncated);
      EXPECT_EQ(record.outcome.reason, EndReason::kScore);
      continue;
    }
    ++truncated;
    EXPECT_EQ(record.plies.size(), kCap);
    EXPECT_TRUE(record.outcome.truncated);
    EXPECT_EQ(record.outcome.reason, EndReason::kAdjudicated);
    state->adjudicate();
    EXPECT_EQ(record.outcome, state->outcome());
  }
  EXPECT_GT(truncated, 5u);
  EXPECT_GT(finished, 5u);
  EXPECT_EQ(counters_.truncated, truncated);
  EXPECT_EQ(counters_.finished, finished);
  EXPECT_EQ(shard.header.counters.truncated, truncated);
  EXPECT_EQ(shard.header.counters.finished, finished);
  const Game* const variants[] = {game.get()};
  EXPECT_TRUE(verify_games(variants, shard.games, "shard"));

  // Training takes them, and knows that the rules would have gone on.
  Dataset dataset({game.get()});
  for (const GameRecord& record : shard.games) ASSERT_TRUE(dataset.add(record, 1, 0, false));
  const auto replayed = dataset.verify(1);
  EXPECT_TRUE(replayed) << replayed.error().to_string();
}

}  // namespace
}  // namespace az
