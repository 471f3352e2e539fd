#include <gmock/gmock.h>
#include <stdlib.h>

#include "core/hash.h"
#include "core/temporary_folder.h"
#include "inspect/check_run.h"
#include "inspect/lineage.h"
#include "inspect/run_files.h"
#include "inspect/show_game.h"
#include "inspect/summary.h"
#include "inspect/verify.h"
#include "layout/frozen.h"
#include "layout/opening_files.h"
#include "tests/inspect/small_run.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class InspectTest : public testing::Test {
 protected:
  void SetUp() override { make_small_run(dir_); }
  /// Writes the shard again with one game changed by `plant`, under a valid hash.
  void change_shard(Generation g, std::uint64_t s, const std::function<void(Shard&)>& plant) {
    Shard shard = *read_shard(RunDir(dir_).shard(g, s));
    plant(shard);
    ASSERT_TRUE(write_shard(RunDir(dir_).shard(g, s), shard.header, shard.games));
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_inspect").value();
  const Path dir_ = folder_.path();
};

TEST_F(InspectTest, AWholeRunPassesVerifyLineageAndCheck) {
  const auto verified = verify(dir_);
  ASSERT_TRUE(verified) << verified.error().to_string();
  EXPECT_THAT(verified->faults, IsEmpty());
  EXPECT_THAT(verified->json, HasSubstr(R"("shard":{"files":4,"games":20)"));
  EXPECT_THAT(verified->json, HasSubstr(R"("match":{"files":1,"games":1)"));
  const auto lineage = trace_lineage(dir_);
  ASSERT_TRUE(lineage) << lineage.error().to_string();
  EXPECT_THAT(lineage->faults, IsEmpty());
  EXPECT_THAT(
      lineage->text,
      HasSubstr("recomputed 3 nets, 2 window manifests, 4 shards (20 games): every hash agrees"));
  const auto checked = check_run(dir_);
  ASSERT_TRUE(checked) << checked.error().to_string();
  EXPECT_THAT(checked->faults, IsEmpty());
  EXPECT_THAT(checked->text, HasSubstr("every file is as its schema says"));
}

TEST_F(InspectTest, LineageNamesWhoPlayedWithoutANet) {
  const Path taught = folder_.path() / "taught";
  make_small_run(taught, true);
  const auto verified = verify(taught);
  ASSERT_TRUE(verified) << verified.error().to_string();
  EXPECT_THAT(verified->faults, IsEmpty());
  const auto lineage = trace_lineage(taught);
  ASSERT_TRUE(lineage) << lineage.error().to_string();
  EXPECT_THAT(lineage->faults, IsEmpty());
  const std::string first_net = read_net(RunDir(taught).net(1))->hash.hex12();
  EXPECT_THAT(lineage->text, HasSubstr("  teacher heuristic16\n"));
  EXPECT_THAT(lineage->text, HasSubstr(first_net + ", teacher heuristic16"));
  EXPECT_THAT(lineage->json, HasSubstr(R"("played_by":["teacher heuristic16"])"));
}

TEST_F(InspectTest, CheckHoldsTheOpeningsAgainstTheirHash) {
  const RunDir run(dir_);
  const std::string text = "(;SZ[9];B[aa])";
  ASSERT_TRUE(make_directories(run.openings()));
  ASSERT_TRUE(write_file(run.openings() / "book.sgf", text));
  const std::string hash = read_opening_files(run.openings())->hash.hex();
  ASSERT_TRUE(write_file(run.run_yaml(),
                         "game: {name: connect_four}\n"
                         "arena: {openings: {file: openings, hash: " +
                             hash + "}}\n"));
  EXPECT_THAT(check_run(dir_)->faults, IsEmpty());
  EXPECT_THAT(check_run(dir_)->json, HasSubstr(R"("unknown":[])"));
  ASSERT_TRUE(write_file(run.openings() / "book.sgf", text + "(;SZ[9];B[bb])"));
  EXPECT_THAT(check_run(dir_)->faults, ElementsAre(HasSubstr("holds other openings")));
  std::filesystem::remove_all(run.openings());
  EXPECT_THAT(check_run(dir_)->faults, ElementsAre(HasSubstr("no file or folder")));
}

TEST_F(InspectTest, AGameThatAnEngineResignedIsShownAndVerified) {
  const Path file = RunDir(dir_).match(2, "random", 0);
  Match match = read_match(file).value();
  const auto game = make_game("connect_four").value();
  MatchGame& record = match.games[0];
  record.moves.resize(4);
  record.seat_agent = {1, 0};
  record.outcome = resigned_outcome(game->info(), 0);
  const auto write = [&] {
    std::filesystem::remove(file);
    EXPECT_TRUE(write_match(file, match.header, match.games));
  };
  write();
  EXPECT_THAT(verify(dir_)->faults,
              ElementsAre(HasSubstr("random resigned, which no player of ours does")));
  match.header.agents[1] = {"gnugo", {}, hash128("gnugo"), "name: GNU Go\n"};
  write();
  EXPECT_EQ(read_match(file)->header.agents[1].engine, "name: GNU Go\n");
  EXPECT_THAT(verify(dir_)->faults, IsEmpty());
  EXPECT_THAT(show_game(file, 0)->text, HasSubstr("resigned"));
}

