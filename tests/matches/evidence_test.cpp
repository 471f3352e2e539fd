#include "matches/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <fstream>

#include "tests/matches/planted_run.h"

namespace az {
namespace {

using testing::HasSubstr;

class EvidenceTest : public testing::Test {
 protected:
  EvidenceTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    planted_.add_net(0);
    planted_.set_champion(0);
    planted_.add_net(1);
    list_ = planted_.registration(1);
  }
  const RegisteredBlock& block(std::size_t i) const { return list_.blocks[i]; }
  Path path(std::size_t i) const {
    return planted_.run.match(1, block(i).opponent, block(i).block);
  }
  std::string error() const {
    const auto evidence = gather_evidence(planted_.run, list_);
    return evidence ? "" : evidence.error().message;
  }
  /// Replaces block i's file by one with changed games or header.
  void plant(std::size_t i,
             const std::function<void(MatchHeader&, std::vector<MatchGame>&)>& change) {
    auto games = planted_.games(list_, block(i), 0.5);
    MatchHeader header = planted_.header(list_, block(i));
    change(header, games);
    std::filesystem::remove(path(i));
    std::filesystem::create_directories(path(i).parent_path());
    const auto written = write_match(path(i), header, games);
    ASSERT_TRUE(written) << written.error().to_string();
  }

