// What a reader does with files that a crash, a disk or another program left: an error with exit
// code 65, never a crash and never data that differ from what was written.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "layout/schema.h"
#include "store/carry.h"
#include "store/checkpoint.h"
#include "store/schema_check.h"
#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;

/// Without the sync that write_file waits for.
void spill(const Path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class DamageTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    file_ = dir_ / "s0000.h5";
    hash_ = *write_shard(file_, sample_header(8), sample_games(0, 8));
    image_ = *read_file(file_);
  }
  Path file_;
  Hash128 hash_;
  std::string image_;
};

TEST_F(DamageTest, EveryTruncationIsDetected) {
  Rng rng({.seed = 3});
  std::vector<std::size_t> lengths = {0, 1, 7, 8, 47, 48, 49, 511, 512, image_.size() - 1};
  for (int i = 0; i < 200; ++i)
    lengths.push_back(rng.below(static_cast<std::uint32_t>(image_.size())));
  for (const std::size_t length : lengths) {
    spill(file_, image_.substr(0, length));
    const auto shard = read_shard(file_);
    ASSERT_FALSE(shard) << length << " of " << image_.size() << " bytes";
    EXPECT_EQ(shard.error().code, Exit::kData);
    EXPECT_THAT(shard.error().message, HasSubstr("s0000.h5"));
    EXPECT_EQ(shard.error().message.find('\n'), std::string::npos);
  }
}

TEST_F(DamageTest, EveryFlippedBitIsDetectedOrLiesWhereNothingIsRead) {
  Rng rng({.seed = 4});
  int detected = 0, tried = 0;
  for (int i = 0; i < 600; ++i) {
    std::string image = image_;
    const std::size_t at = rng.below(static_cast<std::uint32_t>(image.size()));
    image[at] = static_cast<char>(image[at] ^ (1 << rng.below(8)));
    const auto tree = parse_h5(image, "flipped");
    ++tried;
    if (!tree) {
      EXPECT_EQ(tree.error().code, Exit::kData);
      ++detected;
      continue;
    }
    // Parsed: then either the content hash differs from the stored one, or nothing that is read has
    // changed.
    const std::string stored = tree->attribute("content_hash") == nullptr
                                   ? ""
                                   : tree->attribute("content_hash")->text_value();
    const bool noticed = content_hash(*tree).hex() != stored;
    if (!noticed) EXPECT_EQ(content_hash(*tree), hash_) << "at byte " << at;
    detected += noticed ? 1 : 0;
  }
  // The rest falls into gaps between HDF5's blocks.
  EXPECT_GT(detected, tried * 3 / 4);
}

TEST_F(DamageTest, AnotherSchemaVersionIsNamed) {
  H5File file = *read_h5(file_);
  file.tree.root()["schema_version"] = H5Array::one(std::uint32_t{2});
  ASSERT_TRUE(write_h5(file_, file.tree));
  const auto shard = read_shard(file_);
  ASSERT_FALSE(shard);
  EXPECT_EQ(shard.error().code, Exit::kData);
  EXPECT_THAT(shard.error().message,
              HasSubstr("schema 'shard' version 2, this program reads version 1"));
}

TEST_F(DamageTest, OffsetsThatAreNotSortedAreRefusedEvenUnderAValidHash) {
  H5File file = *read_h5(file_);
  auto& begin = file.tree.datasets["/games/ply_begin"].array;
  std::vector<std::uint64_t> offsets(begin.as<std::uint64_t>().begin(),
                                     begin.as<std::uint64_t>().end());
  std::swap(offsets[3], offsets[4]);
  begin = H5Array::of(offsets);
  ASSERT_TRUE(write_h5(file_, file.tree));
  const auto shard = read_shard(file_);
  ASSERT_FALSE(shard);
  EXPECT_THAT(shard.error().message, HasSubstr("/games/ply_begin: decreases at 4"));
}

TEST_F(DamageTest, FillValuesAreRefusedEvenUnderAValidHash) {
  for (const SchemaField& field : schema("shard").datasets) {
    if (field.fill.empty()) continue;
    H5File file = *read_h5(file_);
    auto& bytes = file.tree.datasets[field.path].array.bytes;
    const auto fill = fill_value(field);
    // In the middle, where a ply was searched.
    std::copy(
        fill.begin(), fill.end(),
        bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / fill.size() / 2 * fill.size()));
    ASSERT_TRUE(write_h5(file_, file.tree));
    const auto shard = read_shard(file_);
    EXPECT_FALSE(shard) << field.path;
    if (!shard) EXPECT_EQ(shard.error().code, Exit::kData);
  }
}

