// 100,000 positions against the naive model, over every size, ko rule and suicide.
#include "tests/support/go_against_naive.h"

namespace az {
namespace {

TEST(GoSlow, AgreesWithTheNaiveModelOnAHundredThousandPositions) {
  std::uint32_t number = 1000;
  int positions = 0;
  for (int round = 0; positions < 100'000 && !HasFailure(); ++round)
    for (int size = 2; size <= 9; ++size)
      for (const KoRule ko : {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational})
        for (const bool suicide : {false, true})
          positions += compare_a_game({.size = size, .ko = ko, .suicide = suicide}, ++number,
                                      round % 2 == 0 ? 20 : 100);
}

}  // namespace
}  // namespace az
