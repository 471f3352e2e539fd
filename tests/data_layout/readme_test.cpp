// The examples of data_layout/README.md run as they are printed, in a small run.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>

#include "core/temporary_folder.h"
#include "tests/inspect/small_run.h"

namespace az {
namespace {

struct Block {
  std::string language, code;
  std::size_t line = 0;
};

std::vector<Block> code_blocks(const Path& file) {
  std::vector<Block> blocks;
  const std::string text = *read_file(file);
  std::size_t line = 0;
  bool inside = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string current = text.substr(begin, end - begin);
    begin = end + 1;
    ++line;
    if (current.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({current.substr(3), "", line + 1});
    } else if (inside) {
      blocks.back().code += current + "\n";
    }
  }
  return blocks;
}

class ReadmeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::create_directory(dir_ / "run"));
    make_small_run(dir_ / "run");
  }

  /// Runs a command in the run directory; its output is in out_.
  bool run(const std::string& command) {
    const Path out = dir_ / "out";
    const std::string line = "cd '" + (dir_ / "run").string() +
                             "' && PATH='" AZ_BIN_DIR "':\"$PATH\" " + command + " > '" +
                             out.string() + "' 2>&1";
    const int status = std::system(line.c_str());
    out_ = read_file(out).value_or("");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_readme").value();
  const Path dir_ = folder_.path();
  std::string out_;
};

TEST_F(ReadmeTest, EveryShellExampleRuns) {
  int shown = 0;
  for (const Block& block : code_blocks(Path(AZ_SOURCE_DIR) / "data_layout/README.md")) {
    if (block.language != "sh") continue;
    ASSERT_TRUE(write_file(dir_ / "block.sh", block.code));
    EXPECT_TRUE(run("bash -euo pipefail '" + (dir_ / "block.sh").string() + "'"))
        << "data_layout/README.md:" << block.line << "\n"
        << out_;
    EXPECT_FALSE(out_.empty());
    ++shown;
  }
  EXPECT_GE(shown, 2);
}

TEST_F(ReadmeTest, EveryPythonExampleRuns) {
  // Debian's h5py belongs to Debian's Python, which need not be the first one found.
  std::string python;
  for (const char* candidate : {"/usr/bin/python3", "python3"})
    if (python.empty() && run(std::string(candidate) + " -c 'import h5py'")) python = candidate;
  if (python.empty())
    GTEST_SKIP() << "no Python with h5py: bash slurm/setup.sh installs python3-h5py";
  int shown = 0;
  for (const Block& block : code_blocks(Path(AZ_SOURCE_DIR) / "data_layout/README.md")) {
    if (block.language != "python") continue;
    ASSERT_TRUE(write_file(dir_ / "block.py", block.code));
    EXPECT_TRUE(run(python + " '" + (dir_ / "block.py").string() + "'"))
        << "data_layout/README.md:" << block.line << "\n"
        << out_;
    EXPECT_FALSE(out_.empty());
    ++shown;
  }
  EXPECT_GE(shown, 4);
}

TEST_F(ReadmeTest, TheAbsentShardThatTheExampleWatchesForIsSeen) {
  if (!run("/usr/bin/python3 -c 'import h5py'")) GTEST_SKIP() << "no h5py in /usr/bin/python3";
  ASSERT_TRUE(remove_file(RunDir(dir_ / "run").shard(1, 1)));
  for (const Block& block : code_blocks(Path(AZ_SOURCE_DIR) / "data_layout/README.md")) {
    if (block.language != "python" || block.code.find("fillvalue") == std::string::npos) continue;
    ASSERT_TRUE(write_file(dir_ / "block.py", block.code));
    EXPECT_FALSE(run("/usr/bin/python3 '" + (dir_ / "block.py").string() + "'"));
    EXPECT_THAT(out_, testing::HasSubstr("a shard is absent"));
  }
}

TEST_F(ReadmeTest, EverySchemaIsInTheTable) {
  const std::string text = *read_file(Path(AZ_SOURCE_DIR) / "data_layout/README.md");
  const auto files = *list_directory(Path(AZ_SOURCE_DIR) / "data_layout");
  for (const std::string& file : files)
    if (file.ends_with(".schema.yaml"))
      EXPECT_NE(text.find("(" + file + ")"), std::string::npos) << file;
}

}  // namespace
}  // namespace az
