// `arrayzero gtp` as a front end meets it: a process behind two pipes.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>

#include "core/file.h"
#include "core/temporary_folder.h"

namespace az {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class GtpProcess : public testing::Test {
 protected:
  /// `input`: a shell command whose output the server reads.
  int serve(const std::string& input, const std::string& arguments) {
    const std::string line = "(" + input + ") | timeout 60 " AZ_BIN_DIR "/arrayzero gtp " +
                             arguments + " > '" + file("out") + "' 2> '" + file("err") + "'";
    const int status = std::system(line.c_str());
    out_ = *read_file(file("out"));
    err_ = *read_file(file("err"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_gtp_process").value();
  std::string out_, err_;
};

TEST_F(GtpProcess, AnswersLineByLineUntilTheEnd) {
  EXPECT_EQ(serve(R"(printf '1 boardsize 5\r\n\n# set\nplay b c3\nplay w C3\nfinal_score')",
                  "--game go --set game.size=9"),
            0);
  EXPECT_EQ(out_, "=1\n\n=\n\n? illegal move\n\n= B+0.5\n\n");
  EXPECT_EQ(err_, "");
}

TEST_F(GtpProcess, AnAnswerComesBeforeTheNextQuestion) {
  const std::string wait = "for i in $(seq 200); do if [ -s '" + file("out") +
                           "' ]; then break; fi; sleep 0.05; done; cp '" + file("out") + "' '" +
                           file("early") + "'; ";
  EXPECT_EQ(serve("echo genmove b; " + wait + "echo quit; echo name",
                  "--game tic_tac_toe --agent random"),
            0);
  EXPECT_THAT(*read_file(file("early")), ContainsRegex("^= [a-c][1-3]\n\n$"));
  EXPECT_THAT(out_, ContainsRegex("^= [a-c][1-3]\n\n=\n\n$")) << "nothing after quit";
}

TEST_F(GtpProcess, AnalysisStopsForTheNextCommandAndAtTheEnd) {
  EXPECT_EQ(serve("echo lz-analyze b 5; sleep 0.5; echo name; echo 3 kata-analyze 5; sleep 0.3",
                  "--game go --agent search --set game.size=5"),
            0);
  EXPECT_THAT(out_, ContainsRegex("^=\ninfo move "));
  EXPECT_THAT(out_, HasSubstr("\n\n= ArrayZero search200\n\n=3\ninfo move "));
  EXPECT_TRUE(out_.ends_with("\n\n"));
}

TEST_F(GtpProcess, AnswersThatCannotBeWrittenEndIt) {
  const std::string line = "yes name | timeout 20 " AZ_BIN_DIR
                           "/arrayzero gtp --game go > /dev/full 2> '" +
                           (folder_.path() / "full").string() + "'";
  const int status = std::system(line.c_str());
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 74);
  EXPECT_THAT(*read_file((folder_.path() / "full").string()), HasSubstr("could not be written"));
}

TEST_F(GtpProcess, AReaderThatGoesAwayEndsItTheSameWay) {
  const std::string code = (folder_.path() / "code").string();
  const std::string line = "(yes name | timeout 20 " AZ_BIN_DIR
                           "/arrayzero gtp --game go 2> /dev/null; echo $? > '" +
                           code + "') | head -n 1 > /dev/null";
  EXPECT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(*read_file(code), "74\n");
}

TEST_F(GtpProcess, AWrongCommandLineIsSaidOnce) {
  EXPECT_EQ(serve("true", "--game chess"), 64);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("az_gtp: "));
  EXPECT_EQ(serve("true", "--help"), 0);
  EXPECT_THAT(out_, HasSubstr("--friendly-pass"));
}

}  // namespace
}  // namespace az
