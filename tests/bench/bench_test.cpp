#include "bench/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
    const Printed printed = bench({std::string(kind.name), "--seconds", "0.05"});
    ASSERT_EQ(printed.code, 0) << printed.err;
    const auto json = printed.json();
    for (const char* key :
         {"bench", "game", "unit", "rate_per_cpu_s", "rate_per_wall_s", "seconds", "ranks"})
      EXPECT_TRUE(json.contains(key)) << kind.name << ": " << key;
    EXPECT_EQ(json["bench"], kind.name);
    EXPECT_GT(json["rate_per_cpu_s"], 0) << kind.name;
    EXPECT_GE(json["seconds"], 0.05) << kind.name;
  }
}

TEST(Bench, JsonPrintsOneLine) {
  const Printed printed =
      bench({"playouts", "--game", "tic_tac_toe", "--seconds", "0.02", "--json"});
  EXPECT_EQ(split(trim(printed.out), '\n').size(), 1u);
  EXPECT_THAT(printed.json()["game"].get<std::string>(), HasSubstr("tic_tac_toe"));
  // The first player of random tic-tac-toe wins 737/1260 of the games, 8/63 are drawn.
  EXPECT_NEAR(printed.json()["first_seat_wins"].get<double>(), 737.0 / 1260, 0.02);
  EXPECT_NEAR(printed.json()["draws"].get<double>(), 8.0 / 63, 0.02);
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
      {{"search", "--seconds", "-1"}, "--seconds"}};
  for (const auto& [arguments, text] : wrong) {
    const Printed printed = bench(arguments);
    EXPECT_EQ(printed.code, 64) << text;
    EXPECT_THAT(printed.err, HasSubstr(text));
    EXPECT_EQ(printed.out, "");
  }
}

}  // namespace
}  // namespace az
