// Collectives of 1, 2 and 3 ranks under mpirun against sums done by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "core/text.h"

namespace az {
namespace {

struct Outcome {
  int code = 0;
  std::map<std::string, int> lines;  ///< how many ranks printed it
};

Outcome run(const std::string& launch, const std::string& what) {
  setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  const std::string command =
      fmt::format("timeout 60 {} {}/comm_ranks {} 2>/dev/null", launch, AZ_BIN_DIR, what);
  std::FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string text;
  std::array<char, 4096> part;
  for (std::size_t n; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
    text.append(part.data(), n);
  Outcome outcome;
  outcome.code = WEXITSTATUS(pclose(pipe));
  for (const std::string& line : split(trim(text), '\n')) ++outcome.lines[line];
  return outcome;
}

std::string ranks(int n) { return fmt::format("mpirun --oversubscribe -n {}", n); }

TEST(Collective, GivesEveryRankTheSumMaximumMinimumAndTheRootsNumbers) {
  for (const int n : {1, 2, 3}) {
    const Outcome outcome = run(n == 1 ? "" : ranks(n), "sums");
    ASSERT_EQ(outcome.code, 0);
    for (const char* type : {"float32", "float64", "int64"})
      for (const int count : {1, 5, 70000}) {
        const int last = count - 1, all_ranks = 1000 * n * (n - 1) / 2, top = 1000 * (n - 1);
        for (const std::string& line :
             {fmt::format("{} sum {} {} {}", type, count, all_ranks, all_ranks + n * last),
              fmt::format("{} max {} {} {}", type, count, top, top + last),
              fmt::format("{} min {} {} {}", type, count, 0, last),
              fmt::format("{} last {} {} {}", type, count, top, top + last)}) {
          const auto found = outcome.lines.find(line);
          EXPECT_EQ(found == outcome.lines.end() ? 0 : found->second, n) << line;
        }
      }
  }
}

TEST(Session, EveryRankGetsTheRootsTextAndErrorAndTheWorstCode) {
  for (const int n : {1, 3}) {
    const Outcome outcome = run(n == 1 ? "" : ranks(n), "texts");
    ASSERT_EQ(outcome.code, 0);
    const std::map<std::string, int> wanted = {
        {"empty ''", n},  {"long 3000000", n}, {"error no net train one 66", n},
        {"fine true", n}, {"agree 74", n},     {"any true none false", n}};
    EXPECT_EQ(outcome.lines, wanted);
  }
}

TEST(Session, AbortEndsRanksThatWaitWithItsCode) { EXPECT_EQ(run(ranks(3), "abort").code, 66); }

}  // namespace
}  // namespace az
