#include "replay/row_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "replay/hold_out.h"

namespace az {
namespace {

TEST(RowOrder, ShowsEveryRowOncePerEpochInAnotherOrder) {
  RowOrder order(7, 3, 100);
  std::vector<std::uint32_t> first, second;
  for (std::uint64_t place = 0; place < 100; ++place) first.push_back(order.at(place));
  for (std::uint64_t place = 100; place < 200; ++place) second.push_back(order.at(place));
  EXPECT_NE(first, second);
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  for (std::uint32_t row = 0; row < 100; ++row) {
    EXPECT_EQ(first[row], row);
    EXPECT_EQ(second[row], row);
  }
}

TEST(RowOrder, DependsOnNamesAndPlaceAloneSoAResumedJobContinuesIt) {
  RowOrder through(7, 3, 50), resumed(7, 3, 50), other_generation(7, 4, 50), other_seed(8, 3, 50);
  std::vector<std::uint32_t> a, b, c, d;
  for (std::uint64_t place = 0; place < 120; ++place) (void)through.at(place);
  for (std::uint64_t place = 70; place < 120; ++place) {
    a.push_back(through.at(place));
    b.push_back(resumed.at(place));
    c.push_back(other_generation.at(place));
    d.push_back(other_seed.at(place));
    EXPECT_EQ(through.symmetry_at(place, 8), resumed.symmetry_at(place, 8));
  }
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_NE(a, d);
}

TEST(RowOrder, DrawsEverySymmetryAboutEquallyOften) {
  const RowOrder order(1, 1, 10);
  std::vector<int> count(8);
  for (std::uint64_t place = 0; place < 8000; ++place)
    ++count[static_cast<std::size_t>(order.symmetry_at(place, 8))];
  for (const int n : count) EXPECT_NEAR(n, 1000, 5 * 30);  // five standard deviations
  EXPECT_EQ(order.symmetry_at(3, 1), 0);
}

TEST(HoldOut, TakesTheShareAndNeverChangesItsMind) {
  int held = 0;
  for (std::uint64_t game = 0; game < 20000; ++game) {
    held += is_held_out(5, 2, game, 0.1);
    EXPECT_EQ(is_held_out(5, 2, game, 0.1), is_held_out(5, 2, game, 0.1));
    // A larger share only adds games.
    if (is_held_out(5, 2, game, 0.1)) {
      EXPECT_TRUE(is_held_out(5, 2, game, 0.2));
    }
  }
  EXPECT_NEAR(held, 2000, 5 * 42);
  EXPECT_FALSE(is_held_out(5, 2, 1, 0.0));
}

}  // namespace
}  // namespace az
