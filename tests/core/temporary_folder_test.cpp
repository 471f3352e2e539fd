#include "core/temporary_folder.h"

#include <gmock/gmock.h>

#include <optional>

namespace az {
namespace {

TEST(TemporaryFolder, GoesWithItsOwnerAndAllThatItHolds) {
  std::optional<TemporaryFolder> folder = TemporaryFolder::make("az_folder").value();
  const Path path = folder->path();
  ASSERT_TRUE(make_directories(path / "deep"));
  ASSERT_TRUE(write_file(path / "deep/file", "1"));
  TemporaryFolder moved = std::move(*folder);
  folder.reset();
  EXPECT_TRUE(std::filesystem::is_directory(path)) << "it moved to another owner";
  {
    const TemporaryFolder last = std::move(moved);
    EXPECT_EQ(last.path(), path);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, TwoOfOneNameAreTwo) {
  const TemporaryFolder one = TemporaryFolder::make("az_folder").value();
  const TemporaryFolder other = TemporaryFolder::make("az_folder").value();
  EXPECT_NE(one.path(), other.path());
}

TEST(TemporaryFolder, AMissingParentIsAnErrorThatNamesIt) {
  const auto made = TemporaryFolder::make("az_folder", "/nowhere/at/all");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Exit::kIo);
  EXPECT_THAT(made.error().to_string(), testing::HasSubstr("'/nowhere/at/all'"));
}

}  // namespace
}  // namespace az
