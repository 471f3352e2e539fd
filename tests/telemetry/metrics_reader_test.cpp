// What a stage's ranks have written is read back whole; a line in the making is not.
#include "telemetry/metrics_reader.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>

#include "core/temporary_folder.h"

namespace az {
namespace {

class MetricsReaderTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(run().metrics("train"))); }
  RunDir run() const { return RunDir(dir_); }
  void write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_file(run().metrics("train") / name, text));
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_metrics").value();
  const Path dir_ = folder_.path();
};

TEST_F(MetricsReaderTest, AllRanksOfTheGenerationAndNoOther) {
  write("g0003-t000-r00.jsonl", "{\"loss\":1.5}\n{\"loss\":1.25}\n");
  write("g0003-t000-r01.jsonl", "{\"loss\":2}\n");
  write("g0030-t000-r00.jsonl", "{\"loss\":9}\n");
  write("g0003-t000-r00.jsonl.part", "{\"loss\":8}\n");
  std::vector<double> losses;
  for (const auto& line : read_metrics(run(), "train", 3)) losses.push_back(metric(line, "loss"));
  EXPECT_THAT(losses, testing::ElementsAre(1.5, 1.25, 2));
}

TEST_F(MetricsReaderTest, ALineInTheMakingAndWordsThatAreNoObjectAreLeftOut) {
  write("g0001-t000-r00.jsonl", "{\"steps\":4}\nnonsense\n[1]\n{\"steps\":5");
  const auto lines = read_metrics(run(), "train", 1);
  ASSERT_EQ(lines.size(), 1);
  EXPECT_EQ(metric(lines[0], "steps"), 4);
  EXPECT_EQ(metric(lines[0], "loss", -1), -1);
}

TEST_F(MetricsReaderTest, AStageThatHasNotRunHasNone) {
  EXPECT_TRUE(read_metrics(run(), "selfplay", 1).empty());
}

}  // namespace
}  // namespace az
