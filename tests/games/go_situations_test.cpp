// go_situations_test.cpp — what players have names for, as diagrams. The engine and the naive model
// hold every position at once; what is never taken is found by trying all moves.

#include "tests/support/go_against_naive.h"
#include "tests/support/go_situation.h"

namespace az {
namespace {

constexpr KoRule kKoRules[] = {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational};

// --- repetition -------------------------------------------------------------------------------

TEST(GoSituations, AKoIsNotRetakenAtOnce) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({".xo..",   //
                   "xo.o.",   //
                   ".xo..",   //
                   "....."},  //
                  'x', {.ko = rule});
    s.play({"C3"});
    EXPECT_EQ(s.board(), ".xo..\nx.xo.\n.xo..\n.....\n");
    EXPECT_FALSE(s.legal("B3"));
    s.play({"A1", "E1"});  // a threat and its answer
    EXPECT_TRUE(s.legal("B3"));
    s.play({"B3"});
    EXPECT_FALSE(s.legal("C3")) << "now black waits";
  }
}

TEST(GoSituations, PassesLiftASimpleKoButNoSuperko) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({".xo..",   //
                   "xo.o.",   //
                   ".xo..",   //
                   "....."},  //
                  'x', {.ko = rule});
    s.play({"C3", "pass", "pass"});
    s.resume();
    EXPECT_EQ(s.legal("B3"), rule == KoRule::kSimple) << "the board of the start, black to move";
  }
}

TEST(GoSituations, TakingTwoMayBeRetaken) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"xx...",   //
                   "oo.o.",   //
                   "xxo..",   //
                   "....."},  //
                  'x', {.ko = rule});
    s.play({"C3"});
    EXPECT_EQ(s.board(), "xx...\n..xo.\nxxo..\n.....\n");
    EXPECT_TRUE(s.legal("B3"));
  }
}

TEST(GoSituations, SendingTwoAndGettingOneBackRepeatsTheBoardFirstAndTheMoverLater) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"....",   //
                   "xxo.",   //
                   ".o.o"},  //
                  'o', {.ko = rule});
    const std::string start = s.board();
    s.play({"A1", "C1"});
    EXPECT_EQ(s.board(), "....\nxxo.\n..xo\n");
    EXPECT_EQ(s.legal("B1"), rule != KoRule::kPositional);
    if (rule == KoRule::kPositional) continue;
    s.play({"B1"});
    EXPECT_EQ(s.board(), start) << "but black is to move";
    s.play({"pass"});  // a pass is no repetition
    EXPECT_EQ(s.legal("A1"), rule == KoRule::kSimple);
  }
}

TEST(GoSituations, AMoveThatTakesNothingCanRepeatABoard) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"....",   //
                   "xxo.",   //
                   "oo.o"},  //
                  'x', {.ko = rule});
    s.play({"C1", "B1", "pass"});  // takes two, takes one back
    EXPECT_EQ(s.board(), "....\nxxo.\n.o.o\n");
    EXPECT_EQ(s.legal("A1"), rule == KoRule::kSimple) << "the board of the start, black to move";
  }
}

TEST(GoSituations, ATripleKoGoesRoundOnlyUnderSimpleKo) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({".xo..xo..xo.",   //
                   "xo.ox.xoxo.o",   //
                   ".xo..xo..xo."},  //
                  'x', {.ko = rule});
    const std::string start = s.board();
    s.play({"C2", "F2", "L2", "B2", "G2"});
    EXPECT_EQ(s.legal("K2"), rule == KoRule::kSimple);
    if (rule != KoRule::kSimple) continue;
    s.play({"K2"});
    EXPECT_EQ(s.board(), start);
    s.play({"C2", "F2", "L2", "B2", "G2", "K2"});
    EXPECT_EQ(s.board(), start) << "and round again";
  }
}

