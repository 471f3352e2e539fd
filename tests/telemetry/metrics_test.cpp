// A line of metrics says only what the dictionary declares, in numbers that JSON can hold.
#include "telemetry/metrics.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <cmath>
#include <limits>

#include "core/check.h"
#include "core/temporary_folder.h"
#include "layout/schema.h"

namespace az {
namespace {

using testing::HasSubstr;

class MetricsTest : public testing::Test {
 protected:
  bool wrote() const { return std::filesystem::exists(file_); }
  /// What the bug of writing these says; empty: none.
  std::string bug(const std::vector<Metric>& metrics) {
    try {
      static_cast<void>(metrics_.write("step", metrics));
    } catch (const Bug& found) {
      return found.what();
    }
    return "";
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_metrics").value();
  const Path dir_ = folder_.path();
  const Path file_ = dir_ / "train/g0003.jsonl";
  Metrics metrics_{file_, "train", 3};
};

TEST_F(MetricsTest, ALineIsOneJsonObjectAsTheSchemaSays) {
  ASSERT_TRUE(metrics_.write("step", {{"step", std::int64_t{7}}, {"loss", 1.5}, {"net", "abc"}}));
  ASSERT_TRUE(metrics_.write("done", {{"loss", std::int64_t{1}}}));  // a whole number is a number
  const std::string text = *read_file(file_);
  const std::string first = text.substr(0, text.find('\n'));
  EXPECT_THAT(first, HasSubstr(R"("stage":"train","generation":3,"event":"step","step":7,)"
                               R"("loss":1.5,"net":"abc"})"));
  const auto checked = check_document(schema("metrics"), *parse_yaml(first, "line"), "line");
  EXPECT_TRUE(checked) << checked.error().to_string();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(MetricsTest, ALineThatWasCutShortIsEndedBeforeTheNext) {
  ASSERT_TRUE(make_directories(file_.parent_path()));
  ASSERT_TRUE(append_file(file_, R"({"time": 1, "event": "st)", false));
  ASSERT_TRUE(metrics_.write("step", {{"loss", 1.5}}));
  ASSERT_TRUE(metrics_.write("step", {{"loss", 2.5}}));
  const std::string text = *read_file(file_);
  EXPECT_THAT(text, testing::StartsWith("{\"time\": 1, \"event\": \"st\n{\"time\":"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
}

TEST_F(MetricsTest, ANameThatTheDictionaryLacksIsABug) {
  EXPECT_THAT(bug({{"loss", 1.0}, {"los", 1.0}}), HasSubstr("metric 'los' of event 'step'"));
  EXPECT_THAT(bug({{"time", 1.0}}), HasSubstr("'time'")) << "it would replace the line's own";
  EXPECT_FALSE(wrote());
}

TEST_F(MetricsTest, AValueOfAnotherTypeThanDeclaredIsABug) {
  EXPECT_THAT(bug({{"step", 1.5}}), HasSubstr("'step' of event 'step' is declared as int"));
  EXPECT_THAT(bug({{"loss", "low"}}), HasSubstr("declared as number"));
  EXPECT_THAT(bug({{"net", 1.0}}), HasSubstr("declared as text"));
  EXPECT_FALSE(wrote());
}

TEST_F(MetricsTest, ANumberThatIsNotFiniteHaltsAndIsNotWritten) {
  for (const double number : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    const auto written = metrics_.write("step", {{"step", std::int64_t{7}}, {"loss", number}});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Exit::kHalted);
    EXPECT_THAT(written.error().message, HasSubstr("metric 'loss' of event 'step' is "));
  }
  EXPECT_FALSE(wrote());
}

TEST_F(MetricsTest, MetricsThatGoNowhereAreHeldAgainstTheDictionaryToo) {
  EXPECT_TRUE(Metrics().write("step", {{"loss", 1.0}}));
  EXPECT_THROW(static_cast<void>(Metrics().write("step", {{"los", 1.0}})), Bug);
}

}  // namespace
}  // namespace az
