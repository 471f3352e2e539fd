#include "tests/games/go_sgf_mutations.h"

namespace az {
namespace {

TEST(GoSgfSlow, TwoMillionMutatedTextsAreGamesOrRefused) {
  for (std::uint32_t stream = 100; stream < 104; ++stream) {
    const MutationCounts counts = read_mutations(stream, 500'000);
    EXPECT_GT(counts.games, 10'000);
    EXPECT_GT(counts.refused, 10'000);
  }
}

}  // namespace
}  // namespace az