TEST(GoSituations, InEternalLifeEachSideGivesTwoAndTakesTwoForEver) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"......",   //
                   "oooxxx",   //
                   "o.x.ox"},  //
                  'x', {.ko = rule});
    const std::string start = s.board();
    s.play({"B1"});  // black gives two,
    s.play({"D1"});  // white takes them and stands in atari with two,
    EXPECT_EQ(s.board(), "......\noooxxx\no..oox\n");
    s.play({"C1"});  // which black takes
    EXPECT_EQ(s.board(), "......\noooxxx\no.x..x\n");
    EXPECT_EQ(s.legal("E1"), rule == KoRule::kSimple) << "the start, black to move";
    if (rule != KoRule::kSimple) continue;
    s.play({"E1"});
    EXPECT_EQ(s.board(), start);
    s.play({"B1", "D1", "C1", "E1"});
    EXPECT_EQ(s.board(), start) << "and round again";
  }
}

TEST(GoSituations, ASuicideMayNotBringBackABoardThatSuperkoForbids) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"....",   //
                   "oo..",   //
                   "..o.",   //
                   ".o.."},  //
                  'x', {.ko = rule, .suicide = true});
    s.play({"A2", "pass", "B2", "pass"});
    EXPECT_EQ(s.legal("A1"), rule != KoRule::kPositional)
        << "the board of the start, but white to move";
    if (rule == KoRule::kPositional) continue;
    s.play({"A1", "pass"});
    EXPECT_EQ(s.legal("A2"), rule == KoRule::kSimple) << "one stone, white to move: as before";
  }
}

TEST(GoSituations, BeforeASetUpThereWasNoBoard) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({"x."}, 'x', {.ko = rule, .suicide = true});
    EXPECT_TRUE(s.legal("B1")) << "the empty board has not been";
    s.play({"B1"});
    EXPECT_EQ(s.board(), "..\n");
  }
}

// --- taking -----------------------------------------------------------------------------------

TEST(GoSituations, SnapbackTakesTheTaker) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({".....",   //
                   "xxxxx",   //
                   "xooox",   //
                   "xo..x"},  //
                  'x', {.ko = rule});
    s.play({"C1", "D1", "C1"});  // thrown in, taken, and five taken back
    EXPECT_EQ(s.board(), ".....\nxxxxx\nx...x\nx.x.x\n");
  }
}

TEST(GoSituations, UnderTheStonesTakesBackWhereFourWereTaken) {
  for (const KoRule rule : kKoRules) {
    GoSituation s({".......",   //
                   "o......",   //
                   "xooxx..",   //
                   "xxx.ox."},  //
                  'o', {.ko = rule});
    s.play({"D1"});  // takes four
    EXPECT_EQ(s.board(), ".......\no......\n.ooxx..\n...oox.\n");
    s.play({"C1"});  // black plays where its stones lay and takes two
    EXPECT_EQ(s.board(), ".......\no......\n.ooxx..\n..x..x.\n");
  }
}

TEST(GoSituations, SuicideOfTwoIsAsTheRulesSay) {
  for (const KoRule rule : kKoRules)
    for (const bool suicide : {false, true}) {
      GoSituation s({"....",   //
                     "oo..",   //
                     "xxo.",   //
                     ".o.."},  //
                    'x', {.ko = rule, .suicide = suicide});
      EXPECT_EQ(s.legal("A1"), suicide);
      if (!suicide) continue;
      s.play({"A1"});
      EXPECT_EQ(s.board(), "....\noo..\n..o.\n.o..\n");
      EXPECT_FALSE(GoSituation({"o.", ".o"}, 'x', {.ko = rule, .suicide = true}).legal("A1"))
          << "a lone stone";
    }
}

TEST(GoSituations, WhatTakesIsNoSuicide) {
  GoSituation s({"...",   //
                 "xox",   //
                 "o.o"},  //
                'x');
  s.play({"B1"});  // has no liberty but where it takes
  EXPECT_EQ(s.board(), "...\nxox\n.x.\n");
}

// --- area -------------------------------------------------------------------------------------

TEST(GoSituations, InASekiTheSharedPointsAreNobodys) {
  for (const DeadStones dead : {DeadStones::kNone, DeadStones::kPassAlive}) {
    GoSituation s({"xx.oo",   //
                   "xx.oo"},  //
                  'x', {.komi = 0, .dead_stones = dead});
    EXPECT_EQ(s.score_x2(), 0);
    s.play({"C1", "C2"});  // who begins loses all
    EXPECT_EQ(s.score_x2(), -20);
  }
}

