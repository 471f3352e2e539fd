// Mutated command lines, as many as two seconds hold; millions: fuzz_slow_test.cpp.
#include "tests/gtp/fuzz.h"

#include <gtest/gtest.h>

namespace az {
namespace {

TEST(GtpFuzz, EveryLineGetsOneAnswer) {
  fuzz_gtp({"--game", "go", "--set", "game.size=5", "--agent", "random"}, 1, 120'000);
  fuzz_gtp({"--game", "hex", "--set", "game.size=4", "--agent", "random"}, 2, 30'000);
  fuzz_gtp({"--game", "tic_tac_toe", "--agent", "random"}, 3, 30'000);
  fuzz_gtp({"--game", "connect_four"}, 4, 30'000);
}

}  // namespace
}  // namespace az
