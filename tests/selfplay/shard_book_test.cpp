// What the book does with the last game of a shard: only games that the rules accept become
// visible.
#include "selfplay/shard_book.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "search/uniform_evaluator.h"
#include "tests/selfplay/searched_games.h"

namespace az {
namespace {

using testing::HasSubstr;

class ShardBookTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.games = config_.games_per_shard = 2;
    search_.simulations = 16;
    game_ = *make_game("connect_four");
    variants_ = {game_.get()};
    header_ = uniform_header(search_);
    header_.game = stored_game(*game_, "name: connect_four\n");
    SelfPlayGame play(*game_, search_, config_, 7, 1);
    UniformEvaluator evaluator;
    for (std::uint64_t id = 0; id < 2; ++id) games_.push_back(searched_game(play, evaluator, id));
  }

  /// Both games go through a book of their own run, the second one after `plant`.
  Result<void> finish(const std::string& run, const std::function<void(GameRecord&)>& plant) {
    AZ_TRY(ShardBook book,
           ShardBook::open(RunDir(dir_ / run), variants_, kWhole, config_, header_, 0, 1, "t"));
    for (std::uint64_t id = 0; id < 2; ++id) {
      EXPECT_TRUE(book.next());
      GameRecord record = games_[id];
      if (id == 1) plant(record);
      AZ_OK(book.finish(std::move(record)));
    }
    return {};
  }
  std::vector<std::string> files(const std::string& run) const {
    return *list_directory(RunDir(dir_ / run).selfplay(1));
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_book").value();
  const Path dir_ = folder_.path();
  SelfPlayConfig config_;
  SearchConfig search_;
  std::unique_ptr<Game> game_;
  std::vector<const Game*> variants_;
  static constexpr double kWhole[] = {1};
  ShardHeader header_;
  std::vector<GameRecord> games_;
};

TEST_F(ShardBookTest, LegalGamesBecomeAShard) {
  const auto finished = finish("legal", [](GameRecord&) {});
  ASSERT_TRUE(finished) << finished.error().to_string();
  EXPECT_THAT(files("legal"), testing::ElementsAre("s0000.h5"));
}

TEST_F(ShardBookTest, AGameThatTheRulesRefuseIsNeverVisible) {
  struct Fault {
    const char* message;
    std::function<void(GameRecord&)> plant;
  };
  const Fault faults[] = {
      // Seven stones in a column of six.
      {"game 1, ply 6: action 3 is not legal",
       [](GameRecord& r) {
         for (std::size_t i = 0; i < 7; ++i) r.plies[i].action = 3;
       }},
      {"recorded outcome", [](GameRecord& r) { r.outcome.reason = EndReason::kScore; }},
      {"a weight of", [](GameRecord& r) { r.plies[2].weight = -1; }},
  };
  int run = 0;
  for (const Fault& fault : faults) {
    const std::string name = "fault" + std::to_string(run++);
    const auto finished = finish(name, fault.plant);
    ASSERT_FALSE(finished) << fault.message;
    EXPECT_EQ(finished.error().code, Exit::kData);
    EXPECT_EQ(static_cast<int>(finished.error().code), 65);
    EXPECT_THAT(finished.error().message, HasSubstr(fault.message));
    EXPECT_THAT(files(name), testing::IsEmpty()) << "no shard, and no part of one";
  }
}

}  // namespace
}  // namespace az
