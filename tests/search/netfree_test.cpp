#include "tests/search/netfree.h"

namespace az {
namespace {

TEST_P(NetfreePuct, MeetsTheTableOfSolvedConnectFour) { expect_row(); }

INSTANTIATE_TEST_SUITE_P(Simulations, NetfreePuct,
                         ::testing::Values(NetfreeRow{1, {24.6, 21.2, 37.1, 11.8, 17.9, 36.8}},
                                           NetfreeRow{25, {5.3, 13.0, 30.5, 11.5, 17.1, 35.8}},
                                           NetfreeRow{100, {2.1, 4.5, 17.6, 14.2, 13.8, 34.1}}));

}  // namespace
}  // namespace az
