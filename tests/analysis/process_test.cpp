// `arrayzero analysis` as a front end meets it: a process behind two pipes.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>

#include "core/file.h"
#include "core/temporary_folder.h"

namespace az {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class AnalysisProcess : public testing::Test {
 protected:
  int serve(const std::string& input, const std::string& arguments) {
    const auto file = [&](const char* name) { return (folder_.path() / name).string(); };
    const std::string line = "(" + input + ") | timeout 60 " AZ_BIN_DIR "/arrayzero analysis " +
                             arguments + " > '" + file("out") + "' 2> '" + file("err") + "'";
    const int status = std::system(line.c_str());
    out_ = *read_file(file("out"));
    err_ = *read_file(file("err"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_analysis_process").value();
  std::string out_, err_;
};

TEST_F(AnalysisProcess, AnswersWhatItWasAskedThoughTheInputHasEnded) {
  const std::string query =
      R"({"id":"1","moves":[["B","C3"]],"rules":"tromp-taylor","komi":24.5,"boardXSize":5,)"
      R"("boardYSize":5,"maxVisits":30,"analyzeTurns":[0,1]})";
  EXPECT_EQ(serve("printf '%s\\n\\n[1' '" + query + "'", "--agent search"), 0);
  EXPECT_THAT(out_, HasSubstr(R"({"error":"the line is no JSON"})"));
  EXPECT_THAT(out_, ContainsRegex("turnNumber\":0,.*\"visits\":30,.*\n.*turnNumber\":1,.*\n$"));
  EXPECT_EQ(err_, "");
}

TEST_F(AnalysisProcess, AnswersThatCannotBeWrittenEndIt) {
  const std::string line = "yes name | timeout 20 " AZ_BIN_DIR
                           "/arrayzero analysis --agent search > /dev/full 2> '" +
                           (folder_.path() / "full").string() + "'";
  const int status = std::system(line.c_str());
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 74);
  EXPECT_THAT(*read_file((folder_.path() / "full").string()), HasSubstr("could not be written"));
}

TEST_F(AnalysisProcess, AWrongCommandLineIsRefused) {
  EXPECT_EQ(serve("true", "--game hex --agent search"), 64);
  EXPECT_THAT(err_, HasSubstr("Go alone"));
  EXPECT_EQ(serve("true", "--agent random"), 64);
  EXPECT_THAT(err_, HasSubstr("no opinion"));
  EXPECT_EQ(serve("true", ""), 64);
}

}  // namespace
}  // namespace az
