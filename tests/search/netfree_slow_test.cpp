#include "tests/search/netfree.h"

namespace az {
namespace {

TEST_P(NetfreePuct, MeetsTheTableOfSolvedConnectFour) { expect_row(); }

INSTANTIATE_TEST_SUITE_P(Simulations, NetfreePuct,
                         ::testing::Values(NetfreeRow{400, {1.2, 1.4, 9.4, 4.1, 7.3, 27.9}},
                                           NetfreeRow{600, {1.1, 1.2, 8.8, 1.8, 6.6, 27.7}},
                                           NetfreeRow{1600, {0.4, 0.6, 9.1, 0.8, 6.6, 26.6}}));

}  // namespace
}  // namespace az
