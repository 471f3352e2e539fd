// Whole sessions: the recorded one, errors of every command, moves of either colour, other games.
#include "tests/gtp/session.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/file.h"
#include "core/text.h"
#include "games/registry.h"

namespace az {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Path kGolden = Path(AZ_SOURCE_DIR) / "tests/gtp/golden/go9.txt";

/// Lines "> command", each before its answer.
TEST(GtpSession, TheRecordedOneComesOutTheSame) {
  const std::string recorded = read_file(kGolden).value();
  std::vector<std::string> commands;
  for (const std::string& line : split(recorded, '\n'))
    if (line.starts_with("> ")) commands.push_back(line.substr(2));
  const Answers answers =
      gtp({"--game", "go", "--agent", "search", "--simulations", "20"}, commands);
  EXPECT_EQ(answers.code, 0);
  ASSERT_GE(answers.raw.size(), 30u);
  std::string repeated;
  for (std::size_t i = 0; i < answers.raw.size(); ++i)
    repeated += "> " + commands[i] + "\n" + answers.raw[i];
  if (std::getenv("AZ_WRITE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(kGolden, repeated));
  }
  EXPECT_EQ(recorded, repeated) << "if that is meant: AZ_WRITE_GOLDEN=1 build/cpu/bin/gtp_tests "
                                   "--gtest_filter='GtpSession.*'";
}

TEST(GtpSession, IdsComeBackAndQuitEndsIt) {
  const Answers answers = gtp(
      {"--game", "go"}, {"1 name", "", "# nothing", "2 nonsense", "name", "3", "4 quit", "name"});
  EXPECT_THAT(answers.raw, ElementsAre("=1 ArrayZero\n\n", "", "", "?2 unknown command\n\n",
                                       "= ArrayZero\n\n", "?3 unknown command\n\n", "=4\n\n"));
  EXPECT_EQ(answers.code, 0);
}

TEST(GtpSession, TheEndOfTheInputIsNoError) {
  EXPECT_EQ(gtp({"--game", "go"}, {}).code, 0);
  EXPECT_EQ(gtp({"--game", "go"}, {"play b D4"}).code, 0);
}

TEST(GtpSession, ALineThatIsTooLongIsAnError) {
  const Answers answers = gtp({"--game", "go"}, {std::string(100'000, 'x'), "name"});
  EXPECT_THAT(answers.raw[0], StartsWith("? a line of more than 65536 bytes"));
  EXPECT_EQ(answers[1], "ArrayZero");
}

TEST(GtpSession, KnowsTheCommandsThatItLists) {
  for (const std::string& game : game_names()) {
    const Answers listed = gtp({"--game", game}, {"list_commands"});
    const auto names = split(listed[0], '\n');
    EXPECT_GT(names.size(), 12u);
    for (const std::string& name : names)
      EXPECT_EQ(gtp({"--game", game}, {"known_command " + name})[0], "true") << name;
  }
  EXPECT_EQ(gtp({"--game", "go"}, {"known_command"})[0], "false");
  EXPECT_EQ(gtp({"--game", "go"}, {"known_command nonsense"})[0], "false");
  EXPECT_EQ(gtp({"--game", "go"}, {"PLAY b D4"})[0], "? unknown command") << "names have one case";
  EXPECT_EQ(gtp({"--game", "hex"}, {"known_command komi"})[0], "false");
  EXPECT_EQ(gtp({"--game", "hex"}, {"komi 7"})[0], "? unknown command");
}

TEST(GtpSession, WithoutAPlayerEverythingButItsMovesWorks) {
  const std::string none = "? no player: give --net, --run or --agent";
  const Answers answers =
      gtp({"--game", "go", "--set", "game.size=9"},
          {"genmove b", "reg_genmove b", "lz-analyze", "kata-analyze b 10", "kata-raw-nn",
           "arrayzero-raw-net", "kgs-genmove_cleanup b", "genmove", "genmove x", "play b D4",
           "final_score", "name", "version", "time_settings 10 0 0", "time_left b 10 0"});
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(answers[i], none) << i;
  EXPECT_EQ(answers[9], "");
  EXPECT_EQ(answers[10], "B+73.5");
  EXPECT_EQ(answers[11], "ArrayZero");
  EXPECT_THAT(answers[12], HasSubstr("no player"));
  EXPECT_EQ(answers[13] + answers[14], "");
}

TEST(GtpSession, WrongWordsAreAnsweredAndChangeNothing) {
  const std::vector<std::string> wrong{"boardsize",
                                       "boardsize x",
                                       "boardsize 9.5",
                                       "boardsize 0",
                                       "boardsize -1",
                                       "boardsize 20",
                                       "boardsize 9 10",
                                       "boardsize 99999999999999",
                                       "rectangular_boardsize 9",
                                       "rectangular_boardsize 0 5",
                                       "rectangular_boardsize 5 25",
                                       "komi",
                                       "komi x",
                                       "komi nan",
                                       "komi inf",
                                       "komi 6.25",
                                       "komi 1e9",
                                       "komi 7.5 8",
                                       "play",
                                       "play b",
                                       "play b D4 D5",
                                       "play x D4",
                                       "play p3 D4",
                                       "play b I5",
                                       "play b K1",
                                       "play b A0",
                                       "play b A10",
                                       "play b C3",
                                       "play b resign",
                                       "all_legal",
                                       "all_legal x",
                                       "all_legal b w",
                                       "fixed_handicap 2",
                                       "fixed_handicap",
                                       "fixed_handicap x",
                                       "place_free_handicap 2",
                                       "place_free_handicap x",
                                       "set_free_handicap A1 B1",
                                       "genmove",
                                       "genmove x",
                                       "genmove b w",
                                       "reg_genmove",
                                       "time_settings",
                                       "time_settings 1 2",
                                       "time_settings a b c",
                                       "time_settings -1 0 0",
                                       "time_settings 1 1 1.5",
                                       "time_settings nan 0 0",
                                       "time_left",
                                       "time_left b",
                                       "time_left b 1",
                                       "time_left x 1 1",
                                       "time_left b -1 0",
                                       "time_left b 1 x",
                                       "kata-set-rules",
                                       "kata-set-rules {}",
                                       "kata-raw-nn 3",
                                       "kata-raw-nn all",
                                       "lz-analyze x",
                                       "lz-analyze b 5 y",
                                       "lz-analyze interval",
                                       "kata-analyze p3",
                                       "final_status_list",
                                       "final_status_list sleeping",
                                       "nonsense",
                                       "12"};
  for (const std::string& line : wrong) {
    const Answers answers = gtp({"--game", "go", "--agent", "search", "--simulations", "4"},
                                {"play b C3", "play w D3", "showboard", "arrayzero-game", line,
                                 "showboard", "arrayzero-game", "undo", "undo", "undo"});
    EXPECT_EQ(answers.code, 0);
    EXPECT_THAT(answers.raw[4], AllOf(StartsWith("?"), Not(HasSubstr("bug")))) << line;
    EXPECT_EQ(answers[5], answers[2]) << line;
    EXPECT_EQ(answers[6], answers[3]) << line;
    EXPECT_EQ(answers[9], "? cannot undo") << line;
  }
}

TEST(GtpSession, TheStandardsErrorsAreInItsWords) {
  const Answers answers = gtp({"--game", "go", "--set", "game.size=9"},
                              {"boardsize 20", "play b C3", "play w C3", "undo", "undo",
                               "play b C3", "fixed_handicap 2", "set_free_handicap A1 A2"});
  EXPECT_EQ(answers[0], "? unacceptable size");
  EXPECT_EQ(answers[2], "? illegal move");
  EXPECT_EQ(answers[4], "? cannot undo");
  EXPECT_EQ(answers[6], "? board not empty");
  EXPECT_EQ(answers[7], "? board not empty");
  EXPECT_EQ(gtp({"--game", "go"}, {"set_free_handicap A1 A1"})[0], "? bad vertex list");
}

TEST(GtpSession, EitherColourMayMoveAtAnyTime) {
  const Answers answers = gtp({"--game", "go", "--set", "game.size=5"},
                              {"play w C3", "play w D3", "play b A1", "play b B1", "play b pass",
                               "play b E5", "play w pass", "play b pass", "play w pass",
                               "play w A5", "final_score", "all_legal b", "all_legal w"});
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(answers[i], "") << i;
  EXPECT_EQ(answers[10], "W+24.5") << "three stones each, the rest reached by both";
  EXPECT_EQ(split(answers[11], ' ').size(), 19u);
  EXPECT_EQ(answers[12], answers[11]);
}

TEST(GtpSession, UndoGoesBackMoveByMoveToTheStart) {
  const std::vector<std::string> moves{"play b C3", "play b pass", "play w pass", "play b D3",
                                       "play w C2", "play w C4",   "play w B3",   "play w D4",
                                       "play w E3", "play w D2"};  // two captures at the end
  std::vector<std::string> lines;
  for (const std::string& move : moves) {
    lines.push_back("showboard");
    lines.push_back(move);
  }
  for (std::size_t i = 0; i < moves.size(); ++i) {
    lines.push_back("undo");
    lines.push_back("showboard");
  }
  lines.push_back("undo");
  const Answers answers = gtp({"--game", "go", "--set", "game.size=5"}, lines);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    EXPECT_EQ(answers[2 * i + 1], "") << moves[i];
    EXPECT_EQ(answers[2 * (moves.size() + i) + 1], answers[2 * (moves.size() - i) - 2]);
  }
  EXPECT_EQ(answers.texts.back(), "? cannot undo");
}

TEST(GtpSession, FrontEndsPlayAndTakeBackSeveralMovesAtOnce) {
  const Answers answers =
      gtp({"--game", "go", "--set", "game.size=5"},
          {"gogui-play_sequence b C3 w D3 b pass w A1", "final_status_list alive",
           "gogui-play_sequence b A2 w A2", "final_status_list alive", "gogui-play_sequence b",
           "gogui-play_sequence", "gg-undo 3", "final_status_list alive", "gg-undo 2", "gg-undo x",
           "gg-undo -1", "gg-undo", "undo"});
  EXPECT_EQ(answers[0], "");
  EXPECT_EQ(answers[1], "A1 C3 D3");
  EXPECT_EQ(answers[2], "? illegal move");
  EXPECT_EQ(answers[3], answers[1]) << "what cannot be played in full changes nothing";
  EXPECT_THAT(answers[4], StartsWith("? syntax error"));
  EXPECT_EQ(answers[5] + answers[6], "");
  EXPECT_EQ(answers[7], "C3");
  EXPECT_EQ(answers[8], "? cannot undo");
  EXPECT_THAT(answers[9], StartsWith("? syntax error"));
  EXPECT_THAT(answers[10], StartsWith("? syntax error"));
  EXPECT_EQ(answers[11], "");
  EXPECT_EQ(answers[12], "? cannot undo");
}

TEST(GtpSession, AGameHasAnEndOfItsOwnInOtherGames) {
  const Answers answers =
      gtp({"--game", "tic_tac_toe"},
          {"final_score", "play b a1", "play b a2", "play w b1", "all_legal b", "all_legal w",
           "play black a2", "play WHITE b2", "play b a3", "final_score", "play w b3", "all_legal w",
           "showboard", "undo", "final_score", "play p1 c1", "play p3 c2"});
  EXPECT_THAT(answers[0], StartsWith("? cannot score"));
  EXPECT_EQ(answers[1], "");
  EXPECT_THAT(answers[2], StartsWith("? illegal move"));
  EXPECT_EQ(answers[4], "c1 a2 b2 c2 a3 b3 c3");
  EXPECT_EQ(answers[5], "") << "it is not white's turn";
  EXPECT_EQ(answers[9], "B+1");
  EXPECT_EQ(answers[10], "? the game is over");
  EXPECT_EQ(answers[11], "");
  EXPECT_THAT(answers[12], HasSubstr("the game is over"));
  EXPECT_THAT(answers[14], StartsWith("? cannot score"));
  EXPECT_EQ(answers[15], "");
  EXPECT_THAT(answers[16], StartsWith("? syntax error"));
}

TEST(GtpSession, ConnectFourByColumnsAndHexByCells) {
  EXPECT_EQ(gtp({"--game", "connect_four"}, {"play b 4", "play w 3", "play b 4", "play w 3",
                                             "play b 4", "play w 3", "play b 4", "final_score"})[7],
            "B+1");
  const Answers hex =
      gtp({"--game", "hex", "--set", "game.size=3"},
          {"play b a1", "play w b1", "play b a2", "play w b2", "play b a3", "final_score",
           "boardsize 5", "all_legal b", "boardsize 12", "boardsize 5 5", "boardsize 5 4"});
  EXPECT_EQ(hex[5], "B+1");
  EXPECT_EQ(split(hex[7], ' ').size(), 25u);
  EXPECT_EQ(hex[8], "? unacceptable size");
  EXPECT_EQ(hex[9], "");
  EXPECT_EQ(hex[10], "? unacceptable size");
  EXPECT_EQ(gtp({"--game", "connect_four"}, {"boardsize 7"})[0], "? unknown command");
}

TEST(GtpSession, ACanvasThatWasSetStaysWhileItFits) {
  const Answers answers = gtp({"--game", "hex", "--set", "game.size=5", "--set", "game.canvas=7"},
                              {"boardsize 5", "arrayzero-game", "boardsize 8", "arrayzero-game",
                               "boardsize 7", "arrayzero-game"});
  EXPECT_THAT(answers[1], testing::HasSubstr("canvas: 7"));
  EXPECT_THAT(answers[3], testing::HasSubstr("canvas: 0"));
  EXPECT_THAT(answers[5], testing::HasSubstr("canvas: 7"));
}

TEST(GtpSession, EveryGameIsPlayedToItsEndByGenmove) {
  for (const std::string& game : game_names()) {
    std::vector<std::string> lines;
    // A seat may have several decisions in turn: whoever is not to move is refused.
    for (int i = 0; i < 600; ++i) lines.push_back(i % 2 == 0 ? "genmove b" : "genmove w");
    lines.emplace_back("final_score");
    std::vector<std::string> arguments{"--game", game, "--agent", "random", "--seed", "3"};
    if (game == "go") arguments.insert(arguments.end(), {"--set", "game.size=4"});
    const Answers answers = gtp(arguments, lines);
    EXPECT_THAT(answers.raw, Each(Not(HasSubstr("bug"))));
    EXPECT_THAT(answers.texts.back(), ContainsRegex("^([BW]\\+[0-9.]+|0)$")) << game;
  }
}

TEST(GtpSession, TheCommandLineIsChecked) {
  const auto refused = [](const std::vector<std::string>& arguments) {
    const Answers answers = gtp(arguments, {"name"});
    EXPECT_EQ(answers.code, 64) << join(arguments, " ");
    EXPECT_TRUE(answers.raw.empty());
    return answers.errors;
  };
  EXPECT_THAT(refused({}), HasSubstr("give --game"));
  EXPECT_THAT(refused({"--game", "chess"}), HasSubstr("no game 'chess'"));
  EXPECT_THAT(refused({"--game", "go", "--set", "game.komi=6.2"}), HasSubstr("komi"));
  EXPECT_THAT(refused({"--game", "go", "--set", "game.dead_stones=pass_alive"}),
              HasSubstr("as the board lies"));
  EXPECT_THAT(refused({"--game", "go", "--agent", "gnugo"}), HasSubstr("no agent 'gnugo'"));
  EXPECT_THAT(refused({"--game", "go", "--simulations", "5"}), HasSubstr("player"));
  EXPECT_THAT(refused({"--game", "go", "--resign", "2"}), HasSubstr("--resign"));
}

}  // namespace
}  // namespace az
