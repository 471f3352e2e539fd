// az_bench under a launcher: the ranks measure together and one of them speaks.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace {

struct Printed {
  int code = 0;
  std::string out;
};

Printed launch(const std::string& command) {
  setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  Printed printed;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe) != nullptr) printed.out += buffer;
  printed.code = WEXITSTATUS(pclose(pipe));
  return printed;
}

Printed bench(int ranks, const std::string& arguments) {
  return launch(fmt::format("mpirun --oversubscribe -n {} {}/az_bench {} 2>&1", ranks, AZ_BIN_DIR,
                            arguments));
}

TEST(BenchRanks, ARankThatFailsAloneTakesTheOthersWithIt) {
  const Printed printed =
      launch(fmt::format("timeout 60 mpirun --oversubscribe -n 1 {0}/az_bench io --seconds 0.1 : "
                         "-n 1 {0}/az_bench io --seconds 0.1 --set bench.dir=/no/such/place 2>&1",
                         AZ_BIN_DIR));
  EXPECT_EQ(printed.code, 74) << printed.out;
  EXPECT_NE(printed.out.find("rank 1: "), std::string::npos) << printed.out;
}

TEST(BenchRanks, TwoRanksSumABufferAndPrintOneLine) {
  const Printed printed = bench(2, "allreduce --set bench.buffer_mb=0.1 --seconds 0.1 --json");
  ASSERT_EQ(printed.code, 0) << printed.out;
  const auto json = nlohmann::json::parse(printed.out);
  EXPECT_EQ(json["ranks"], 2);
  EXPECT_EQ(json["unit"], "bytes");
  EXPECT_EQ(json["buffer_bytes"], 100000);
  // Each byte of the result counts once, however many ranks made it.
  EXPECT_NEAR(json["rate_per_wall_s"].get<double>() * json["seconds"].get<double>(),
              json["calls"].get<double>() * 100000, 0.01 * json["calls"].get<double>() * 100000);
  EXPECT_GT(json["latency_us"], 0);
}

TEST(BenchRanks, EveryStageOfARunSaysHowLongItsStartTook) {
  const Printed printed =
      launch(fmt::format("{}/az_bench start_up --seconds 0.1 --json 2>&1", AZ_BIN_DIR));
  ASSERT_EQ(printed.code, 0) << printed.out;
  const auto json = nlohmann::json::parse(printed.out);
  for (const char* stage : {"selfplay", "train", "exam", "evaluate", "promote"})
    EXPECT_GT(json[fmt::format("{}_longest_s", stage)], 0.01) << "loading the libraries counts";
  EXPECT_GT(json["mean_s"], 0.01);
}

TEST(BenchRanks, WhatOtherCommandsSayIsPassedOnWithItsCode) {
  const Printed printed =
      launch(fmt::format("{}/az_bench start_up --set bench.config=nowhere.yaml 2>&1", AZ_BIN_DIR));
  EXPECT_EQ(printed.code, 64) << printed.out;
  EXPECT_NE(printed.out.find("nowhere.yaml"), std::string::npos) << printed.out;
}

TEST(BenchRanks, OneRankUnderALauncherHasNobodyToAddUpWith) {
  const Printed printed = bench(1, "allreduce --seconds 0.1");
  EXPECT_EQ(printed.code, 64) << printed.out;
}

TEST(BenchRanks, RanksOfSelfPlayReportTogether) {
  const Printed printed = bench(2, "selfplay --set search.simulations=4 --seconds 0.1 --json");
  ASSERT_EQ(printed.code, 0) << printed.out;
  EXPECT_EQ(nlohmann::json::parse(printed.out)["ranks"], 2);
}

}  // namespace