TEST_F(InspectTest, VerifyFindsAMoveThatTheRulesForbid) {
  change_shard(1, 1, [](Shard& shard) {
    for (std::size_t i = 0; i < 7; ++i) shard.games[2].plies[i].action = 3;
  });
  const auto verified = verify(dir_);
  ASSERT_TRUE(verified);
  ASSERT_EQ(verified->faults.size(), 1u);
  EXPECT_THAT(verified->faults[0], HasSubstr("g0001/s0001.h5: game 7, ply "));
}

TEST_F(InspectTest, VerifyFindsAnOutcomeThatTheRulesDoNotGive) {
  change_shard(2, 0, [](Shard& shard) {
    std::swap(shard.games[0].outcome.place[0], shard.games[0].outcome.place[1]);
    std::swap(shard.games[0].outcome.payoff[0], shard.games[0].outcome.payoff[1]);
  });
  const auto verified = verify(dir_);
  ASSERT_TRUE(verified);
  ASSERT_EQ(verified->faults.size(), 1u);
  EXPECT_THAT(verified->faults[0], HasSubstr("by the rules"));
}

TEST_F(InspectTest, LineageFindsAShardThatIsNotTheOneTrainedOn) {
  change_shard(1, 0, [](Shard& shard) { shard.games[1].plies[2].weight = 0.5f; });
  const auto lineage = trace_lineage(dir_);
  ASSERT_TRUE(lineage);
  // Both windows hold it.
  ASSERT_EQ(lineage->faults.size(), 2u);
  EXPECT_THAT(lineage->faults[0], HasSubstr("g0001/s0000.h5: its content is"));
}

TEST_F(InspectTest, LineageFindsAManifestAndANetThatWereExchanged) {
  const RunDir run(dir_);
  WindowManifest manifest = *read_manifest(run.window(1));
  manifest.policy = "another";
  ASSERT_TRUE(write_manifest(run.window(1), manifest));
  auto lineage = trace_lineage(dir_);
  ASSERT_TRUE(lineage);
  ASSERT_EQ(lineage->faults.size(), 1u);
  EXPECT_THAT(lineage->faults[0], HasSubstr("was trained on"));

  NetFile net = read_net(run.net(0))->net;
  net.weights[0].values[0] += 1;
  ASSERT_TRUE(write_net(run.net(0), net));
  lineage = trace_lineage(dir_);
  ASSERT_TRUE(lineage);
  EXPECT_THAT(lineage->faults, testing::Contains(HasSubstr("no file of nets/ holds the net")));
}

TEST_F(InspectTest, CheckNamesUnknownFilesLeftoversAndFaults) {
  ASSERT_TRUE(write_file(dir_ / "notes.txt", "mine"));
  ASSERT_TRUE(write_file(dir_ / "selfplay/g0001/.s0001.h5.17.0.3.part", "half"));
  auto checked = check_run(dir_);
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->faults, IsEmpty());
  EXPECT_THAT(checked->text, HasSubstr("not part of a run: notes.txt"));
  EXPECT_THAT(checked->text,
              HasSubstr("left by a writer that was stopped: selfplay/g0001/.s0001.h5.17.0.3.part"));

  ASSERT_TRUE(write_file(dir_ / "windows/g0002.yaml", "schema: window\n"));
  ASSERT_TRUE(write_file(RunDir(dir_).net(1), *read_file(RunDir(dir_).shard(1, 0))));
  ASSERT_TRUE(remove_file(RunDir(dir_).shard(2, 1)));
  checked = check_run(dir_);
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->faults,
              testing::UnorderedElementsAre(HasSubstr("g0002.yaml: no key 'version'"),
                                            HasSubstr("a file of kind 'shard', expected 'net'"),
                                            HasSubstr("s0001.h5: No such file")));
}

