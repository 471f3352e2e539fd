#include "core/leftovers.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "core/temporary_folder.h"

namespace az {
namespace {

TEST(Leftovers, OnlyThePartsOfTheNamedFileAreRemoved) {
  const TemporaryFolder folder = TemporaryFolder::make("az_leftovers").value();
  const Path& dir = folder.path();
  for (const char* file :
       {".x.h5.17.0.1.part", ".x.h5.18.2.1.part", ".x.carry.h5.17.0.1.part", "x.h5"})
    ASSERT_TRUE(write_file(dir / file, "1"));
  ASSERT_TRUE(remove_leftovers(dir / "x.h5"));
  EXPECT_THAT(*list_directory(dir), testing::ElementsAre(".x.carry.h5.17.0.1.part", "x.h5"));
}

}  // namespace
}  // namespace az
