// mutations.h — the parser on texts that are nearly SGF: it ends, and what it takes comes back.
#pragma once

#include <gtest/gtest.h>

#include "sgf/sgf.h"
#include "tests/support/mutated_sgf.h"

namespace az {

/// Returns how many of the texts were SGF.
inline int parse_mutations(std::uint32_t stream, int count) {
  Rng rng({.seed = 3, .purpose = Purpose::kTest, .game = stream});
  int taken = 0;
  for (int i = 0; i < count; ++i) {
    const std::string text = mutated_sgf(rng);
    const auto parsed = parse_sgf(text);
    if (!parsed) {
      EXPECT_TRUE(parsed.error().message.starts_with("sgf:")) << parsed.error().message;
      continue;
    }
    ++taken;
    const std::string written = write_sgf(*parsed);
    const auto again = parse_sgf(written);
    EXPECT_TRUE(again) << text << "\n--- written:\n" << written;
    if (again) EXPECT_TRUE(*again == *parsed) << text << "\n--- written:\n" << written;
    if (again) EXPECT_EQ(write_sgf(*again), written);
    if (testing::Test::HasFailure()) return taken;
  }
  return taken;
}

}  // namespace az
