#include "core/file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace az {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "az_file_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  Path dir_;
};

TEST_F(FileTest, WritesAndReadsBackAndLeavesNoPart) {
  const std::string content("a\0b\nc", 5);
  ASSERT_TRUE(write_file(dir_ / "x", content));
  ASSERT_TRUE(write_file(dir_ / "x", content + "2"));
  EXPECT_EQ(*read_file(dir_ / "x"), content + "2");
  EXPECT_THAT(*list_directory(dir_), testing::ElementsAre("x"));
}

TEST_F(FileTest, FailsWithIoWhenTheDirectoryIsMissing) {
  const auto written = write_file(dir_ / "none" / "x", "1");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kIo);
  EXPECT_THAT(written.error().message, testing::HasSubstr("No such file"));
}

TEST_F(FileTest, AFullDiskLeavesTheOldContentAndNoPart) {
  // /dev/full refuses every write; a link to it stands for the full disk.
  ASSERT_TRUE(write_file(dir_ / "x", "old"));
  const auto written = append_file("/dev/full", "line\n", false);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kIo);
  EXPECT_EQ(written.error().hint, "free some space and resume");
  EXPECT_EQ(*read_file(dir_ / "x"), "old");
}

TEST_F(FileTest, ReadingADirectoryOrNothingIsAnError) {
  EXPECT_FALSE(read_file(dir_));
  EXPECT_FALSE(read_file(dir_ / "none"));
  EXPECT_FALSE(list_directory(dir_ / "none"));
}

}  // namespace
}  // namespace az
