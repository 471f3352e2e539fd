// ringrift_slow_test.cpp — every recorded game: 1085 games and positions, 41 405 steps.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/file.h"
#include "games/conformance.h"
#include "store/gzip.h"

namespace az {
namespace {

TEST(RingRiftTraces, AllComeOutTheSame) {
  const Path folder = Path(AZ_SOURCE_DIR) / "tests/data/ringrift/all";
  Conformance all;
  const std::vector<std::string> names = list_directory(folder).value();
  for (const std::string& name : names) {
    const auto text = read_text(folder / name);
    ASSERT_TRUE(text) << text.error().to_string();
    const auto found = replay_records("ringrift", *text, name);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ(found->mismatches, 0u) << name << ": " << found->first;
    all.add(*found);
  }
  EXPECT_EQ(all.games, 1085u);
  EXPECT_EQ(all.steps, 41405u);
}

}  // namespace
}  // namespace az
