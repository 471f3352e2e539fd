#include "tests/sgf/mutations.h"

namespace az {
namespace {

TEST(SgfSlow, FourMillionMutatedTextsAreParsedOrRefused) {
  for (std::uint32_t stream = 100; stream < 104; ++stream)
    EXPECT_GT(parse_mutations(stream, 1'000'000), 100'000);
}

}  // namespace
}  // namespace az
