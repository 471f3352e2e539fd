#include "replay/dataset.h"

#include <gmock/gmock.h>

#include <set>

#include "games/registry.h"
#include "replay/hold_out.h"
#include "store/verify_games.h"
#include "tests/support/random_record.h"

namespace az {
namespace {

using test::random_record;
using testing::HasSubstr;

std::unique_ptr<Game> connect_four() { return *make_game("connect_four"); }

TEST(Dataset, KeepsEveryRowOnceAndNoGameOnBothSidesOfTheHoldOut) {
  const auto game = connect_four();
  Dataset dataset({game.get()});
  std::size_t rows = 0;
  std::vector<GameRecord> records;
  for (std::uint64_t id = 0; id < 300; ++id) {
    records.push_back(random_record(*game, 1, id, id % 3 == 0 ? 4 : 0));
    rows += records.back().plies.size() - records.back().opening_plies;
    ASSERT_TRUE(dataset.add(records.back(), 2, 0, is_held_out(1, 2, id, 0.2)));
  }
  EXPECT_EQ(dataset.training_rows().size() + dataset.hold_out_rows().size(), rows);
  std::set<std::uint32_t> training_games, all_rows;
  for (const std::uint32_t row : dataset.training_rows()) {
    training_games.insert(dataset.row(row).game);
    all_rows.insert(row);
  }
  EXPECT_FALSE(dataset.hold_out_rows().empty());
  for (const std::uint32_t row : dataset.hold_out_rows()) {
    EXPECT_FALSE(training_games.contains(dataset.row(row).game));
    all_rows.insert(row);
  }
  EXPECT_EQ(all_rows.size(), rows);
  const DataHealth health = dataset.health(2);
  EXPECT_EQ(health.games, 300);
  EXPECT_EQ(health.rows, static_cast<std::int64_t>(rows));
  // Three entries of 0.3, the tail over four others, but near the end.
  EXPECT_NEAR(health.policy_entropy, -0.9 * std::log(0.3) - 0.1 * std::log(0.1 / 4), 0.1);
  EXPECT_NEAR(health.policy_entropy, measure_games(records).mean_entropy, 1e-9)
      << "training's guard and self-play's measure the same targets";
  EXPECT_EQ(dataset.health(3).games, 0);
}

TEST(Dataset, CountsRepeatedGamesOnce) {
  const auto game = connect_four();
  Dataset dataset({game.get()});
  GameRecord record = random_record(*game, 1, 0);
  for (std::uint64_t id = 0; id < 5; ++id) {
    record.id = id;
    ASSERT_TRUE(dataset.add(record, 1, 0, false));
  }
  ASSERT_TRUE(dataset.add(random_record(*game, 1, 7), 1, 0, false));
  EXPECT_EQ(dataset.health(1).games, 6);
  EXPECT_EQ(dataset.health(1).unique_games, 2);
}

TEST(Dataset, VerifiesGamesByTheRules) {
  const auto game = connect_four();
  Dataset good({game.get()});
  for (std::uint64_t id = 0; id < 50; ++id)
    ASSERT_TRUE(good.add(random_record(*game, 3, id), 1, 0, false));
  EXPECT_TRUE(good.verify(1)) << good.verify(1).error().to_string();

  const auto refuses = [&](const GameRecord& record, const std::string& words) {
    Dataset dataset({game.get()});
    ASSERT_TRUE(dataset.add(record, 1, 0, false));
    const auto verified = dataset.verify(1);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, Exit::kData);
    EXPECT_THAT(verified.error().message, HasSubstr(words));
    EXPECT_TRUE(dataset.verify(2));  // another generation is not its business
  };
  GameRecord column_full = random_record(*game, 3, 9);
  for (Ply& ply : column_full.plies) ply.action = 3;
  refuses(column_full, "generation 1, game 9, ply 6: ");
  GameRecord cut = random_record(*game, 3, 9);
  cut.plies.pop_back();
  cut.policy_begin.pop_back();
  cut.policy.resize(cut.policy_begin.back());
  cut.root_outcome.resize(cut.root_outcome.size() - 3);
  refuses(cut, "but the rules say otherwise");
}

TEST(Dataset, RefusesRecordsWhoseTargetsDoNotFit) {
  const auto game = connect_four();
  const auto refuses = [&](const GameRecord& record, const std::string& words) {
    Dataset dataset({game.get()});
    const auto added = dataset.add(record, 1, 0, false);
    ASSERT_FALSE(added);
    EXPECT_THAT(added.error().message, HasSubstr(words));
  };
  GameRecord record = random_record(*game, 3, 1);
  record.plies[2].action = 7;
  refuses(record, "game 1, ply 2: action 7 of 7");
  record = random_record(*game, 3, 1);
  record.root_outcome.pop_back();
  refuses(record, "targets for");
  record = random_record(*game, 3, 1);
  for (PolicyEntry& entry : record.policy) entry.probability = 0;
  refuses(record, "a policy target with");
  record = random_record(*game, 3, 1);
  record.plies[1].kind = PlyKind::kFast;
  refuses(record, "ply 1: a training row without a full search");
  record = random_record(*game, 3, 1);
  record.root_outcome[4] = std::nanf("");
  refuses(record, "a root outcome that is no probability");
}

}  // namespace
}  // namespace az
