// az_inspect as a user meets it: what is printed where, and the exit codes.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/temporary_folder.h"
#include "tests/inspect/small_run.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class InspectCli : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::create_directory(dir_ / "run"));
    make_small_run(dir_ / "run");
  }

  int inspect(const std::string& arguments, const std::string& launcher = "") {
    const std::string line = "cd '" + dir_.string() + "' && " + launcher +
                             " " AZ_BIN_DIR "/az_inspect " + arguments + " > out 2> err";
    const int status = std::system(line.c_str());
    out_ = *read_file(dir_ / "out");
    err_ = *read_file(dir_ / "err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_inspect_cli").value();
  const Path dir_ = folder_.path();
  std::string out_, err_;
};

TEST_F(InspectCli, EveryVerbPrintsOneJsonObject) {
  for (const char* arguments :
       {"summary run", "summary run/selfplay/g0001/s0000.h5", "summary run/nets/g0001.h5",
        "summary run/selfplay/g0002.h5", "game run/selfplay/g0001/s0000.h5 3",
        "game run/matches/g0002/random-b0000.h5 0", "verify run",
        "verify run/selfplay/g0001/s0001.h5", "lineage run", "check run",
        "playthrough hex --set game.size=3"}) {
    EXPECT_EQ(inspect(std::string(arguments) + " --json"), 0) << arguments << "\n" << err_;
    EXPECT_TRUE(nlohmann::json::accept(out_)) << arguments << "\n" << out_;
    EXPECT_THAT(err_, IsEmpty()) << arguments;
    EXPECT_EQ(inspect(arguments), 0) << arguments << "\n" << err_;
    EXPECT_FALSE(out_.empty());
  }
}

TEST_F(InspectCli, AGameOfGoIsPrintedAsSgf) {
  const std::string section =
      complete_game_section(*parse_yaml("{name: go, size: 3}", "test"))->to_yaml();
  const auto game = *make_game(*parse_yaml(section, "test"));
  const GameRecord record = played_record(*game, 0);
  ShardHeader header;
  header.game = stored_game(*game, section);
  header.game_count = 1;
  header.agents = {{"champion", {}, {}}};
  ASSERT_TRUE(write_shard(dir_ / "go.h5", header, std::span(&record, 1)));
  EXPECT_EQ(inspect("game go.h5 0 --sgf"), 0) << err_;
  EXPECT_TRUE(out_.starts_with("(;FF[4]GM[1]")) << out_;
  EXPECT_TRUE(out_.ends_with(")\n")) << out_;
  const std::string sgf = out_;
  EXPECT_EQ(inspect("game go.h5 0 --sgf --json"), 0) << err_;
  EXPECT_EQ(nlohmann::json::parse(out_)["sgf"], sgf);
}

TEST_F(InspectCli, AFaultyFileIsExitCode65AndOneLineOnStderr) {
  const Path shard = RunDir(dir_ / "run").shard(1, 0);
  std::string image = *read_file(shard);
  image.resize(image.size() / 2);
  ASSERT_TRUE(write_file(shard, image));
  for (const char* arguments :
       {"verify run", "check run", "lineage run", "summary run/selfplay/g0001/s0000.h5"}) {
    EXPECT_EQ(inspect(arguments), 65) << arguments;
    EXPECT_THAT(err_, HasSubstr("s0000.h5: cannot open it as HDF5")) << arguments;
    EXPECT_THAT(err_, HasSubstr("(hint: ")) << arguments;
    EXPECT_THAT(err_, testing::Not(HasSubstr("HDF5-DIAG")));
  }
}

TEST_F(InspectCli, AWrongCommandLineIsExitCode64) {
  EXPECT_EQ(inspect("veryfy run"), 64);
  EXPECT_THAT(err_, HasSubstr("hint: az_inspect --help"));
  EXPECT_EQ(inspect("lineage ."), 64);
  EXPECT_THAT(err_, HasSubstr("is not a run directory"));
  EXPECT_EQ(inspect("game run/selfplay/g0001/s0000.h5 99"), 64);
  EXPECT_EQ(inspect("game run/selfplay/g0001/s0000.h5 -1"), 64);
  EXPECT_THAT(err_, HasSubstr("a whole number of at least 0 is wanted"));
  EXPECT_EQ(inspect("game run/selfplay/g0001/s0000.h5 3 --sgf"), 64);
  EXPECT_THAT(err_, HasSubstr("the game is connect_four, not go"));
  EXPECT_EQ(inspect("playthrough connect_for"), 64);
  EXPECT_THAT(err_, HasSubstr("connect_four"));
  EXPECT_EQ(inspect("--help"), 0);
}

TEST_F(InspectCli, UnderALauncherOneRankAnswersAndAllLeaveTogether) {
  const std::string launcher =
      "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -np 2";
  EXPECT_EQ(inspect("check run --json", launcher), 0) << err_;
  EXPECT_TRUE(nlohmann::json::accept(out_)) << out_;
}

}  // namespace
}  // namespace az