TEST(GoSituations, InASekiWithEyesTheEyesCount) {
  for (const DeadStones dead : {DeadStones::kNone, DeadStones::kPassAlive}) {
    const GoSituation s({"xxx..ooo",   //
                         ".xx.oooo"},  //
                        'x', {.komi = 0, .dead_stones = dead});
    EXPECT_EQ(s.score_x2(), 2 * (6 - 7)) << "A1 is black's, D1, D2 and E2 are nobody's";
  }
}

TEST(GoSituations, BentFourIsPlayedOut) {
  for (const KoRule rule : kKoRules)
    for (const DeadStones dead : {DeadStones::kNone, DeadStones::kPassAlive}) {
      const std::vector<std::string> lines{"......",   //
                                           "......",   //
                                           "xxx...",   //
                                           "ooxxxx",   //
                                           ".oooox",   //
                                           "xxx.ox"};  //
      GoSituation s(lines, 'x', {.komi = 0, .ko = rule, .dead_stones = dead});
      EXPECT_EQ(s.score_x2(), 2 * (27 - 7)) << "no ruling calls the seven dead";
      s.play({"A2", "D1"});  // black makes bent four, white must take it,
      s.play({"B1", "A1", "A2"});
      EXPECT_FALSE(s.legal("A1")) << "and black is first to take the ko";
      s.play({"pass", "A1", "pass", "C1"});  // white has no threat
      EXPECT_EQ(s.score_x2(), 2 * 36);
      GoSituation other(lines, 'o', {.komi = 0, .ko = rule, .dead_stones = dead});
      other.play({"D1", "A2"});
      EXPECT_EQ(other.score_x2(), 2 * 36) << "white cannot begin";
    }
}

TEST(GoSituations, AreaIsStonesAndWhatTheyAloneReach) {
  const GoSituation s({".x.o.", ".x.o.", ".x.o.", ".x.o.", ".x.o."}, 'x', {.komi = 0.5});
  EXPECT_EQ(s.score_x2(), -1) << "10 points each, the middle column nobody's";
  EXPECT_EQ(GoSituation({"...", "...", "..."}, 'x', {.komi = 7.5}).score_x2(), -15);
  EXPECT_EQ(GoSituation({"...", ".x.", "..."}, 'x', {.komi = -2}).score_x2(), 22);
}

// --- life that needs no answer ----------------------------------------------------------------

/// How many stones of `colour` are pass-alive: by Benson's regions, and because no sequence of the
/// other's moves takes them.
int pass_alive_stones(const std::vector<std::string>& lines, int colour, bool suicide = false) {
  const GoSituation s(lines, 'x', {.suicide = suicide});
  const auto& board = s.go().board();
  const auto alive = pass_alive(board, colour, suicide) & board.stones(colour);
  std::string benson(s.naive().board().size(), '.');
  alive.for_each([&](unsigned point) {
    benson[static_cast<std::size_t>(board.row(point) * board.columns() + board.column(point))] =
        colour == 0 ? 'X' : 'O';
  });
  EXPECT_EQ(benson, NaiveLife(s.settings(), colour).safe(s.naive().board())) << s.go().draw();
  return alive.count();
}

