#include <gmock/gmock.h>

#include <array>
#include <set>

#include "games/go/area.h"
#include "games/go/point_name.h"
#include "games/go/rules.h"
#include "tests/support/go_against_naive.h"

namespace az {
namespace {

using testing::HasSubstr;

constexpr KoRule kKoRules[] = {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational};

TEST(Go, AgreesWithTheNaiveModelOnRandomGames) {
  std::uint32_t number = 0;
  int positions = 0;
  for (const auto& [rows, columns] : {std::pair{2, 2}, {3, 3}, {2, 5}, {4, 4}, {5, 3}, {6, 6}})
    for (const KoRule ko : kKoRules)
      for (const bool suicide : {false, true}) {
        const GoSettings settings{.size = rows,
                                  .columns = columns,
                                  .canvas = rows == 3 ? 7 : 0,
                                  .ko = ko,
                                  .suicide = suicide,
                                  .history = rows == 6 ? 8 : 2};
        for (int game = 0; game < 3; ++game)
          positions += compare_a_game(settings, ++number, game == 0 ? 8 : 60);
      }
  EXPECT_GT(positions, 2000);
}

/// How many sequences of `depth` plies there are, passes included.
std::uint64_t perft(const State& state, int depth) {
  if (depth == 0 || state.terminal()) return 1;
  std::vector<Action> legal;
  state.legal(legal);
  std::uint64_t leaves = 0;
  for (const Action action : legal) {
    const auto next = state.clone();
    next->apply(action);
    leaves += perft(*next, depth - 1);
  }
  return leaves;
}
std::uint64_t perft(const NaiveGo& game, int depth) {
  if (depth == 0 || game.over()) return 1;
  std::uint64_t leaves = 0;
  for (const int cell : game.legal()) {
    NaiveGo next = game;
    next.play(cell);
    leaves += perft(next, depth - 1);
  }
  NaiveGo next = game;
  next.pass();
  return leaves + perft(next, depth - 1);
}

TEST(Go, HasAsManyGamesOfAFewPliesAsTheNaiveModel) {
  for (const auto& [side, depth] : {std::pair{2, 7}, {3, 4}, {4, 3}})
    for (const KoRule ko : kKoRules)
      for (const bool suicide : {false, true}) {
        const GoSettings settings{.size = side, .ko = ko, .suicide = suicide};
        EXPECT_EQ(perft(*make_go(settings)->new_state(), depth), perft(NaiveGo(settings), depth))
            << side << ' ' << suicide;
      }
}

/// The colourings of side × side points in which every chain has a liberty.
/// Source: J. Tromp, G. Farnebäck, "Combinatorics of Go" (2007).
std::uint64_t legal_positions(int side) {
  std::uint64_t colourings = 1, legal = 0;
  for (int i = 0; i < side * side; ++i) colourings *= 3;
  const GoBoard<9> empty(side, side);
  for (std::uint64_t code = 0; code < colourings; ++code) {
    GoBoard<9> board = empty;
    std::uint64_t rest = code;
    for (int cell = 0; cell < side * side; ++cell, rest /= 3)
      if (rest % 3 > 0)
        board.put(board.point(cell / side, cell % side), static_cast<int>(rest % 3) - 1);
    legal += board.is_alive() ? 1 : 0;
  }
  return legal;
}

TEST(Go, KnowsHowManyPositionsAreLegal) {
  EXPECT_EQ(legal_positions(1), 1u);
  EXPECT_EQ(legal_positions(2), 57u);
  EXPECT_EQ(legal_positions(3), 12675u);
}

// --- named situations
// ---------------------------------------------------------------------------------

/// A board from a diagram, top line first; `to_play` 'x' or 'o'.
template <int kSide = 9>
Go<kSide> set_up(const std::vector<std::string>& lines, char to_play, GoSettings settings = {}) {
  settings.size = static_cast<int>(lines.size());
  settings.columns = static_cast<int>(lines[0].size());
  Go<kSide> go(settings);
  typename Go<kSide>::Set black, white;
  for (int row = 0; row < settings.size; ++row)
    for (int column = 0; column < settings.columns; ++column) {
      const char stone = lines[static_cast<std::size_t>(settings.size - 1 - row)]
                              [static_cast<std::size_t>(column)];
      if (stone == 'x') black.add(go.board().point(row, column));
      if (stone == 'o') white.add(go.board().point(row, column));
    }
  EXPECT_TRUE(go.set_up(black, white, to_play == 'x' ? 0 : 1));
  return go;
}
template <int kSide>
bool legal(const Go<kSide>& go, const std::string& point) {
  std::vector<Action> actions;
  go.legal(actions);
  const Action action = go.parse(point).value();
  const bool listed = std::find(actions.begin(), actions.end(), action) != actions.end();
  const auto p = parse_go_point(point, 19).value();
  EXPECT_EQ(listed, go.is_legal(go.board().point(p.row, p.column))) << point;
  return listed;
}
template <int kSide>
void play(Go<kSide>& go, const std::vector<std::string>& points) {
  for (const std::string& point : points) {
    ASSERT_TRUE(point == "pass" || legal(go, point)) << point << '\n' << go.draw();
    go.apply(go.parse(point).value());
  }
}
template <int kSide>
std::string board(const Go<kSide>& go) {
  std::string text;
  for (int row = go.board().rows() - 1; row >= 0; --row) {
    for (int column = 0; column < go.board().columns(); ++column)
      text += "xo."[static_cast<int>(go.board().at(go.board().point(row, column)))];
    text += '\n';
  }
  return text;
}

TEST(Go, AKoIsNotRetakenAtOnce) {
  for (const KoRule rule : kKoRules) {
    Go<9> go = set_up({".xo..", "xo.o.", ".xo..", "....."}, 'x', {.ko = rule});
    play(go, {"C3"});
    EXPECT_EQ(board(go), ".xo..\nx.xo.\n.xo..\n.....\n");
    EXPECT_FALSE(legal(go, "B3"));
    play(go, {"A1", "E1"});  // a threat and its answer
    EXPECT_TRUE(legal(go, "B3"));
  }
}

TEST(Go, APassLiftsASimpleKoButNoSuperko) {
  for (const KoRule rule : kKoRules) {
    Go<9> go = set_up({".xo..", "xo.o.", ".xo..", "....."}, 'x', {.ko = rule});
    play(go, {"C3", "pass", "E1"});
    EXPECT_TRUE(legal(go, "B3")) << "the board has another stone";
    go = set_up({".xo..", "xo.o.", ".xo..", "....."}, 'x', {.ko = rule});
    play(go, {"C3", "pass", "A1"});
    EXPECT_TRUE(legal(go, "B3"));
  }
}

TEST(Go, TakingTwoMayBeRetaken) {
  // White's two stones die at C4; the single stone that took them may be taken at once.
  Go<9> go = set_up({"xx...", "oo.o.", "xxo..", "....."}, 'x');
  play(go, {"C3"});
  EXPECT_EQ(board(go), "xx...\n..xo.\nxxo..\n.....\n");
  EXPECT_TRUE(legal(go, "B3"));
}

TEST(Go, SnapbackTakesTheTaker) {
  Go<9> go = set_up({".....", "xxxxx", "xooox", "xo..x"}, 'x');
  play(go, {"C1", "D1", "C1"});  // thrown in, taken, and five taken back
  EXPECT_EQ(board(go), ".....\nxxxxx\nx...x\nx.x.x\n");
}

TEST(Go, SuicideOfTwoIsAsTheRulesSay) {
  for (const bool suicide : {false, true}) {
    Go<9> go = set_up({"....", "oo..", "xxo.", ".o.."}, 'x', {.suicide = suicide});
    EXPECT_EQ(legal(go, "A1"), suicide);
    if (!suicide) continue;
    play(go, {"A1"});
    EXPECT_EQ(board(go), "....\noo..\n..o.\n.o..\n");
    EXPECT_FALSE(legal(set_up({"o.", ".o"}, 'x', {.suicide = true}), "A1")) << "a lone stone";
  }
}

TEST(Go, SendingTwoAndGettingOneBackRepeatsTheBoardButNotTheMover) {
  for (const KoRule rule : kKoRules) {
    Go<9> go = set_up({"....", "xxo.", ".o.o"}, 'o', {.ko = rule});
    play(go, {"A1", "C1"});
    EXPECT_EQ(board(go), "....\nxxo.\n..xo\n");
    EXPECT_EQ(legal(go, "B1"), rule != KoRule::kPositional);
  }
}

TEST(Go, AMoveThatTakesNothingCanRepeatABoard) {
  for (const KoRule rule : kKoRules) {
    Go<9> go = set_up({"....", "xxo.", "oo.o"}, 'x', {.ko = rule});
    play(go, {"C1", "B1", "pass"});  // takes two, takes one back
    EXPECT_EQ(board(go), "....\nxxo.\n.o.o\n");
    EXPECT_EQ(legal(go, "A1"), rule == KoRule::kSimple) << "the board of the start, black to move";
  }
}

TEST(Go, ATripleKoGoesRoundOnlyUnderSimpleKo) {
  for (const KoRule rule : kKoRules) {
    Go<13> go = set_up<13>({".xo..xo..xo.", "xo.ox.xoxo.o", ".xo..xo..xo."}, 'x', {.ko = rule});
    const std::string start = board(go);
    play(go, {"C2", "F2", "L2", "B2", "G2"});
    EXPECT_EQ(legal(go, "K2"), rule == KoRule::kSimple);
    if (rule != KoRule::kSimple) continue;
    play(go, {"K2"});
    EXPECT_EQ(board(go), start);
  }
}

TEST(Go, InASekiTheSharedPointsAreNobodys) {
  Go<9> go = set_up({"xx.oo", "xx.oo"}, 'x', {.komi = 0});
  EXPECT_EQ(go.score_x2(), 0);
  EXPECT_EQ(pass_alive(go.board(), 0).count() + pass_alive(go.board(), 1).count(), 0);
  play(go, {"C1", "C2"});  // who begins loses all
  EXPECT_EQ(go.score_x2(), -20);
}

TEST(Go, AreaIsStonesAndWhatTheyAloneReach) {
  const Go<9> go = set_up({".x.o.", ".x.o.", ".x.o.", ".x.o.", ".x.o."}, 'x', {.komi = 0.5});
  EXPECT_EQ(go.score_x2(), -1) << "10 points each, the middle column nobody's";
  EXPECT_EQ(set_up({"...", "...", "..."}, 'x', {.komi = 7.5}).score_x2(), -15);
  EXPECT_EQ(set_up({"...", ".x.", "..."}, 'x', {.komi = -2}).score_x2(), 22);
}

TEST(Go, PassAliveStonesAndTheirEyes) {
  const auto alive = [](const std::vector<std::string>& lines, int colour) {
    const Go<9> go = set_up(lines, 'x');
    return pass_alive(go.board(), colour).count();
  };
  EXPECT_EQ(alive({".x.x.", "xxxxx", "ooooo", "....."}, 0), 10) << "two eyes and what they hold";
  EXPECT_EQ(alive({".x.x.", "xxxxx", "ooooo", "....."}, 1), 0) << "one big eye";
  EXPECT_EQ(alive({"..xx.", "xxxxx", "ooooo", "....."}, 0), 10);
  EXPECT_EQ(alive({"...x.", "...xx", "xxxxx", "ooooo", "....."}, 0), 0)
      << "the corner of a big eye is no liberty: white may live there";
  EXPECT_EQ(alive({"xxxx.", "xxxxx", "ooooo", "....."}, 0), 0) << "one eye";
  EXPECT_EQ(alive({".xo.x", "xx.xx", "ooooo", "....."}, 0), 0);
}

TEST(Go, DeadStonesWithinPassAliveTerritoryAreTakenOff) {
  const Go<9> bare = set_up({".xo.x.", "xxxxxx", "oooooo", "......"}, 'x', {.komi = 0});
  const Go<9> benson = set_up({".xo.x.", "xxxxxx", "oooooo", "......"}, 'x',
                              {.komi = 0, .dead_stones = DeadStones::kPassAlive});
  EXPECT_EQ(benson.score_x2() - bare.score_x2(), 2 * 3)
      << "white's stone becomes black's point, and so does the empty one beside it";
}

TEST(Go, ADecidedGameEndsEarlyWherePassAliveStonesSettleIt) {
  Go<9> go = set_up({".x.x", "xxx.", "xxxx"}, 'x', {.dead_stones = DeadStones::kPassAlive});
  EXPECT_FALSE(go.terminal());
  play(go, {"D2"});
  EXPECT_TRUE(go.terminal());
  EXPECT_EQ(go.outcome().reason, EndReason::kScore);
  EXPECT_FALSE(go.outcome().truncated);
}

TEST(Go, AtTheMoveCapTheAreaDecides) {
  Go<9> go(GoSettings{.size = 3, .komi = 0.5, .max_moves = 2});
  play(go, {"B2"});
  EXPECT_FALSE(go.terminal());
  play(go, {"pass"});
  ASSERT_TRUE(go.terminal());
  EXPECT_TRUE(go.outcome().truncated);
  EXPECT_EQ(go.outcome().reason, EndReason::kAdjudicated);
  EXPECT_EQ(go.outcome().place[0], 1);
}

TEST(Go, TwoPassesEndTheGame) {
  Go<9> go(GoSettings{.size = 5});
  play(go, {"C3", "pass", "pass"});
  EXPECT_TRUE(go.terminal());
  EXPECT_EQ(go.outcome().place[0], 1) << "one stone owns 25 points, komi 7.5";
  std::vector<Action> actions{1, 2, 3};
  go.legal(actions);
  EXPECT_TRUE(actions.empty());
}

TEST(Go, TheScalarsTellKomiColourPassAndRules) {
  const auto scalars = [](const Go<9>& go, const GoSettings& settings) {
    Planes planes(go_info(settings));
    go.encode(planes);
    return std::vector<float>(planes.scalars().begin(), planes.scalars().end());
  };
  GoSettings settings{.size = 5, .komi = 6.5};
  Go<9> go(settings);
  EXPECT_THAT(scalars(go, settings), testing::ElementsAre(-0.65f, 1, 0, 1, 0));
  go.apply(go.parse("pass").value());
  EXPECT_THAT(scalars(go, settings), testing::ElementsAre(0.65f, 0, 1, 1, 0));
  settings = {.size = 5, .komi = -6.5, .ko = KoRule::kSimple, .suicide = true};
  EXPECT_THAT(scalars(Go<9>(settings), settings), testing::ElementsAre(0.65f, 1, 0, 0, 1));
}

TEST(Go, NamesPointsAsPlayersDo) {
  const Go<19> go(GoSettings{.size = 19});
  EXPECT_EQ(go.to_string(0), "A1");
  EXPECT_EQ(go.to_string(8), "J1") << "there is no I";
  EXPECT_EQ(go.to_string(18 * 19 + 18), "T19");
  EXPECT_EQ(go.to_string(361), "pass");
  for (const char* text : {"d4", "D4"}) EXPECT_EQ(go.parse(text).value(), 3u * 19 + 3);
  EXPECT_EQ(go.parse("PASS").value(), 361u);
  for (const char* text : {"", "D", "I5", "D0", "D04", "D20", "U1", "44", "D4x", "D-1"}) {
    const auto parsed = go.parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error().hint, HasSubstr("there is no I"));
  }
}

TEST(Go, SettingsThatAreNoneAreRefused) {
  const auto error = [](const std::string& section) {
    const auto made = make_game(*parse_yaml("{name: go, " + section + "}", "x.yaml"));
    EXPECT_FALSE(made) << section;
    return made ? "" : made.error().to_string();
  };
  EXPECT_THAT(error("size: 20"), HasSubstr("size"));
  EXPECT_THAT(error("size: 0"), HasSubstr("size"));
  EXPECT_THAT(error("komi: 6.25"), HasSubstr("no multiple of 0.5"));
  EXPECT_THAT(error("size: 9, canvas: 7"), HasSubstr("does not fit a canvas of side 7"));
  EXPECT_THAT(error("ko: japanese"), HasSubstr("simple"));
}

}  // namespace
}  // namespace az
