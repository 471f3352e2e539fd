#include "core/leftovers.h"

#include <gmock/gmock.h>
#include <stdlib.h>

namespace az {
namespace {

TEST(Leftovers, OnlyThePartsOfTheNamedFileAreRemoved) {
  std::string name = (std::filesystem::temp_directory_path() / "az_leftovers_XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  const Path dir = name;
  for (const char* file :
       {".x.h5.17.0.1.part", ".x.h5.18.2.1.part", ".x.carry.h5.17.0.1.part", "x.h5"})
    ASSERT_TRUE(write_file(dir / file, "1"));
  ASSERT_TRUE(remove_leftovers(dir / "x.h5"));
  EXPECT_THAT(*list_directory(dir), testing::ElementsAre(".x.carry.h5.17.0.1.part", "x.h5"));
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace az
