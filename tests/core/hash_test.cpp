#include "core/hash.h"

#include <gtest/gtest.h>

namespace az {
namespace {

TEST(Hash128, MeetsThePublishedValueOfTheEmptyInput) {
  // XXH3_128bits of no bytes, seed 0 (xxHash's own test suite).
  EXPECT_EQ(hash128("").hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash128, TextRoundTrips) {
  const Hash128 hash = hash128("x");
  EXPECT_EQ(*Hash128::parse(hash.hex()), hash);
  EXPECT_FALSE(Hash128::parse("12"));
  EXPECT_FALSE(Hash128::parse(std::string(32, 'g')));
}

TEST(Hasher, SeparatesWhatItIsFed) {
  EXPECT_NE(Hasher().add("ab").add("c").finish(), Hasher().add("a").add("bc").finish());
  EXPECT_EQ(Hasher().add_raw("ab", 2).finish(), hash128("ab"));
}

}  // namespace
}  // namespace az