TEST_F(DamageTest, CountersThatDoNotAddUpAreRefused) {
  H5File file = *read_h5(file_);
  file.tree.root()["finished"] = H5Array::one(std::uint64_t{7});
  ASSERT_TRUE(write_h5(file_, file.tree));
  const auto shard = read_shard(file_);
  ASSERT_FALSE(shard);
  EXPECT_THAT(shard.error().message, HasSubstr("8 games started, but 7 finished"));
}

TEST_F(DamageTest, AFileThatIsNotHdf5IsAnError) {
  ASSERT_TRUE(write_file(file_, "simulations: 32\n"));
  const auto shard = read_shard(file_);
  ASSERT_FALSE(shard);
  EXPECT_EQ(shard.error().code, Exit::kData);
}

TEST_F(DamageTest, TwoWritersOfTheSameShardLeaveOneWholeFile) {
  const auto games = sample_games(0, 8);
  std::vector<std::thread> writers;
  std::array<bool, 4> written{};
  for (std::size_t i = 0; i < written.size(); ++i)
    writers.emplace_back([&, i] {
      bool all = true;
      for (int round = 0; round < 5; ++round)
        all = all &&
              write_shard(file_, sample_header(8), games, "1.0." + std::to_string(i)).has_value();
      written[i] = all;
    });
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(written, testing::Each(true));
  EXPECT_EQ(*read_file(file_), image_);
  EXPECT_THAT(*list_directory(dir_), testing::ElementsAre("s0000.h5"));
}

TEST_F(DamageTest, AFullDiskIsAnIoErrorAndLeavesTheOldFileAlone) {
  // Root has a small file system mounted; anyone else is stopped by the size limit of a process.
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto written = write_shard(dir_ / "s0001.h5", sample_header(8, 1), sample_games(8, 8));
    _exit(written ? 0 : static_cast<int>(written.error().code));
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(Exit::kIo));
  EXPECT_THAT(*list_directory(dir_), testing::ElementsAre("s0000.h5"));

  const Path small = dir_ / "small";
  ASSERT_TRUE(make_directories(small));
  if (mount("tmpfs", small.c_str(), "tmpfs", 0, "size=16k") != 0) {
    std::filesystem::remove(small);
    GTEST_SKIP()
        << "the mount of a small file system needs root; the size limit of a process was tested";
  }
  const auto written = write_shard(small / "s0000.h5", sample_header(64), sample_games(0, 64));
  const auto names = list_directory(small);
  umount(small.c_str());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Exit::kIo);
  EXPECT_THAT(written.error().message, HasSubstr("No space left on device"));
  EXPECT_EQ(written.error().hint, "free some space and resume");
  EXPECT_THAT(*names, testing::IsEmpty());
}

TEST_F(DamageTest, AWriterThatIsKilledLeavesNothingVisible) {
  const pid_t child = fork();
  if (child == 0) {
    for (;;)
      (void)write_shard(dir_ / "s0001.h5", sample_header(64, 1), sample_games(64, 64), "killed");
  }
  usleep(20'000);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  if (std::filesystem::exists(dir_ / "s0001.h5")) {
    const auto shard = read_shard(dir_ / "s0001.h5");
    EXPECT_TRUE(shard) << shard.error().to_string();
  }
}

class CheckpointDamageTest : public StoreTest {};

TEST_F(CheckpointDamageTest, ADamagedNetIsNeverLoaded) {
  NetFile net;
  net.identity.family = "connect_four";
  std::vector<float> values(5000);
  Rng rng({.seed = 6});
  for (float& value : values) value = static_cast<float>(rng.normal());
  net.weights = {{"trunk.weight", {50, 100}, values}};
  const Hash128 hash = *write_net(dir_ / "n.h5", net);
  const std::string image = *read_file(dir_ / "n.h5");
  for (int i = 0; i < 300; ++i) {
    std::string damaged = image;
    const std::size_t at = rng.below(static_cast<std::uint32_t>(image.size()));
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << rng.below(8)));
    spill(dir_ / "n.h5", damaged);
    const auto read = read_net(dir_ / "n.h5");
    if (read) EXPECT_EQ(read->hash, hash);
  }
  ASSERT_TRUE(write_file(dir_ / "n.h5", image.substr(0, image.size() / 2)));
  EXPECT_FALSE(read_net(dir_ / "n.h5"));
}

}  // namespace
}  // namespace az
