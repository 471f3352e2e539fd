#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "layout/champion.h"
#include "layout/exam_file.h"
#include "layout/rating_file.h"
#include "report/page.h"
#include "report/report_tool.h"
#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two generations with planted results: mistakes fall from 40 to 10 %, the gain is 120.
class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    for (Generation g = 0; g <= 2; ++g) {
      ExamFile exam;
      exam.generation = g;
      exam.net = "0";
      exam.sets.push_back({.name = "book",
                           .n = 100,
                           .labelled = 100,
                           .decisive = 90,
                           .searched = true,
                           .mistakes_raw_percent = 60 - 10.0 * g,
                           .mistakes_search_percent = 40 - 15.0 * g,
                           .value_class_percent = 50 + 5.0 * g});
      EXPECT_TRUE(write_exam_file(made_.run.exam(g), exam));
    }
    RatingFile rating;
    rating.generation = 2;
    rating.decision = Decision::kPromoted;
    rating.rating.players.resize(2);
    rating.rating.players[0].label = "g0000";
    rating.rating.players[0].elo = 500;
    rating.rating.players[1].label = "g0002";
    rating.rating.players[1].elo = 620;
    rating.rating.players[1].gain = 120;
    rating.rating.players[1].gain_se = 10;
    EXPECT_TRUE(write_rating_file(made_.run.rating(2), rating));
    EXPECT_TRUE(write_champion(made_.run, {.generation = 2, .net = {1, 2}, .since = 2}));
    write(
        made_.run.metrics("train") / "g0001-t000-r000.jsonl",
        R"({"time": 1, "event": "step", "step": 50, "loss": 2.5, "policy_loss": 1.5, "outcome_loss": 1})"
        "\n");
    write(made_.run.run_yaml(), "note: <b>R&D</b>\n");
  }
  std::string csv(const std::string& name) { return read(made_.run.report() / (name + ".csv")); }

  TestRun made_;
};

TEST_F(ReportTest, IsOnePageThatNeedsNothingElse) {
  const auto page = write_report(made_.run);
  ASSERT_TRUE(page) << page.error().to_string();
  const std::string html = read(*page);
  EXPECT_THAT(html, HasSubstr("BETTER: the champion g0002 is +120 Elo from g0000"));
  EXPECT_THAT(html, HasSubstr("<svg"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;R&amp;D&lt;/b&gt;"));
  // Nothing is fetched: the only addresses are names of XML namespaces; links lead to files beside
  // the page, and all of them are there.
  const std::regex address(R"re((?:src|href)="([^"]+)")re");
  int links = 0;
  for (std::sregex_iterator match(html.begin(), html.end(), address), end; match != end; ++match) {
    const std::string target = (*match)[1];
    if (target.starts_with("#")) continue;
    ++links;
    EXPECT_TRUE(std::filesystem::exists(made_.run.report() / target)) << target;
  }
  EXPECT_GE(links, 5);
}

TEST_F(ReportTest, EveryPlotHasItsNumbersInACsv) {
  ASSERT_TRUE(write_report(made_.run));
  for (const Chart& chart : make_charts(
           *read_history(made_.run, static_cast<Generation>(made_.plan.pipeline.generations))))
    EXPECT_FALSE(csv(chart.name).empty()) << chart.name;
  EXPECT_THAT(csv("mistakes_search"), HasSubstr("2,10"));
  EXPECT_THAT(csv("mistakes_raw"), HasSubstr("0,60"));
  EXPECT_THAT(csv("value_class"), HasSubstr("1,55"));
  EXPECT_THAT(csv("rating"), HasSubstr("2,120"));
  EXPECT_THAT(csv("loss"), HasSubstr("50,2.5"));
}

TEST_F(ReportTest, NamesFilesThatItCouldNotRead) {
  write(made_.run.exam(1), "generation: [");
  write(made_.run.shard(1, 0), "damaged");
  write(made_.run.metrics("selfplay") / "g0001-t000-r000.jsonl",
        R"({"time": 1, "event": "shard", "games_finished": 5})"
        "\n");
  const auto page = write_report(made_.run);
  ASSERT_TRUE(page) << page.error().to_string();
  EXPECT_THAT(read(*page), HasSubstr("exams/g0001.yaml"));
  EXPECT_THAT(read(*page), HasSubstr("s0000.h5"));
  // What no readable shard tells is not drawn as 0.
  EXPECT_THAT(read(*page), Not(HasSubstr("Opening diversity")));
}

TEST_F(ReportTest, ThroughputCountsTheGamesOfThoseLivesWhoseTimeIsKnown) {
  // A life that was killed left a shard of 30 games; the next one finished 10 in 5 seconds.
  write(made_.run.metrics("selfplay") / "g0001-t000-r000.jsonl",
        R"({"time": 1, "event": "shard", "shard": 0, "games_finished": 30, "plies": 600}
{"time": 2, "event": "shard", "shard": 1, "games_finished": 10, "plies": 200}
{"time": 3, "event": "done", "games_finished": 8, "games_truncated": 2, "cpu_s": 5}
)");
  ASSERT_TRUE(write_report(made_.run));
  EXPECT_THAT(csv("throughput"), HasSubstr("self-play,1,2,"));
  EXPECT_THAT(csv("game_length"), HasSubstr("self-play,1,20,"));
}

TEST_F(ReportTest, WithoutATemporaryDirectoryItSaysSo) {
  const ScopedVariable absent("TMPDIR", "/does/not/exist");
  const auto page = write_report(made_.run);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Exit::kIo);
  EXPECT_THAT(page.error().hint, HasSubstr("TMPDIR"));
}

/// The command line's exit code, stdout and stderr.
struct Printed {
  int code;
  std::string out, err;
};
Printed az_report(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "az_report");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = run_report(static_cast<int>(argv.size()), argv.data());
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST_F(ReportTest, TheCommandPrintsJsonWhateverTheRunIsCalled) {
  const Path odd = made_.run.root() / "a \"quoted\" run";
  std::filesystem::create_directories(odd);
  for (const auto& entry : std::filesystem::directory_iterator(made_.run.root()))
    if (entry.path() != odd)
      std::filesystem::copy(entry.path(), odd / entry.path().filename(),
                            std::filesystem::copy_options::recursive);
  const Printed printed = az_report({odd.string(), "--json"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  const auto json = nlohmann::json::parse(printed.out);
  EXPECT_EQ(json["report"], (odd / "report/index.html").string());
}

TEST(ReportTool, WrongCommandLinesAndRunsHaveTheirCodes) {
  EXPECT_EQ(az_report({}).code, 64);
  EXPECT_EQ(az_report({"--help"}).code, 0);
  const Printed absent = az_report({"/does/not/exist"});
  EXPECT_NE(absent.code, 0);
  EXPECT_THAT(absent.err, HasSubstr("az_report: "));
}

TEST_F(ReportTest, LeavesOutPlotsWithoutData) {
  std::filesystem::remove_all(made_.run.metrics("train"));
  const auto page = write_report(made_.run);
  ASSERT_TRUE(page);
  EXPECT_THAT(read(*page), Not(HasSubstr("Training loss")));
}

TEST(Report, ARunThatDidNothingIsNotReported) {
  const TestRun fresh;
  const auto page = write_report(fresh.run);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Exit::kNotEnough);
}

TEST(Page, EscapesWhatIsNotMarkup) {
  EXPECT_EQ(escape_html(R"(a<b & "c">)"), "a&lt;b &amp; &quot;c&quot;&gt;");
}

}  // namespace
}  // namespace az