  PlantedRun planted_;
  Registration list_;
};

TEST_F(EvidenceTest, RegistersChampionBlocksFirstAndEveryOpeningOnce) {
  ASSERT_EQ(list_.blocks.size(), 5u);
  EXPECT_EQ(list_.champion_blocks, 4);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(block(i).opponent, "champion");
  EXPECT_EQ(block(4).opponent, "random");
  EXPECT_EQ(block(3).first_opening, 12u);
  EXPECT_EQ(list_.openings.size(), 20u);
}

TEST_F(EvidenceTest, AClearMatchIsDecidedByAPrefixAndLaterBlocksAreSurplus) {
  planted_.write_all(1, 1.0, 1.0);
  const auto evidence = gather_evidence(planted_.run, list_);
  ASSERT_TRUE(evidence) << evidence.error().to_string();
  EXPECT_TRUE(evidence->prefix.complete);
  EXPECT_EQ(evidence->prefix.verdict, SprtVerdict::kAcceptH1);
  EXPECT_LT(evidence->prefix.blocks, 4);
  EXPECT_EQ(evidence->surplus, 4 - evidence->prefix.blocks);
  EXPECT_EQ(evidence->champion.size(), static_cast<std::size_t>(evidence->prefix.blocks));
  EXPECT_EQ(evidence->anchors.size(), 1u);
  EXPECT_EQ(evidence->games, evidence->distinct_games);
  EXPECT_TRUE(evidence->missing.empty());
}

TEST_F(EvidenceTest, AMissingBlockIsNamedUnlessAPrefixDecidedBefore) {
  planted_.write_all(1, 0.5, 1.0);
  std::filesystem::remove(path(1));
  auto evidence = gather_evidence(planted_.run, list_);
  ASSERT_TRUE(evidence) << evidence.error().to_string();
  EXPECT_FALSE(evidence->prefix.complete);
  EXPECT_THAT(evidence->missing, testing::ElementsAre(HasSubstr("champion-b0001.h5")));

  planted_.write_all(1, 1.0, 1.0);
  std::filesystem::remove(path(3));
  evidence = gather_evidence(planted_.run, list_);
  ASSERT_TRUE(evidence);
  EXPECT_TRUE(evidence->prefix.complete);
  EXPECT_TRUE(evidence->missing.empty());
}

TEST_F(EvidenceTest, AMissingAnchorBlockIsNamed) {
  planted_.write_all(1, 1.0, 1.0);
  std::filesystem::remove(path(4));
  const auto evidence = gather_evidence(planted_.run, list_);
  ASSERT_TRUE(evidence);
  EXPECT_THAT(evidence->missing, testing::ElementsAre(HasSubstr("random-b0000.h5")));
}

TEST_F(EvidenceTest, ATruncatedFileIsRefused) {
  planted_.write_all(1, 0.5, 1.0);
  std::filesystem::resize_file(path(0), std::filesystem::file_size(path(0)) / 2);
  EXPECT_THAT(error(), HasSubstr("champion-b0000.h5"));
}

/// Where the moves of a match file lie: first byte and bytes of their first chunk.
std::pair<haddr_t, hsize_t> stored_moves(const Path& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t moves = H5Dopen2(file, "/moves/action", H5P_DEFAULT);
  const hsize_t first[] = {0};
  hsize_t size = 0;
  unsigned filters = 0;
  haddr_t begin = 0;
  EXPECT_GE(H5Dget_chunk_info_by_coord(moves, first, &filters, &begin, &size), 0);
  H5Dclose(moves);
  H5Fclose(file);
  return {begin, size};
}

TEST_F(EvidenceTest, AFlippedBitIsRefused) {
  planted_.write_all(1, 0.5, 1.0);
  ASSERT_EQ(error(), "");
  const auto [begin, size] = stored_moves(path(0));
  ASSERT_GT(size, 0u);
  std::fstream file(path(0), std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(begin + size / 2);
  file.seekg(middle);
  const char byte = static_cast<char>(file.get() ^ 0x10);
  file.seekp(middle);
  file.put(byte);
  file.close();
  ASSERT_FALSE(read_match(path(0)));
  EXPECT_THAT(error(), HasSubstr("champion-b0000.h5"));
}

TEST_F(EvidenceTest, AnotherProtocolIsRefused) {
  planted_.write_all(1, 0.5, 1.0);
  plant(0, [](MatchHeader& header, auto&) { header.protocol = hash128("other"); });
  EXPECT_THAT(error(), HasSubstr("protocol is"));
}

TEST_F(EvidenceTest, AnotherNetAnotherSearchAnotherSeedAreRefused) {
  planted_.write_all(1, 0.5, 1.0);
  plant(0, [](MatchHeader& header, auto&) { header.agents[1].net = hash128("other"); });
  EXPECT_THAT(error(), HasSubstr("net of g0000 is"));
  plant(0, [](MatchHeader& header, auto&) { header.agents[0].search = hash128("other"); });
  EXPECT_THAT(error(), HasSubstr("search of g0001 is"));
  plant(0, [](MatchHeader& header, auto&) { header.seed = 8; });
  EXPECT_THAT(error(), HasSubstr("seed is 8"));
  plant(0, [](MatchHeader& header, auto&) { header.generation = 2; });
  EXPECT_THAT(error(), HasSubstr("generation is 2"));
}

TEST_F(EvidenceTest, NoGamesAndFewerGamesThanRegisteredAreRefused) {
  planted_.write_all(1, 0.5, 1.0);
  plant(0, [](MatchHeader&, auto& games) { games.clear(); });
  EXPECT_THAT(error(), HasSubstr("0 games, registered are 8"));
  plant(0, [](MatchHeader&, auto& games) { games.pop_back(); });
  EXPECT_THAT(error(), HasSubstr("7 games, registered are 8"));
}

TEST_F(EvidenceTest, ARepeatedGameIsRefused) {
  planted_.write_all(1, 0.5, 1.0);
  plant(0, [](MatchHeader&, auto& games) { games[2] = games[0]; });
  EXPECT_THAT(error(), HasSubstr("was played before"));
  // Another label on the same moves: the opening gives it away.
  plant(0, [](MatchHeader&, auto& games) {
    games[2].moves = games[0].moves;
    games[2].outcome = games[0].outcome;
  });
  EXPECT_THAT(error(), HasSubstr("does not begin with opening"));
}

TEST_F(EvidenceTest, DeterministicAgentsWithoutOpeningsRepeatThemselvesAndAreRefused) {
  planted_.arena.opening_plies_min = planted_.arena.opening_plies_max = 0;
  list_ = planted_.registration(1);
  plant(0, [](MatchHeader&, auto& games) {
    for (std::size_t i = 2; i < games.size(); ++i) {
      games[i].moves = games[i % 2].moves;
      games[i].outcome = games[i % 2].outcome;
    }
  });
  EXPECT_THAT(error(), HasSubstr("repeats an earlier game"));
}

TEST_F(EvidenceTest, IllegalMovesUnfinishedGamesAndFalseOutcomesAreRefused) {
  planted_.write_all(1, 0.5, 1.0);
  plant(0,
        [](MatchHeader&, auto& games) { games[0].moves.back() = (games[0].moves.back() + 1) % 5; });
  EXPECT_THAT(error(), testing::AnyOf(HasSubstr("the rules go on"), HasSubstr("outcome"),
                                      HasSubstr("not legal")));
  plant(0, [](MatchHeader&, auto& games) { games[0].moves.pop_back(); });
  EXPECT_THAT(error(), HasSubstr("the rules go on"));
  plant(0, [](MatchHeader&, auto& games) {
    std::swap(games[0].outcome.payoff[0], games[0].outcome.payoff[1]);
    std::swap(games[0].outcome.place[0], games[0].outcome.place[1]);
  });
  EXPECT_THAT(error(), HasSubstr("outcome"));
  plant(0, [](MatchHeader&, auto& games) { games[0].seat_agent = {0, 0}; });
  EXPECT_THAT(error(), HasSubstr("exactly one seat"));
}

/// Ends a finished game before its last move: who was to move resigned.
void resign(MatchGame& game) {
  const int last = static_cast<int>(game.moves.size()) - 1;
  game.moves.pop_back();  // Connect Four: the seats take turns
  game.outcome = duel_outcome(1 - last % 2, EndReason::kResigned);
}

TEST_F(EvidenceTest, AGameThatNobodyOfOursMayResignIsRefused) {
  planted_.write_all(1, 0.5, 0.5);
  plant(0, [](MatchHeader&, std::vector<MatchGame>& games) { resign(games[2]); });
  EXPECT_THAT(error(), HasSubstr("resigned, which no player of ours does"));
  planted_.write_all(1, 0.5, 0.5);
  plant(4, [](MatchHeader&, std::vector<MatchGame>& games) { resign(games[2]); });
  EXPECT_THAT(error(), HasSubstr("resigned, which no player of ours does"));
}

TEST_F(EvidenceTest, AnEngineIsWhoItsCommandNameAndVersionSay) {
  EngineConfig engine;
  engine.command = "gnugo --mode gtp";
  planted_.arena.agents["gnugo"] = engine;
  planted_.arena.anchors = {{AnchorKind::kEngine, 1, 1, "gnugo"}};
  const auto registered = [&] {
    return register_matches(planted_.run.root(), planted_.config, planted_.arena, 1, hash128("a"),
                            0, hash128("b"));
  };
  const auto unknown = registered();
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Exit::kUsage);
  EXPECT_THAT(unknown.error().message, HasSubstr("arena.agents.gnugo: it is not said who"));

  EngineConfig& known = planted_.arena.agents["gnugo"];
  known.name = "GNU Go";
  known.version = "3.8";
  list_ = planted_.registration(1);
  EXPECT_EQ(block(4).opponent, "gnugo");
  EXPECT_EQ(block(4).agent.engine, "command: gnugo --mode gtp\nname: GNU Go\nversion: 3.8\n");
  known.move_timeout_s = 5;
  EXPECT_EQ(registered()->blocks[4].agent, block(4).agent);
  known.command += " --level 2";
  EXPECT_NE(registered()->blocks[4].agent.search, block(4).agent.search);

  list_ = planted_.registration(1);
  planted_.write_all(1, 0.5, 0.5);
  EXPECT_EQ(error(), "");
  // It may resign, the candidate may not; and its name is no more free than its hash.
  plant(4, [](MatchHeader&, std::vector<MatchGame>& games) {
    for (MatchGame& game : games)
      if (game.seat_agent[(game.moves.size() - 1) % 2] == 1) resign(game);
  });
  EXPECT_EQ(error(), "");
  plant(4, [](MatchHeader&, std::vector<MatchGame>& games) {
    for (MatchGame& game : games)
      if (game.seat_agent[(game.moves.size() - 1) % 2] == 0) resign(game);
  });
  EXPECT_THAT(error(), HasSubstr("g0001 resigned, which no player of ours does"));
  plant(4, [](MatchHeader& header, std::vector<MatchGame>&) {
    header.agents[1].engine = "name: GNU Go\nversion: 3.9\n";
  });
  EXPECT_THAT(error(), HasSubstr("engine of gnugo is name: GNU Go, version: 3.9, registered is"));
}

TEST_F(EvidenceTest, ACandidateThatIsTheChampionsNetPlaysOnlyAnchors) {
  planted_.add_net(2, 0);
  const Registration list = planted_.registration(2);
  EXPECT_EQ(list.champion_blocks, 0);
  EXPECT_EQ(list.blocks.size(), 1u);
  EXPECT_EQ(list.blocks[0].opponent, "random");
}

TEST_F(EvidenceTest, UnitScoresCountPairs) {
  Match match;
  match.games = planted_.games(list_, block(0), 0.5);  // every pair: one win, one loss
  const ScoreCounts counts = unit_scores(list_, match);
  EXPECT_EQ(counts.counts, (std::vector<double>{0, 0, 4, 0, 0}));
}

TEST(UnitScores, WithThreeSeatsAUnitIsAllRotationsAndEqualPlayIsTheReference) {
  Registration list;
  list.players = 3;
  list.scale.last = -0.5;
  list.scale.first = 1;
  Match match;
  const auto add = [&](std::uint64_t pair, std::size_t seat, float payoff) {
    MatchGame game;
    game.pair = game.opening = pair;
    game.seat_agent = {1, 1, 1};
    game.seat_agent[seat] = 0;
    game.outcome.payoff = {};
    game.outcome.payoff[seat] = payoff;
    match.games.push_back(game);
  };
  for (std::size_t seat = 0; seat < 3; ++seat)
    add(0, seat, seat == 1 ? 1.0f : -0.5f);                         // one of three
  for (std::size_t seat = 0; seat < 3; ++seat) add(1, seat, 1.0f);  // all three
  const ScoreCounts counts = unit_scores(list, match);
  EXPECT_NEAR(counts.reference, 1.0 / 3, 1e-12);
  EXPECT_EQ(counts.games_per_unit, 3);
  EXPECT_EQ(counts.total(), 2);
  EXPECT_NEAR(counts.mean(), (1.0 / 3 + 1) / 2, 1e-9);
  EXPECT_EQ(counts.scores.size(), 3u);
  EXPECT_EQ(counts.counts, (std::vector<double>{0, 1, 1}));
}

TEST(Registration, OfThreeAndFourSeatsScoresEqualPlayersOneOverSo) {
  ArenaConfig arena;
  arena.blocks = 2;
  arena.pairs_per_block = 3;
  arena.anchors = {{AnchorKind::kHeuristic, 0, 1}, {AnchorKind::kHeuristic, 32, 1}};
  for (const int players : {3, 4}) {
    const Value config =
        parse_yaml(fmt::format("game: {{name: ringrift, players: {}}}", players), "run.yaml")
            .value();
    const auto list =
        register_matches("", config, arena, 1, hash128("candidate"), 0, hash128("champion"));
    ASSERT_TRUE(list) << list.error().to_string();
    EXPECT_EQ(list->players, players);
    EXPECT_NEAR(list->no_games().reference, 1.0 / players, 1e-6);
    EXPECT_EQ(list->no_games().games_per_unit, players);
    ASSERT_EQ(list->blocks.size(), 4u);
    EXPECT_EQ(list->openings.size(), 12u);
    EXPECT_EQ(list->blocks[2].opponent, "heuristic");
    EXPECT_EQ(list->blocks[3].opponent, "heuristic32");
    EXPECT_NE(list->blocks[2].agent.search, list->blocks[3].agent.search);
    EXPECT_FALSE(list->blocks[2].agent.search.is_zero());
  }
}

TEST_F(EvidenceTest, ContradictingSettingsAreRefused) {
  EXPECT_TRUE(planted_.arena.check());
  ArenaConfig arena = planted_.arena;
  arena.opening_plies_min = 9;
  EXPECT_FALSE(arena.check());
  arena = planted_.arena;
  arena.anchors.push_back(arena.anchors[0]);
  EXPECT_FALSE(arena.check());
  arena.anchors = {{AnchorKind::kEngine, 1, 1, "gnugo"}};
  EXPECT_THAT(arena.check().error().message, HasSubstr("no engine 'gnugo' among agents"));
  arena.agents["gnugo"].command = "gnugo";
  EXPECT_TRUE(arena.check());
  arena.anchors.push_back({AnchorKind::kRandom, 1, 1, "gnugo"});
  EXPECT_THAT(arena.check().error().message, HasSubstr("the kind is not engine"));
  arena.agents["search9"].command = "gnugo";
  EXPECT_THAT(arena.check().error().message, HasSubstr("'search9' cannot name an engine"));
  arena.gate.elo1 = arena.gate.elo0;
  EXPECT_FALSE(arena.gate.check());
}

}  // namespace
}  // namespace az
