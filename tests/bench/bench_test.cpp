#include "bench/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/temporary_folder.h"
#include "core/text.h"

namespace az {
namespace {

using ::testing::HasSubstr;

struct Printed {
  int code = 0;
  std::string out, err;
  /// The last line of stdout.
  nlohmann::json json() const {
    std::vector<std::string> lines = split(trim(out), '\n');
    return nlohmann::json::parse(lines.back());
  }
};

Printed bench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "az_bench");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Printed printed;
  printed.code = run_bench(static_cast<int>(argv.size()), argv.data());
  printed.out = ::testing::internal::GetCapturedStdout();
  printed.err = ::testing::internal::GetCapturedStderr();
  return printed;
}

TEST(Bench, EveryKindEndsWithOneJsonObjectThatHoldsTheAgreedKeys) {
  for (const BenchKind& kind : bench_kinds()) {
    // Several ranks, the other executables, a Slurm: ranks_test.cpp, tests/plan/arrayzero_test.sh.
    if (kind.name == "allreduce" || kind.name == "start_up" || kind.name == "submit") continue;
    const Printed printed = bench({std::string(kind.name), "--seconds", "0.05"});
    ASSERT_EQ(printed.code, 0) << printed.err;
    const auto json = printed.json();
    for (const char* key :
         {"bench", "game", "unit", "rate_per_cpu_s", "rate_per_wall_s", "seconds", "ranks"})
      EXPECT_TRUE(json.contains(key)) << kind.name << ": " << key;
    EXPECT_EQ(json["bench"], kind.name);
    EXPECT_GT(json["rate_per_cpu_s"], 0) << kind.name;
    EXPECT_GE(json["seconds"], 0.05) << kind.name;
    for (const auto& [key, value] : json.items())  // a number that is not finite prints as null
      EXPECT_FALSE(value.is_null()) << kind.name << ": " << key;
  }
}

TEST(Bench, SearchesThatAreNotOverCountAsVisits) {
  // No search of a million simulations ends in this time.
  const Printed printed = bench(
      {"net_search", "--game", "tic_tac_toe", "--set", "search.simulations=1000000", "--set",
       "net={name: mlp, layers: 1, hidden: 8}", "--set", "bench.slots=2", "--seconds", "0.02"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_EQ(printed.json()["games"], 0);
  EXPECT_GT(printed.json()["rate_per_cpu_s"], 0);
}

TEST(Bench, PliesPerGameAreThoseOfGamesThatEnded) {
  const Printed printed = bench(
      {"net_search", "--game", "tic_tac_toe", "--set", "search.simulations=2", "--set",
       "net={name: mlp, layers: 1, hidden: 8}", "--set", "bench.slots=50", "--seconds", "0.05"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_LE(printed.json()["plies_per_game"], 9);
}

TEST(Bench, SelfPlayCountsTheVisitsOfItsMovesAndStoresItsGames) {
  const Printed printed =
      bench({"selfplay", "--set", "search.simulations=5", "--set", "selfplay.slots=4", "--set",
             "bench.generations=3", "--seconds", "0.1", "--json"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  const auto json = printed.json();
  // Every decision of a game without random openings is searched, with 5 simulations each; what is
  // unfinished adds less than 4 games of 42 plies in each of the 3 generations.
  const double visits = json["rate_per_wall_s"].get<double>() * json["seconds"].get<double>(),
               finished = 5 * json["games"].get<double>() * json["plies_per_game"].get<double>();
  EXPECT_GE(visits, finished * 0.999);
  EXPECT_LE(visits, finished + 3 * 4 * 42 * 5);
  EXPECT_GT(json["resident_mb_first"], 1);
  EXPECT_GE(json["resident_mb_last"], json["resident_mb_first"].get<double>() / 2);
  EXPECT_LE(json["bytes_per_game"].get<double>() * json["games_stored"].get<double>(),
            300 * 125 + 20000);
}

TEST(Bench, IoSaysHowLargeAStoredGameIsAndLeavesNothing) {
  const TemporaryFolder folder = TemporaryFolder::make("az_bench_test").value();
  const std::string dir = folder.path().string();
  const Printed printed = bench({"io", "--set", "bench.dir=" + dir, "--set", "bench.games=200",
                                 "--seconds", "0.02", "--json"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_GT(printed.json()["mb_written_per_s"], 0);
  // Without a net, 259 (README.md); real self-play takes about twice that.
  EXPECT_LE(printed.json()["bytes_per_game"], 300);
  EXPECT_TRUE(std::filesystem::is_empty(dir));
  const Printed missing = bench({"io", "--set", "bench.dir=" + dir + "/none", "--seconds", "0.02"});
  EXPECT_EQ(missing.code, 74);
  EXPECT_THAT(missing.err, HasSubstr(dir + "/none"));
}

TEST(Bench, JsonPrintsOneLine) {
  const Printed printed =
      bench({"playouts", "--game", "tic_tac_toe", "--seconds", "0.02", "--json"});
  EXPECT_EQ(split(trim(printed.out), '\n').size(), 1u);
  EXPECT_THAT(printed.json()["game"].get<std::string>(), HasSubstr("tic_tac_toe"));
  // The first player of random tic-tac-toe wins 737/1260 of the games, 8/63 are drawn.
  const auto json = printed.json();
  const double games = json["rate_per_wall_s"].get<double>() * json["seconds"].get<double>(),
               five_deviations = 5 * 0.5 / std::sqrt(games);
  EXPECT_GT(games, 100);
  EXPECT_NEAR(json["first_seat_wins"].get<double>(), 737.0 / 1260, five_deviations);
  EXPECT_NEAR(json["draws"].get<double>(), 8.0 / 63, five_deviations);
}

TEST(Bench, SettingsReachGameSearchAndKind) {
  const Printed printed = bench({"search", "--set", "game.rows=5", "--set", "search.simulations=10",
                                 "--set", "bench.slots=2", "--seconds", "0.02", "--json"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_THAT(printed.json()["game"].get<std::string>(), HasSubstr("rows=5"));
}

TEST(Bench, WrongCommandLinesSayWhatIsWrongAndLeaveWith64) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{}, "KIND"},
      {{"plyouts"}, "no kind 'plyouts'"},
      {{"playouts", "--game", "chess"}, "chess"},
      {{"playouts", "--set", "search.simulations=3"}, "has no section 'search'"},
      {{"search", "--set", "search.simulatons=3"}, "did you mean 'simulations'"},
      {{"search", "--set", "bench.slots=0"}, "bench.slots"},
      {{"search", "--set", "nonsense"}, "nonsense"},
      {{"search", "--seconds", "-1"}, "--seconds"},
      {{"selfplay", "--set", "selfplay.evaluator=net"}, "plays without a net"},
      {{"submit", "--set", "bench.generations=0"}, "bench.generations"},
      {{"allreduce"}, "mpirun -n 2 az_bench allreduce"}};
  for (const auto& [arguments, text] : wrong) {
    const Printed printed = bench(arguments);
    EXPECT_EQ(printed.code, 64) << text;
    EXPECT_THAT(printed.err, HasSubstr(text));
    EXPECT_EQ(printed.out, "");
  }
}

}  // namespace
}  // namespace az
