// Stages of two ranks under mpirun, each with its own view of the file system.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>

#include "core/temporary_folder.h"
#include "layout/champion.h"

namespace az {
namespace {

using testing::HasSubstr;

struct Printed {
  int code = 0;
  std::string out;
};

class StageRanksTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* view : {"0", "1"}) {
      std::filesystem::create_directories(dir_ / view);
      ASSERT_TRUE(write_file(dir_ / view / "run.yaml", "{}\n"));
    }
  }

  /// Rank r takes folder r for the run directory.
  Printed launch(const std::string& flags) const {
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    const std::string program =
        fmt::format("-n 1 {}/stage_ranks --ranks 2 {} --run {}", AZ_BIN_DIR, flags, dir_.string());
    const std::string command =
        fmt::format("timeout 60 mpirun --oversubscribe {0}/0 : {0}/1 2>&1", program);
    Printed printed;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe) != nullptr) printed.out += buffer;
    printed.code = WEXITSTATUS(pclose(pipe));
    return printed;
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_ranks").value();
  const Path dir_ = folder_.path();
};

TEST_F(StageRanksTest, RanksPlayTheOneChampionThatRankZeroSees) {
  ASSERT_TRUE(write_champion(RunDir(dir_ / "0"), {3, hash128("three"), 3}));
  ASSERT_TRUE(write_champion(RunDir(dir_ / "1"), {2, hash128("two"), 2}));
  const Printed printed = launch("");
  EXPECT_EQ(printed.code, 0) << printed.out;
  EXPECT_THAT(printed.out, HasSubstr("rank 0 plays g0003"));
  EXPECT_THAT(printed.out, HasSubstr("rank 1 plays g0003"));
}

TEST_F(StageRanksTest, AMissingChampionIsEveryRanksError) {
  ASSERT_TRUE(write_champion(RunDir(dir_ / "1"), {2, hash128("two"), 2}));
  const Printed printed = launch("");
  EXPECT_EQ(printed.code, 66) << printed.out;
}

TEST_F(StageRanksTest, ARankThatFailsAloneGivesTheJobItsCodeAndItsMessage) {
  ASSERT_TRUE(write_champion(RunDir(dir_ / "0"), {3, hash128("three"), 3}));
  const Printed printed = launch("--sick");
  EXPECT_EQ(printed.code, 66) << printed.out;
  EXPECT_THAT(printed.out, HasSubstr("planted: have 3, need 5"));
}

}  // namespace
}  // namespace az