TEST_F(InspectTest, CheckHoldsConfigurationAndExecutablesAgainstWhatThePlanFroze) {
  const RunDir run(dir_);
  const std::string configuration = *read_file(run.run_yaml());
  ASSERT_TRUE(std::filesystem::create_directories(run.bin()));
  ASSERT_TRUE(write_file(run.bin() / "az_train", "trains"));
  ASSERT_TRUE(write_file(run.bin() / "az_selfplay", "plays"));
  ASSERT_TRUE(
      write_file(run.plan_yaml(), "configuration: " + *configuration_hash(run) +
                                      "\nexecutables:\n  az_train: " + hash128("trains").hex() +
                                      "\n  az_selfplay: " + hash128("plays").hex() + "\n"));
  const auto faults = [&] {
    const auto checked = check_run(dir_);
    EXPECT_TRUE(checked) << checked.error().to_string();
    return checked->faults;
  };
  EXPECT_THAT(faults(), IsEmpty());

  ASSERT_TRUE(write_file(run.run_yaml(), "# a comment does not count\n" + configuration));
  EXPECT_THAT(faults(), IsEmpty());
  ASSERT_TRUE(write_file(run.run_yaml(), configuration + "seed: 2\n"));
  EXPECT_THAT(faults(),
              testing::ElementsAre(HasSubstr("is not the configuration that this run began with")));
  ASSERT_TRUE(write_file(run.run_yaml(), configuration));

  ASSERT_TRUE(write_file(run.bin() / "az_train", "trainz"));
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr(
                            "bin/az_train is not the executable that this run began with")));
  ASSERT_TRUE(write_file(run.bin() / "az_train", "trains"));
  ASSERT_TRUE(remove_file(run.bin() / "az_selfplay"));
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr(
                            "bin/az_selfplay: plan.yaml names this executable, and it is gone")));
  ASSERT_TRUE(write_file(run.bin() / "az_selfplay", "plays"));
  ASSERT_TRUE(write_file(run.bin() / "helper.sh", "mine"));
  const auto checked = check_run(dir_);
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->faults, IsEmpty());
  EXPECT_THAT(checked->text, HasSubstr("not part of a run: bin/helper.sh"));
}

TEST_F(InspectTest, SummaryAndGameExplainAFile) {
  const RunDir run(dir_);
  auto answer = summarize(run.shard(1, 0));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, HasSubstr("shard version 1"));
  EXPECT_THAT(answer->text, HasSubstr("5 games"));
  EXPECT_THAT(answer->json, HasSubstr(R"("bytes_per_game")"));
  answer = summarize(run.net(2));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, HasSubstr("/weights/layer.weight"));
  answer = summarize(dir_);
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, HasSubstr("the champion is g0002"));

  answer = show_game(run.shard(1, 1), 7);
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, HasSubstr("ply 0, seat 0: "));
  EXPECT_THAT(answer->text, HasSubstr("[n=16: "));
  answer = show_game(run.shard(1, 1), 70);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Exit::kUsage);
  EXPECT_THAT(answer.error().message, HasSubstr("no game 70; it holds games 5 to 9"));
  answer = show_game(run.match(2, "random", 0), 0);
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, HasSubstr("[g0002]"));
}

TEST_F(InspectTest, SummaryShowsTheVariantsAndTheirGames) {
  change_shard(1, 0, [](Shard& shard) {
    shard.header.settings = {"", "rows: 6\n"};  // in other words the same
    shard.games[2].settings_id = shard.games[4].settings_id = 1;
  });
  const auto answer = summarize(RunDir(dir_).shard(1, 0));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, testing::ContainsRegex("0 +3 +nothing\n +1 +2 +rows: 6\n"));
  EXPECT_THAT(answer->json,
              HasSubstr(R"("variants":[{"changes":"","games":3},{"changes":"rows: 6",)"));
  const auto match = summarize(RunDir(dir_).match(2, "random", 0));
  ASSERT_TRUE(match) << match.error().to_string();
  EXPECT_THAT(match->text, HasSubstr("changes in game"));
}

TEST_F(InspectTest, TheFilesOwnGameIsCheckedWhereNoneOfItsVariantsIsIt) {
  change_shard(1, 0, [](Shard& shard) {
    shard.header.settings = {"rows: 6\n"};
    shard.header.game.rules_id = hash128("other rules");
  });
  const auto verified = verify(RunDir(dir_).shard(1, 0));
  ASSERT_TRUE(verified);
  ASSERT_EQ(verified->faults.size(), 1u);
  EXPECT_THAT(verified->faults[0], HasSubstr("made for connect_four"));
}

TEST(RunFiles, KindsFollowThePlace) {
  EXPECT_EQ(kind_of_run_file("run.yaml"), "configuration");
  EXPECT_EQ(kind_of_run_file("selfplay/g0007/s0042.h5"), "shard");
  EXPECT_EQ(kind_of_run_file("selfplay/g0007/s0042.carry.h5"), "carry");
  EXPECT_EQ(kind_of_run_file("selfplay/g0007.h5"), "generation_index");
  EXPECT_EQ(kind_of_run_file("checkpoints/g0007/step-00001000.h5"), "checkpoint");
  EXPECT_EQ(kind_of_run_file("matches/g0007/champion-b0003.h5"), "match");
  EXPECT_EQ(kind_of_run_file("metrics/train/g0001-t000-r000.jsonl"), "metrics");
  EXPECT_EQ(kind_of_run_file("jobs/g0001-selfplay.sbatch"), "job");
  EXPECT_EQ(kind_of_run_file("selfplay/shard.h5"), "");
  EXPECT_EQ(kind_of_run_file("nets/.g0001.h5.x.part"), "leftover");
}

}  // namespace
}  // namespace az
