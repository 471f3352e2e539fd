// go_slow_test.cpp — what takes minutes: many random positions against the naive model, the legal
// positions of 4 x 4, pass-alive stones on every board of twelve points.

#include "tests/support/go_against_naive.h"

namespace az {
namespace {

TEST(GoSlow, AgreesWithTheNaiveModelOnAHundredThousandPositions) {
  std::uint32_t number = 1000;
  int positions = 0;
  for (int round = 0; positions < 100'000 && !HasFailure(); ++round)
    for (int size = 2; size <= 9; ++size)
      for (const KoRule ko : {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational})
        for (const bool suicide : {false, true}) {
          // Every third round has rectangles: each side meets every other.
          const int columns = round % 3 == 2 ? 2 + (size + round / 3) % 8 : 0;
          positions +=
              compare_a_game({.size = size, .columns = columns, .ko = ko, .suicide = suicide},
                             ++number, round % 2 == 0 ? 20 : 100);
        }
  RecordProperty("positions", positions);
}

TEST(GoSlow, KnowsHowManyPositionsOfFourLinesAreLegal) { EXPECT_EQ(legal_positions(4), 24318165u); }

TEST(GoSlow, PassAliveIsWhatNoSequenceOfMovesTakesOnAnyBoardOfTwelvePoints) {
  for (const bool suicide : {false, true}) compare_pass_alive(3, 4, suicide);
}

}  // namespace
}  // namespace az
