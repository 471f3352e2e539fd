// Games in SGF files: what loadsgf takes over, what it refuses, what printsgf writes.
#include <gmock/gmock.h>

#include "core/file.h"
#include "core/temporary_folder.h"
#include "tests/gtp/session.h"

namespace az {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class GtpSgf : public testing::Test {
 protected:
  std::string file(const std::string& text, const std::string& name = "game.sgf") const {
    const Path path = folder_.path() / name;
    EXPECT_TRUE(write_file(path, text));
    return path.string();
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  static Answers go(const std::vector<std::string>& lines) { return gtp({"--game", "go"}, lines); }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_gtp_sgf").value();
};

TEST_F(GtpSgf, ALoadedGameIsTheGame) {
  const std::string game =
      file("(;GM[1]SZ[5]KM[3.5]RU[NZ]AB[bb][db]AW[cd]PL[W];W[cc];B[];W[ac](;B[ee])(;B[aa]))");
  const Answers answers = go({"play b A1", "loadsgf " + game, "showboard", "kata-get-rules", "undo",
                              "undo", "undo", "showboard", "undo", "komi 0.5", "all_legal b",
                              "kata-set-rules chinese", "clear_board", "all_legal b"});
  EXPECT_EQ(answers.raw[1], "=\n\n") << "the specification's answer is empty";
  EXPECT_THAT(answers[2], AllOf(HasSubstr("komi 3.5"), HasSubstr("w to play"),
                                HasSubstr(" 4 . X . X . 4\n 3 O . O . . 3\n 2 . . O . . 2\n"
                                          " 1 . . . . X 1")));
  EXPECT_THAT(answers[3], AllOf(HasSubstr("SITUATIONAL"), HasSubstr("\"suicide\":true")));
  EXPECT_THAT(answers[7], AllOf(HasSubstr(" 3 . . O . . 3\n"), HasSubstr(" 1 . . . . . 1"),
                                HasSubstr("b to play")));
  EXPECT_EQ(answers[8], "");
  EXPECT_EQ(answers[9], "");
  EXPECT_EQ(answers[10].size(), 22u * 3 - 1) << "set-up stones stay: " << answers[10];
  EXPECT_THAT(answers[11], StartsWith("? the rules are set before")) << "stones are set up";
  EXPECT_EQ(answers[13].size(), 25u * 3 - 1);
}

TEST_F(GtpSgf, StopsBeforeTheMoveThatIsNamed) {
  const std::string game = file("(;SZ[5];B[aa];W[bb];B[cc])", "a game of three.sgf");
  for (const auto& [number, stones] : {std::pair{"1", 0}, {"2", 1}, {"3", 2}, {"4", 3}, {"9", 3}}) {
    const Answers answers = go({"loadsgf " + game + " " + number, "final_status_list alive"});
    EXPECT_EQ(answers[1].size(), stones == 0 ? 0u : static_cast<std::size_t>(3 * stones - 1))
        << number << ": " << answers[1];
  }
}

TEST_F(GtpSgf, KomiThatNoFileNamesIsTheSizesOwnUnlessItWasSet) {
  const std::string game = file("(;SZ[7];B[aa])");
  EXPECT_EQ(go({"loadsgf " + game, "get_komi"})[1], "9.5");
  EXPECT_EQ(go({"komi 2", "loadsgf " + game, "get_komi"})[2], "2");
  EXPECT_EQ(go({"loadsgf " + file("(;SZ[7]KM[];B[aa])", "empty.sgf"), "get_komi"})[1], "9.5");
  EXPECT_EQ(go({"loadsgf " + file("(;SZ[7];B[aa];W[bb]KM[2])", "late.sgf"), "get_komi"})[1], "9.5")
      << "komi that comes after moves is not read";
}

TEST_F(GtpSgf, WhatCannotBeTakenIsAnErrorAndChangesNothing) {
  const std::pair<std::string, const char*> wrong[] = {
      {path("absent.sgf"), "cannot load file"},
      {folder_.path().string(), "cannot load file"},
      {"/dev/zero", "cannot load file"},
      {file("no game", "1"), "no game"},
      {file("(;SZ[5];B[aa", "2"), ":1:"},
      {file("(;SZ[25])", "3"), "SZ is '25'"},
      {file("(;GM[6]SZ[5])", "4"), "GM is '6'"},
      {file("(;SZ[5];B[aa];W[aa])", "5"), "move 2, W A5: a stone is there"},
      {file("(;SZ[5];B[aa];AB[bb])", "6"), "set up"},
      {file("(;SZ[2]AB[aa][ab][ba][bb])", "7"), "liberty"},
      {file("(;SZ[5]KM[0.3])", "8"), "komi"},
      {file("(;SZ[5]KM[7.5])") + " 0", "syntax error"},
  };
  for (const auto& [words, message] : wrong) {
    const Answers answers = go({"boardsize 5", "play b C3", "showboard", "loadsgf " + words,
                                "showboard", "kata-get-rules", "undo", "undo"});
    EXPECT_THAT(answers[3], AllOf(StartsWith("? "), HasSubstr(message))) << words;
    EXPECT_EQ(answers[2], answers[4]);
    EXPECT_THAT(answers[5], HasSubstr("POSITIONAL"));
    EXPECT_EQ(answers[7], "? cannot undo");
  }
  EXPECT_THAT(go({"loadsgf"})[0], StartsWith("? syntax error"));
}

TEST_F(GtpSgf, FilesAreOfGoAlone) {
  const Answers answers = gtp({"--game", "hex"}, {"loadsgf " + file("(;SZ[5])"), "printsgf",
                                                  "known_command loadsgf", "list_commands"});
  for (const std::size_t i : {0u, 1u}) EXPECT_EQ(answers[i], "? unknown command");
  EXPECT_EQ(answers[2], "false");
  EXPECT_THAT(answers[3], Not(HasSubstr("sgf")));
}

TEST_F(GtpSgf, WhatIsPrintedCanBeLoaded) {
  const std::string out = path("out.sgf");
  const Answers answers =
      go({"boardsize 5", "komi 1.5", "set_free_handicap A1 B2", "play w C3", "play w D4",
          "play b E5", "play w pass", "play b pass", "printsgf", "printsgf " + out, "showboard",
          "boardsize 9", "loadsgf " + out, "showboard", "final_score"});
  EXPECT_THAT(answers[8],
              AllOf(HasSubstr("SZ[5]KM[1.5]"), HasSubstr("HA[2]"), HasSubstr("AB[ae][bd]"),
                    HasSubstr(";W[cc];B[];W[db];B[ea];W[];B[]"), HasSubstr("RE[W+0.5]")));
  EXPECT_EQ(answers.raw[9], "=\n\n");
  EXPECT_EQ(answers[10], answers[13]);
  EXPECT_EQ(answers[14], "W+0.5");
}

TEST_F(GtpSgf, AMoveAfterTwoPassesIsWrittenWithoutThem) {
  const Answers answers = go({"boardsize 5", "play b pass", "play b C3", "printsgf"});
  EXPECT_THAT(answers[3], AllOf(HasSubstr(";B[cc]"), Not(HasSubstr("B[]"))));
}

TEST_F(GtpSgf, StonesCanBeSetUpByHand) {
  const Answers answers =
      go({"boardsize 5", "play b E5", "gogui-setup b A1 b B2 w C3", "gogui-setup_player w",
          "printsgf", "undo", "gogui-setup b A1 w A1", "gogui-setup b pass", "gogui-setup b",
          "play w D4", "gogui-setup_player b", "final_status_list alive"});
  EXPECT_THAT(answers[4], AllOf(HasSubstr("AB[ae][bd]"), HasSubstr("AW[cc]PL[W]")));
  EXPECT_EQ(answers[5], "? cannot undo");
  for (const std::size_t i : {6u, 7u, 8u, 10u}) EXPECT_THAT(answers[i], StartsWith("? ")) << i;
  EXPECT_EQ(answers[11], "A1 B2 C3 D4");
}

TEST_F(GtpSgf, AFolderThatIsNotThereIsAnError) {
  EXPECT_THAT(go({"printsgf " + path("no/where.sgf")})[0], StartsWith("? "));
}

}  // namespace
}  // namespace az