TEST(PassAlive, AChainWithTwoEyesLivesAndWithOneDoesNot) {
  EXPECT_EQ(pass_alive_stones({".x.xx",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              0),
            8);
  EXPECT_EQ(pass_alive_stones({".xxxx",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              0),
            0);
  EXPECT_EQ(pass_alive_stones({".x.xx",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              1),
            0)
      << "one big eye";
}

TEST(PassAlive, TwoChainsMayShareTheirEyes) {
  EXPECT_EQ(pass_alive_stones({"oo..",   //
                               "xxo.",   //
                               "x.xo",   //
                               ".xxo"},  //
                              0),
            6)
      << "A1 and B2 belong to both";
}

TEST(PassAlive, AFalseEyeIsNone) {
  EXPECT_EQ(pass_alive_stones({"oooo.",   //
                               "xxxo.",   //
                               ".x.xo"},  //
                              0),
            0);
}

TEST(PassAlive, ARowOfChainsLivesByItsEndsAndDiesFromOne) {
  EXPECT_EQ(pass_alive_stones({"...oooo.",   //
                               "oooooooo",   //
                               "xxxoxxxx",   //
                               ".x.x.x.x"},  //
                              0),
            11);
  EXPECT_EQ(pass_alive_stones({"...oooo.",   //
                               "oooooooo",   //
                               "xxxoxxxx",   //
                               ".x.x.xxx"},  //
                              0),
            0)
      << "without the last eye the chains fall one after the other";
}

TEST(PassAlive, ABigEyeCountsWhereEveryEmptyPointIsALiberty) {
  EXPECT_EQ(pass_alive_stones({"..x.x",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              0),
            7);
  EXPECT_EQ(pass_alive_stones({"...x.",   //
                               "...xx",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              0),
            0)
      << "white may live in the corner";
  EXPECT_EQ(pass_alive_stones({".o.x.",   //
                               "o..xx",   //
                               "xxxxx",   //
                               "ooooo",   //
                               "....."},  //
                              0),
            0)
      << "and nearly does";
}

TEST(PassAlive, StonesWithinAnEyeDoNotSpoilItUnlessSuicideIsAllowed) {
  const std::vector<std::string> lines{".....",   //
                                       "ooooo",   //
                                       "xxxxx",   //
                                       "..xxx",   //
                                       "o.x.x"};  //
  EXPECT_EQ(pass_alive_stones(lines, 0, false), 10);
  EXPECT_EQ(pass_alive_stones(lines, 0, true), 0)
      << "white fills the corner, dies, and then has a point there that black does not touch";
  EXPECT_EQ(pass_alive_stones({".xo.x.",   //
                               "xxxxxx",   //
                               "oooooo",   //
                               "......"},  //
                              0, true),
            8)
      << "here black touches every point";
}

TEST(PassAlive, NobodyInASekiIs) {
  for (const int colour : {0, 1})
    for (const std::vector<std::string>& lines :
         {std::vector<std::string>{"xx.oo", "xx.oo"}, {"xxx..ooo", ".xx.oooo"}})
      EXPECT_EQ(pass_alive_stones(lines, colour), 0);
}

TEST(PassAlive, IsWhatNoSequenceOfMovesTakesOnAnyBoardOfThreeLines) {
  for (const auto& [rows, columns] : {std::pair{3, 3}, {2, 5}})
    for (const bool suicide : {false, true}) compare_pass_alive(rows, columns, suicide);
}

TEST(PassAlive, DeadStonesAreTakenOffWithinItsTerritory) {
  const std::vector<std::string> lines{".xo.x.",   //
                                       "xxxxxx",   //
                                       "oooooo",   //
                                       "......"};  //
  const GoSituation bare(lines, 'x', {.komi = 0});
  const GoSituation benson(lines, 'x', {.komi = 0, .dead_stones = DeadStones::kPassAlive});
  EXPECT_EQ(benson.score_x2() - bare.score_x2(), 2 * 3)
      << "white's stone becomes black's point, and so does the empty one beside it";
}

TEST(PassAlive, EndsADecidedGameEarly) {
  for (const DeadStones dead : {DeadStones::kNone, DeadStones::kPassAlive}) {
    GoSituation s({".x.x",   //
                   "xxx.",   //
                   "xxxx"},  //
                  'x', {.dead_stones = dead});
    EXPECT_FALSE(s.go().terminal());
    s.play({"D2"});
    EXPECT_EQ(s.go().terminal(), dead == DeadStones::kPassAlive);
    if (!s.go().terminal()) continue;
    EXPECT_EQ(s.go().outcome().reason, EndReason::kScore);
    EXPECT_FALSE(s.go().outcome().truncated);
  }
}

TEST(PassAlive, DoesNotEndAGameThatASuicideCouldTurn) {
  for (const bool suicide : {false, true}) {
    GoSituation s({"o.xxx",   //
                   "..x.x",   //
                   "xxx.x",   //
                   "xxx.."},  //
                  'x', {.suicide = suicide, .dead_stones = DeadStones::kPassAlive});
    s.play({"E1"});
    EXPECT_EQ(s.go().terminal(), !suicide) << s.go().draw();
  }
}

}  // namespace
}  // namespace az
