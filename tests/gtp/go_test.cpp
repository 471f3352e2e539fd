// Go over GTP: rules by kata-set-rules on named situations, scores, komi, handicap.
#include <gmock/gmock.h>

#include <random>

#include "core/text.h"
#include "gtp/clock.h"
#include "gtp/go_position.h"
#include "tests/gtp/session.h"
#include "tests/support/naive_go.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Lines = std::vector<std::string>;

/// Plays a diagram, top line first: black's stones, then white's.
Lines diagram(const Lines& rows) {
  Lines lines;
  for (const char stone : {'X', 'O'})
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t c = 0; c < rows[r].size(); ++c)
        if (rows[r][c] == stone)
          lines.push_back(std::string("play ") + (stone == 'X' ? "b " : "w ") + "ABCDEFGHJ"[c] +
                          std::to_string(rows.size() - r));
  return lines;
}
Lines operator+(Lines a, const Lines& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
std::string rules(const std::string& ko, bool suicide = false) {
  return "kata-set-rules {\"ko\":\"" + ko +
         "\",\"scoring\":\"AREA\",\"tax\":\"NONE\",\"suicide\":" + (suicide ? "true}" : "false}");
}

const Lines kKo = diagram({".XO..", "XO.O.", ".XO..", ".....", "....."});

TEST(GtpGo, NoRuleLetsAKoBeRetakenAtOnce) {
  for (const char* ko : {"SIMPLE", "POSITIONAL", "SITUATIONAL"}) {
    EXPECT_EQ(last_of_go(5, Lines{rules(ko)} + kKo + Lines{"play b C4", "play w B4"}),
              "? illegal move");
    EXPECT_EQ(last_of_go(5, Lines{rules(ko)} + kKo +
                                Lines{"play b C4", "play w A1", "play b E1", "play w B4"}),
              "");
  }
}

TEST(GtpGo, TwoPassesLiftASimpleKoButNoSuperko) {
  const Lines passed = kKo + Lines{"play b C4", "play w pass", "play b pass", "play w B4"};
  EXPECT_EQ(last_of_go(5, Lines{rules("SIMPLE")} + passed), "");
  EXPECT_EQ(last_of_go(5, Lines{rules("POSITIONAL")} + passed), "? illegal move");
  EXPECT_EQ(last_of_go(5, Lines{rules("SITUATIONAL")} + passed), "? illegal move");
}

TEST(GtpGo, SendingTwoAndReturningOneRepeatsABoardButNotItsMover) {
  // A strip of seven: . O . O . . X; white sends A1, black takes both at C1, white takes C1 at B1.
  const Lines sent{"rectangular_boardsize 7 1"};
  const Lines moves{"play w B1", "play w D1", "play b G1", "play w A1", "play b C1", "play w B1"};
  EXPECT_EQ(last_of_go(9, sent + Lines{rules("SIMPLE")} + moves), "");
  EXPECT_EQ(last_of_go(9, sent + Lines{rules("SITUATIONAL")} + moves), "");
  EXPECT_EQ(last_of_go(9, sent + Lines{rules("POSITIONAL")} + moves), "? illegal move");
}

TEST(GtpGo, SuicideOfSeveralIsARuleAndOfOneNever) {
  const Lines several = diagram({"....", "OO..", "XXO.", ".O.."});
  EXPECT_EQ(last_of_go(4, Lines{rules("POSITIONAL")} + several + Lines{"play b A1"}),
            "? illegal move");
  EXPECT_EQ(last_of_go(4, Lines{rules("POSITIONAL", true)} + several + Lines{"play b A1"}), "");
  EXPECT_THAT(
      last_of_go(4, Lines{rules("POSITIONAL", true)} + several + Lines{"play b A1", "showboard"}),
      HasSubstr("\n 2 . . O . 2\n 1 . O . . 1\n"));
  for (const bool suicide : {false, true}) {
    const Lines corner = diagram({"...", "O..", ".O."});
    EXPECT_EQ(last_of_go(3, Lines{rules("SIMPLE", suicide)} + corner + Lines{"play b A1"}),
              "? illegal move");
    EXPECT_EQ(last_of_go(3, Lines{rules("SIMPLE", suicide)} + corner + Lines{"all_legal b"}),
              "C1 B2 C2 A3 B3 C3");
  }
}

/// A session of random moves of random colours and what the naive model says to every line.
struct Script {
  Lines lines, expected;
};
Script random_script(const GoSettings& settings, const std::string& ko, std::uint32_t seed) {
  std::mt19937 random(seed);
  Script script;
  const auto say = [&](const std::string& line, const std::string& answer) {
    script.lines.push_back(line);
    script.expected.push_back(answer);
  };
  const int cells = settings.size * settings.width();
  const auto name = [&](int cell) {
    return std::string(1, "ABCDEFGHJ"[cell % settings.width()]) +
           std::to_string(cell / settings.width() + 1);
  };
  say(fmt::format("rectangular_boardsize {} {}", settings.width(), settings.size), "");
  say(rules(ko, settings.suicide), "");
  say("komi 0.5", "");
  NaiveGo game(settings);
  for (int ply = 0; ply < 3 * cells; ++ply) {
    for (const int seat : {0, 1}) {
      NaiveGo turn = game;
      if (turn.to_play() != seat) turn.pass();
      Lines points;
      for (const int cell : turn.legal()) points.push_back(name(cell));
      say(seat == 0 ? "all_legal b" : "all_legal w", join(points, " "));
    }
    say("final_score", score_text(0.5 * game.score_x2()));
    const int seat = static_cast<int>(random() % 3 == 0 ? random() % 2 : ply % 2);
    if (game.to_play() != seat) game.pass();
    const std::string play = seat == 0 ? "play b " : "play w ";
    if (random() % 8 == 0) {
      say(play + "pass", "");
      game.pass();
      continue;
    }
    const auto legal = game.legal();
    const int cell = static_cast<int>(random() % static_cast<unsigned>(cells));
    if (std::find(legal.begin(), legal.end(), cell) != legal.end()) {
      say(play + name(cell), "");
      game.play(cell);
    } else {
      // A pass that was taken to be made does not stay where the move is none.
      say(play + name(cell), "? illegal move");
      say(play + "pass", "");
      game.pass();
    }
  }
  return script;
}

TEST(GtpGo, AgreesWithTheNaiveModelWhoeverMoves) {
  std::uint32_t seed = 0;
  int positions = 0;
  for (const auto& [rows, columns] : {std::pair{1, 7}, {2, 3}, {3, 3}, {4, 3}, {4, 4}})
    for (const auto& [ko, rule] : {std::pair{"SIMPLE", KoRule::kSimple},
                                   {"POSITIONAL", KoRule::kPositional},
                                   {"SITUATIONAL", KoRule::kSituational}})
      for (const bool suicide : {false, true})
        for (int game = 0; game < 6; ++game) {
          const Script script = random_script(
              {.size = rows, .columns = columns, .komi = 0.5, .ko = rule, .suicide = suicide}, ko,
              ++seed);
          const Answers answers = gtp({"--game", "go"}, script.lines);
          ASSERT_EQ(answers.texts.size(), script.expected.size());
          for (std::size_t i = 0; i < script.lines.size(); ++i)
            ASSERT_EQ(answers[i], script.expected[i])
                << ko << suicide << " " << script.lines[i] << " after\n"
                << join(std::span(script.lines).first(i), "\n");
          positions += 3 * rows * columns;
        }
  EXPECT_GT(positions, 4000);
}

TEST(GtpGo, AllLegalNeverListsThePass) {
  EXPECT_EQ(last_of_go(1, {"all_legal b"}), "");
  EXPECT_EQ(last_of_go(2, {"all_legal WHITE"}), "A1 B1 A2 B2");
  EXPECT_EQ(last_of_go(2, {"play b A1", "all_legal b"}), "B1 A2 B2");
  EXPECT_EQ(split(last_of_go(19, {"play b D4", "all_legal w"}), ' ').size(), 360u);
  EXPECT_EQ(last_of_go(2, {"play b pass", "play w pass", "all_legal b"}), "A1 B1 A2 B2");
}

TEST(GtpGo, RulesAreSetBeforeTheFirstMoveAndReadBack) {
  EXPECT_THAT(last_of_go(5, {"play b C3", rules("SIMPLE")}), StartsWith("? the rules are set"));
  EXPECT_EQ(last_of_go(5, {"play b C3", "clear_board", rules("SIMPLE")}), "");
  EXPECT_EQ(last_of_go(5, {rules("SITUATIONAL", true), "kata-get-rules"}),
            R"({"friendlyPassOk":true,"hasButton":false,"ko":"SITUATIONAL","scoring":"AREA",)"
            R"("suicide":true,"tax":"NONE","whiteHandicapBonus":"0"})");
  EXPECT_THAT(last_of_go(5, {"kata-set-rules tromp-taylor", "kata-get-rules"}),
              testing::AllOf(HasSubstr("\"POSITIONAL\""), HasSubstr("\"suicide\":true")));
  EXPECT_THAT(last_of_go(5, {"kata-set-rules { \"suicide\" : true }", "kata-get-rules"}),
              testing::AllOf(HasSubstr("\"POSITIONAL\""), HasSubstr("\"suicide\":true")))
      << "what is not named stays";
}

TEST(GtpGo, RulesThatItHasNotAreRefused) {
  for (const char* wrong : {R"({"scoring":"TERRITORY"})",
                            R"({"tax":"SEKI"})",
                            R"({"hasButton":true})",
                            R"({"ko":"NONE"})",
                            R"({"ko":1})",
                            R"({"suicide":"yes"})",
                            R"({"whiteHandicapBonus":"N"})",
                            R"({"dice":2})",
                            "japanese",
                            "[1]",
                            "{",
                            "{\"ko\":\"SIMPLE\"",
                            "aga-button",
                            "stone-scoring",
                            "koSIMPLEscoreAREAtaxALLsui0",
                            "koSITUATIONALscoreAREAtaxNONEsui0button1",
                            "koSIMPLEscoreTERRITORYtaxSEKIsui0",
                            "koSIMPLEscoreAREAtaxNONEsui0xyz",
                            "koSIMPLEscoreAREAtaxNONEsui7",
                            "{\"ko\":{\"ko\":[[[[[[[]]]]]]]}}",
                            "\"\xff\xfe\"",
                            "{\"ko\":\"\xff\"}"}) {
    const Answers answers =
        gtp({"--game", "go"}, {std::string("kata-set-rules ") + wrong, "kata-get-rules"});
    EXPECT_THAT(answers[0], testing::AllOf(StartsWith("?"), testing::Not(HasSubstr("bug"))))
        << wrong;
    EXPECT_THAT(answers[1], HasSubstr("\"ko\":\"POSITIONAL\""));
  }
}

TEST(GtpGo, RulesHaveTheNamesThatKataGoGivesThem) {
  const std::tuple<const char*, const char*, bool> named[] = {
      {"chinese", "SIMPLE", false},         {"chinese-ogs", "POSITIONAL", false},
      {"chinese-kgs", "POSITIONAL", false}, {"tromp-taylor", "POSITIONAL", true},
      {"new-zealand", "SITUATIONAL", true}, {"aga", "SITUATIONAL", false},
      {"bga", "SITUATIONAL", false},        {"koSIMPLEscoreAREAtaxNONEsui1", "SIMPLE", true}};
  for (const auto& [name, ko, suicide] : named)
    EXPECT_THAT(last_of_go(5, {std::string("kata-set-rules ") + name, "kata-get-rules"}),
                testing::AllOf(HasSubstr(fmt::format("\"ko\":\"{}\"", ko)),
                               HasSubstr(fmt::format("\"suicide\":{}", suicide))))
        << name;
}

TEST(GtpGo, RulesWithABonusForHandicapStonesAllowNone) {
  for (const char* name :
       {"chinese", "chinese-ogs", "chinese-kgs", "aga", "bga", "french",
        "koSIMPLEscoreAREAtaxNONEsui0whbN", "koSIMPLEscoreAREAtaxNONEsui0whbN-1"}) {
    const std::string rules = fmt::format("kata-set-rules {}", name);
    for (const char* handicap :
         {"fixed_handicap 2", "place_free_handicap 2", "set_free_handicap A1 B1"}) {
      EXPECT_THAT(last_of_go(9, {rules, handicap}),
                  testing::AllOf(StartsWith(fmt::format("? {} gives white points", name)),
                                 HasSubstr("whiteHandicapBonus")));
      EXPECT_THAT(last_of_go(9, {rules, "kata-set-rules {\"whiteHandicapBonus\":\"0\"}", handicap}),
                  testing::Not(StartsWith("?")));
    }
    EXPECT_THAT(last_of_go(9, {rules, "kata-set-rules tromp-taylor", "fixed_handicap 2"}),
                testing::Not(StartsWith("?")));
  }
  EXPECT_THAT(last_of_go(9, {"kata-set-rules new-zealand", "fixed_handicap 2"}),
              testing::Not(StartsWith("?")));
}

TEST(GtpGo, KataGosWordsSayWhetherAPassIsFriendly) {
  EXPECT_THAT(last_of_go(9, {"kata-set-rules koSIMPLEscoreAREAtaxNONEsui0fpok0", "kata-get-rules"}),
              HasSubstr("\"friendlyPassOk\":false"));
  EXPECT_THAT(last_of_go(9, {"kata-set-rules koSIMPLEscoreAREAtaxNONEsui0", "kata-get-rules"}),
              HasSubstr("\"friendlyPassOk\":true"));
}

TEST(GtpGo, DeepRulesCostNoStack) {
  const std::string deep = "{\"ko\":" + std::string(30'000, '[') + std::string(30'000, ']') + "}";
  EXPECT_EQ(gtp({"--game", "go"}, {"kata-set-rules " + deep})[0],
            "? syntax error: too many brackets within brackets");
}

TEST(GtpGo, ScoresTheAreaAsItLies) {
  EXPECT_EQ(last_of_go(5, Lines{"komi 0"} + diagram({".X.O.", ".X.O.", ".X.O.", ".X.O.", ".X.O."}) +
                              Lines{"final_score"}),
            "0");
  EXPECT_EQ(
      last_of_go(5, Lines{"komi 0.5"} + diagram({".X.O.", ".X.O.", ".X.O.", ".X.O.", ".X.O."}) +
                        Lines{"final_score"}),
      "W+0.5");
  EXPECT_EQ(last_of_go(9, {"komi 7.5", "final_score"}), "W+7.5");
  EXPECT_EQ(last_of_go(9, {"komi -3", "final_score"}), "B+3");
  EXPECT_EQ(last_of_go(9, {"komi 3", "play w E5", "final_score"}), "W+84");
  EXPECT_EQ(last_of_go(9, {"komi 0", "play b E5", "final_score"}), "B+81");
  // A dead white stone in black's eye is white's until it is taken off.
  EXPECT_EQ(
      last_of_go(6, Lines{"rectangular_boardsize 6 4", "komi 0"} +
                        diagram({".XO.X.", "XXXXXX", "OOOOOO", "......"}) + Lines{"final_score"}),
      "W+3");
}

TEST(GtpGo, KomiHasAUsualValueForEverySizeUntilItIsSet) {
  const auto komi = [](int size) { return last_of_go(size, {"get_komi"}); };
  EXPECT_EQ(komi(19), "7.5");
  EXPECT_EQ(komi(9), "7.5");
  EXPECT_EQ(komi(7), "9.5");
  EXPECT_EQ(komi(5), "24.5");
  for (const int size : {1, 2, 3, 4, 6, 8}) EXPECT_EQ(komi(size), "0.5") << size;
  EXPECT_EQ(last_of_go(9, {"boardsize 5", "get_komi"}), "24.5");
  EXPECT_EQ(last_of_go(9, {"komi 6.5", "boardsize 5", "get_komi"}), "6.5");
  EXPECT_EQ(gtp({"--game", "go", "--set", "game.komi=2"}, {"boardsize 5", "get_komi"})[1], "2");
  EXPECT_EQ(last_of_go(9, {"play b D4", "play w E5", "komi 100", "final_score"}), "W+100")
      << "in the middle of a game";
  for (const char* refused : {"401", "-401", "0.25", "1e300"})
    EXPECT_EQ(last_of_go(9, {std::string("komi ") + refused}),
              "? unacceptable komi: it is a multiple of 0.5 from -400 to 400");
}

TEST(GtpGo, FixedHandicapIsTheSpecificationsTable) {
  const auto points = [](int size, int stones) {
    return last_of_go(size, {"fixed_handicap " + std::to_string(stones)});
  };
  EXPECT_EQ(points(19, 2), "D4 Q16");
  EXPECT_EQ(points(19, 3), "D4 Q16 D16");
  EXPECT_EQ(points(19, 4), "D4 Q16 D16 Q4");
  EXPECT_EQ(points(19, 5), "D4 Q16 D16 Q4 K10");
  EXPECT_EQ(points(19, 6), "D4 Q16 D16 Q4 D10 Q10");
  EXPECT_EQ(points(19, 7), "D4 Q16 D16 Q4 D10 Q10 K10");
  EXPECT_EQ(points(19, 8), "D4 Q16 D16 Q4 D10 Q10 K4 K16");
  EXPECT_EQ(points(19, 9), "D4 Q16 D16 Q4 D10 Q10 K4 K16 K10");
  EXPECT_EQ(points(13, 5), "D4 K10 D10 K4 G7");
  EXPECT_EQ(points(9, 4), "C3 G7 C7 G3");
  EXPECT_EQ(points(7, 4), "C3 E5 C5 E3");
  EXPECT_EQ(points(8, 2), "C3 F6");
  for (const auto& [size, stones] : {std::pair{19, 1}, {19, 10}, {18, 5}, {7, 5}, {6, 2}, {9, -1}})
    EXPECT_THAT(points(size, stones), StartsWith("? invalid number of stones")) << size;
}

TEST(GtpGo, HandicapStonesLeaveWhiteToMoveAndStay) {
  EXPECT_THAT(last_of_go(9, {"fixed_handicap 3", "showboard"}), HasSubstr("w to play"));
  EXPECT_EQ(last_of_go(9, {"fixed_handicap 3", "undo"}), "? cannot undo");
  EXPECT_EQ(last_of_go(9, {"fixed_handicap 3", "play w E5", "undo", "undo"}), "? cannot undo");
  EXPECT_EQ(last_of_go(9, {"fixed_handicap 3", "clear_board", "final_score"}), "W+7.5");
  EXPECT_EQ(last_of_go(9, {"place_free_handicap 3"}), "C3 G7 C7");
  EXPECT_EQ(last_of_go(9, {"place_free_handicap 20"}), "C3 G7 C7 G3 C5 G5 E3 E7 E5")
      << "fewer is allowed";
  EXPECT_THAT(last_of_go(9, {"place_free_handicap 81"}), StartsWith("? invalid number of stones"));
  EXPECT_EQ(last_of_go(5, {"set_free_handicap a1 B2 e5", "komi 0", "final_score"}), "B+25");
  for (const char* wrong : {"", " A1", " A1 A1", " A1 pass", " A1 F1", " A1 I1", " A1 b"})
    EXPECT_EQ(last_of_go(5, {std::string("set_free_handicap") + wrong}), "? bad vertex list");
  EXPECT_EQ(last_of_go(2, {"set_free_handicap A1 B1 A2 B2"}), "? bad vertex list");
  EXPECT_EQ(last_of_go(2, {"set_free_handicap A1 B1 A2"}), "");
}

TEST(GtpGo, NothingIsDeadOrSeki) {
  EXPECT_EQ(last_of_go(5, {"play b C3", "play w A1", "final_status_list alive"}), "A1 C3");
  EXPECT_EQ(last_of_go(5, {"play b C3", "play w A1", "final_status_list dead"}), "");
  EXPECT_EQ(last_of_go(5, {"play b C3", "play w A1", "final_status_list seki"}), "");
}

TEST(GtpGo, PositionsAreRecognised) {
  EXPECT_EQ(score_text(0), "0");
  EXPECT_EQ(score_text(0.5), "B+0.5");
  EXPECT_EQ(score_text(-361), "W+361");
}

TEST(GtpClock, SharesWhatIsLeftAmongTheMovesToCome) {
  GtpClock clock;
  EXPECT_FALSE(clock.for_move(0, 30));
  clock.set(300, 0, 0);
  EXPECT_NEAR(*clock.for_move(0, 30), 9, 0.1);
  EXPECT_NEAR(*clock.for_move(0, 1), 27, 0.1) << "games last longer than one thinks";
  clock.spend(0, 150);
  EXPECT_NEAR(*clock.for_move(0, 30), 4.5, 0.1);
  EXPECT_NEAR(*clock.for_move(1, 30), 9, 0.1);
  clock.set_left(0, 60, 0);
  EXPECT_NEAR(*clock.for_move(0, 30), 1.8, 0.1);
  clock.set_left(0, 0, 0);
  EXPECT_GT(*clock.for_move(0, 30), 0);
}

TEST(GtpClock, AnotherGameHasTheWholeTimeAgain) {
  GtpClock clock;
  clock.set(300, 20, 5);
  clock.spend(0, 250);
  clock.set_left(1, 1, 1);
  clock.restart();
  for (const int seat : {0, 1}) EXPECT_NEAR(*clock.for_move(seat, 30), 9, 0.1) << seat;
  GtpClock none;
  none.set_left(0, 1, 0);
  none.restart();
  EXPECT_FALSE(none.for_move(0, 30)) << "nobody set a limit";
}

TEST(GtpClock, OvertimeIsSharedAmongItsStones) {
  GtpClock clock;
  clock.set(0, 100, 10);
  EXPECT_NEAR(*clock.for_move(0, 30), 9, 0.1);
  clock.set_left(0, 20, 4);
  EXPECT_NEAR(*clock.for_move(0, 30), 4.5, 0.1);
  clock.spend(0, 5);
  EXPECT_NEAR(*clock.for_move(0, 30), 4.5, 0.1) << "15 seconds for 3";
  for (int i = 0; i < 3; ++i) clock.spend(0, 1);
  EXPECT_NEAR(*clock.for_move(0, 30), 9, 0.1) << "the next period";
}

TEST(GtpClock, WithoutNumbersThereIsNoLimit) {
  GtpClock clock;
  clock.set(0, 0, 0);
  EXPECT_FALSE(clock.for_move(0, 30));
  clock.set(10, 1, 0);
  EXPECT_FALSE(clock.for_move(0, 30)) << "overtime for no stones: GTP 2, section 4.2";
}

}  // namespace
}  // namespace az
