// The ladder: some generations' nets against themselves with other numbers of simulations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "matches/evidence.h"
#include "matches/run_ratings.h"
#include "tests/matches/planted_run.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LadderTest : public testing::Test {
 protected:
  LadderTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    planted_.add_net(0);
    planted_.set_champion(0);
    planted_.add_net(1);
    planted_.add_net(2);
    planted_.arena.simulations = 8;
    planted_.arena.ladder = {.simulations = {1, 8, 64}, .blocks = 2, .generations = {1}};
  }
  static std::vector<std::string> opponents(const Registration& list) {
    std::vector<std::string> names;
    for (const RegisteredBlock& block : list.blocks)
      names.push_back(fmt::format("{} {}", block.opponent, block.block));
    return names;
  }
  PlantedRun planted_;
};

TEST_F(LadderTest, IsRegisteredLastForItsGenerationsAndNotAtTheCandidatesOwnSimulations) {
  const Registration list = planted_.registration(1);
  EXPECT_THAT(opponents(list),
              ElementsAre("champion 0", "champion 1", "champion 2", "champion 3", "random 0",
                          "self1 0", "self1 1", "self64 0", "self64 1"));
  EXPECT_EQ(list.champion_blocks, 4);
  EXPECT_EQ(list.openings.size(), 9u * 4);
  for (std::size_t i = 5; i < 9; ++i) {
    EXPECT_EQ(list.blocks[i].agent.net, list.candidate.net);
    EXPECT_NE(list.blocks[i].agent.search, list.candidate.search);
  }
  EXPECT_NE(list.blocks[5].agent.search, list.blocks[7].agent.search);

  const Registration other = planted_.registration(2);
  EXPECT_EQ(other.blocks.size(), 5u);
  // The ladder changes nothing of the other games: neither protocol nor openings.
  planted_.arena.ladder = {};
  const Registration without = planted_.registration(1);
  EXPECT_EQ(without.protocol, list.protocol);
  EXPECT_TRUE(std::equal(without.openings.begin(), without.openings.end(), list.openings.begin()));
}

TEST_F(LadderTest, WithoutItsGenerationsItIsRefused) {
  planted_.arena.ladder.generations.clear();
  const auto list = register_matches(planted_.run.root(), planted_.config, planted_.arena, 1,
                                     hash128("a"), 0, hash128("b"));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Exit::kUsage);
  EXPECT_THAT(list.error().message, HasSubstr("arena.ladder.generations"));
}

TEST_F(LadderTest, ItsBlocksAreDemandedAndRatedAsPlayersOfTheirOwn) {
  const Registration list = planted_.registration(1);
  planted_.write_all(1, 1.0, 0.75);
  std::filesystem::remove(planted_.run.match(1, "self64", 1));
  auto evidence = gather_evidence(planted_.run, list);
  ASSERT_TRUE(evidence) << evidence.error().to_string();
  EXPECT_THAT(evidence->missing, ElementsAre(HasSubstr("self64-b0001.h5")));
  planted_.write(list, list.blocks[8], 0.75);
  evidence = gather_evidence(planted_.run, list);
  ASSERT_TRUE(evidence) << evidence.error().to_string();
  EXPECT_TRUE(evidence->missing.empty());
  ASSERT_EQ(evidence->anchors.size(), 5u);
  EXPECT_EQ(opponent_name(evidence->champion[0].header), "champion");
  EXPECT_EQ(opponent_name(evidence->anchors[0].header), "random");
  EXPECT_EQ(opponent_name(evidence->anchors[4].header), "self64");
  const auto ratings = rate_matches(evidence->anchors, 1000);
  ASSERT_TRUE(ratings);
  EXPECT_EQ(ratings->players.size(), 4u);
  const int self1 = ratings->find(list.blocks[5].agent),
            self64 = ratings->find(list.blocks[7].agent);
  ASSERT_GE(self1, 0);
  ASSERT_GE(self64, 0);
  EXPECT_NE(self1, self64);
  EXPECT_EQ(ratings->players[static_cast<std::size_t>(self1)].games, 16);
}

TEST_F(LadderTest, OfAnotherNumberOfSimulationsAreRefused) {
  const Registration list = planted_.registration(1);
  planted_.write_all(1, 1.0, 0.75);
  RegisteredBlock wrong = list.blocks[5];
  wrong.agent.search = hash128("other");
  planted_.write(list, wrong, 0.75);
  const auto evidence = gather_evidence(planted_.run, list);
  ASSERT_FALSE(evidence);
  EXPECT_THAT(evidence.error().message, HasSubstr("search of self1 is"));
}

TEST(Ladder, ANumberStandsThereOnce) {
  EXPECT_TRUE((LadderConfig{.simulations = {1, 4}, .generations = {}}.check()));
  EXPECT_FALSE((LadderConfig{.simulations = {4, 1, 4}, .generations = {}}.check()));
}

}  // namespace
}  // namespace az
