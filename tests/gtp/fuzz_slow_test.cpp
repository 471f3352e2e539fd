// Mutated command lines by the million.
#include <gtest/gtest.h>

#include "tests/gtp/fuzz.h"

namespace az {
namespace {

TEST(GtpFuzzSlow, MillionsOfLinesGetOneAnswerEach) {
  for (std::uint32_t seed = 10; seed < 20; ++seed)
    fuzz_gtp(
        {"--game", "go", "--set", "game.size=" + std::to_string(seed - 8), "--agent", "random"},
        seed, 300'000);
  fuzz_gtp(
      {"--game", "hex", "--set", "game.size=6", "--set", "game.swap=true", "--agent", "random"}, 20,
      300'000);
  fuzz_gtp({"--game", "connect_four", "--agent", "random"}, 21, 300'000);
  fuzz_gtp({"--game", "go", "--set", "game.size=3", "--agent", "search", "--simulations", "2"}, 22,
           30'000);
}

}  // namespace
}  // namespace az
