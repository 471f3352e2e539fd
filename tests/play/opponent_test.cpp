// Nets and runs as opponents: what is read from where, and what is refused.
#include "play/opponent.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <sstream>

#include "core/temporary_folder.h"
#include "games/registry.h"
#include "layout/champion.h"
#include "net/registry.h"
#include "net/weights.h"
#include "play/dialogue.h"
#include "store/checkpoint.h"

namespace az {
namespace {

using testing::HasSubstr;

class OpponentTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::create_directories(dir_ / "nets"));
    ASSERT_TRUE(write_file(run().run_yaml(),
                           "game: {name: connect_four, rows: 5}\nsearch: {simulations: 12}\n"));
    for (std::uint32_t g = 0; g < 2; ++g) {
      const auto game = *make_game(*parse_yaml("{name: connect_four, rows: 5}", "x"));
      const auto net =
          *make_net(*parse_yaml("{name: mlp, layers: 1, hidden: 16}", "x"), game->info());
      net->initialise(g);
      NetFile file;
      file.identity = {game->info().family,          game->info().rules_id,
                       game->info().action_space_id, game->info().encoder_id,
                       net->section().to_yaml(),     "name: connect_four\nrows: 5\n"};
      file.generation = g;
      file.weights = copy_weights(*net);
      hashes_.push_back(*write_net(run().net(g), file));
    }
  }
  RunDir run() const { return RunDir(dir_); }
  Error refused(const OpponentArguments& arguments) const {
    const auto opponent = open_opponent(arguments);
    EXPECT_FALSE(opponent);
    return opponent ? Error{} : opponent.error();
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_play").value();
  const Path dir_ = folder_.path();
  std::vector<Hash128> hashes_;
};

TEST_F(OpponentTest, ARunGivesItsChampionItsGameAndItsSearch) {
  ASSERT_TRUE(write_champion(run(), {.generation = 1, .net = hashes_[1], .since = 1}));
  const auto champion = open_opponent({.run = dir_.string()});
  ASSERT_TRUE(champion) << champion.error().to_string();
  EXPECT_EQ(champion->agent.net, hashes_[1]);
  EXPECT_EQ(champion->agent.name, "champion g0001");
  EXPECT_EQ(champion->agent.search.simulations, 12);
  EXPECT_THAT(champion->game->info().variant, HasSubstr("rows=5"));
  const auto first = open_opponent({.run = dir_.string(), .generation = 0, .simulations = 3});
  ASSERT_TRUE(first) << first.error().to_string();
  EXPECT_EQ(first->agent.net, hashes_[0]);
  EXPECT_EQ(first->agent.search.simulations, 3);
}

TEST_F(OpponentTest, ANetPlaysItsOwnGameInATerminal) {
  auto opponent = open_opponent({.net = run().net(0).string(), .simulations = 8});
  ASSERT_TRUE(opponent) << opponent.error().to_string();
  EXPECT_THAT(opponent->game->info().variant, HasSubstr("rows=5"));
  std::istringstream in("hint\n3\n");
  std::ostringstream out;
  Dialogue(*opponent->game, opponent->agent, opponent->evaluator.get(), {}, in, out).run();
  EXPECT_THAT(out.str(), testing::ContainsRegex("g0000 would play [1-7]: value "));
  EXPECT_THAT(out.str(), testing::ContainsRegex("seat 1 \\(g0000\\) plays [1-7]: value .* of 8"));
}

TEST_F(OpponentTest, WithoutSimulationsTheNetAnswersByItsPolicy) {
  auto opponent = open_opponent({.net = run().net(0).string(), .simulations = 0});
  ASSERT_TRUE(opponent) << opponent.error().to_string();
  std::istringstream in("hint\n");
  std::ostringstream out;
  Dialogue(*opponent->game, opponent->agent, opponent->evaluator.get(), {}, in, out).run();
  EXPECT_THAT(out.str(), testing::ContainsRegex(", policy [1-7]: [0-9]+ %, "));
}

TEST_F(OpponentTest, AHeuristicPlaysByOnePlyUnlessItIsToSearch) {
  auto one_ply = open_opponent({.agent = "heuristic", .game = "hex", .settings = {"game.size=4"}});
  ASSERT_TRUE(one_ply) << one_ply.error().to_string();
  EXPECT_EQ(one_ply->agent.name, "heuristic");
  std::istringstream in("hint\na1\n");
  std::ostringstream out;
  Dialogue(*one_ply->game, one_ply->agent, one_ply->evaluator.get(), {}, in, out).run();
  EXPECT_THAT(out.str(),
              testing::ContainsRegex("heuristic would play [a-d][1-4]: value .*, policy"));
  EXPECT_THAT(out.str(), testing::ContainsRegex("\\(heuristic\\) plays [a-d][1-4]: value "));
  const auto searching = open_opponent({.agent = "heuristic", .game = "hex", .simulations = 50});
  ASSERT_TRUE(searching);
  EXPECT_EQ(searching->agent.name, "heuristic50");
  EXPECT_NE(searching->agent.search_hash(), one_ply->agent.search_hash());
  const Error error = refused({.agent = "heuristic", .game = "tic_tac_toe"});
  EXPECT_EQ(error.code, Exit::kUsage);
  EXPECT_THAT(error.hint, HasSubstr("hex"));
}

TEST_F(OpponentTest, RefusesANetOfAnotherGame) {
  const Error error = refused({.net = run().net(0).string(), .game = "tic_tac_toe"});
  EXPECT_EQ(error.code, Exit::kData);
  EXPECT_THAT(error.message, HasSubstr("connect_four"));
  EXPECT_THAT(error.message, HasSubstr("tic_tac_toe"));
}

TEST_F(OpponentTest, RefusesFilesThatAreNotThereOrNotWhatTheyWere) {
  EXPECT_THAT(refused({.net = (dir_ / "none.h5").string()}).to_string(),
              HasSubstr("none.h5: No such file or directory (hint: check the path"));
  EXPECT_EQ(refused({.run = (dir_ / "none").string()}).code, Exit::kUsage);
  EXPECT_EQ(refused({.run = dir_.string()}).code, Exit::kNotEnough) << "no champion yet";
  EXPECT_THAT(refused({.run = dir_.string(), .generation = 9}).message, HasSubstr("g0009.h5"));
  ASSERT_TRUE(write_champion(run(), {.generation = 1, .net = hashes_[0], .since = 1}));
  EXPECT_THAT(refused({.run = dir_.string()}).message, HasSubstr(hashes_[1].hex12()));
  ASSERT_TRUE(write_file(run().net(1), "not a net"));
  EXPECT_EQ(refused({.net = run().net(1).string()}).code, Exit::kData);
}

}  // namespace
}  // namespace az
