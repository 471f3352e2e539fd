#include "core/text.h"

#include <gtest/gtest.h>

namespace az {
namespace {

TEST(Text, NearestFindsATypoAndNothingFarAway) {
  const std::vector<std::string> words{"simulations", "cpuct", "noise"};
  EXPECT_EQ(nearest("simulatons", words), "simulations");
  EXPECT_EQ(nearest("cpcut", words), "cpuct");
  EXPECT_EQ(nearest("temperature", words), "");
}

TEST(Text, EditDistanceIsLevenshtein) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
}

TEST(Text, TableAlignsNumbersRightAndWordsLeft) {
  EXPECT_EQ(table({{"stage", "games"}, {"selfplay", "9"}, {"train", "1000"}}),
            "stage     games\nselfplay      9\ntrain      1000\n");
}

TEST(Text, QuantitiesAreShort) {
  EXPECT_EQ(short_count(11400), "11.4k");
  EXPECT_EQ(short_bytes(1500), "1.5 kB");
  EXPECT_EQ(short_duration(185), "3 min 05 s");
}

}  // namespace
}  // namespace az
