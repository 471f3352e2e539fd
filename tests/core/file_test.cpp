#include "core/file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "core/temporary_folder.h"

namespace az {
namespace {

class FileTest : public testing::Test {
 protected:
  const TemporaryFolder folder_ = TemporaryFolder::make("az_file").value();
  const Path dir_ = folder_.path();
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
  ASSERT_TRUE(write_file(dir_ / "x", "old"));
  // A limit on the size of files stands for the full disk: the first 1000 bytes are written.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_file(dir_ / "x", std::string(4096, 'n'));
  const auto fits = write_file(dir_ / "y", "n");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kIo);
  EXPECT_THAT(written.error().message, testing::HasSubstr("File too large"));
  EXPECT_TRUE(fits);
  EXPECT_EQ(*read_file(dir_ / "x"), "old");
  EXPECT_THAT(*list_directory(dir_), testing::ElementsAre("x", "y"));
}

TEST_F(FileTest, AFullDiskIsNamedWithWhatToDo) {
  // /dev/full refuses every write.
  const auto written = append_file("/dev/full", "line\n", false);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kIo);
  EXPECT_EQ(written.error().hint, "free some space and resume");
}

TEST_F(FileTest, ReadingADirectoryOrNothingIsAnError) {
  EXPECT_FALSE(read_file(dir_));
  EXPECT_FALSE(read_file(dir_ / "none"));
  EXPECT_FALSE(list_directory(dir_ / "none"));
}

}  // namespace
}  // namespace az
