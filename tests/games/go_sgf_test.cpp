#include <gmock/gmock.h>

#include "games/go/rules_name.h"
#include "tests/games/go_sgf_mutations.h"
#include "tests/support/go_against_naive.h"

namespace az {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

GoGame read(std::string_view text, const GoSettings& base = {}) {
  const auto game = read_go_game(parse_sgf(text, "x.sgf").value()[0], base, "x.sgf");
  EXPECT_TRUE(game) << text << '\n' << game.error().to_string();
  return game.value_or(GoGame{});
}
Error refusal(std::string_view text, const GoSettings& base = {}) {
  const auto game = read_go_game(parse_sgf(text, "x.sgf").value()[0], base, "x.sgf");
  EXPECT_FALSE(game) << text;
  if (game) return {};
  EXPECT_EQ(game.error().code, Exit::kData);
  return game.error();
}
std::string error(std::string_view text, const GoSettings& base = {}) {
  return refusal(text, base).message;
}
/// The game as this program plays it, after its last move.
std::unique_ptr<State> played(const GoGame& game, const Game& variant) {
  auto state = set_up_go(variant, game.set_up).value();
  for (const Action move : game.moves) state->apply(move);
  return state;
}
/// The moves in words.
std::vector<std::string> words(const GoGame& game) {
  const auto state = make_go(game.settings)->new_state();
  std::vector<std::string> all;
  for (const Action move : game.moves) all.push_back(state->to_string(move));
  return all;
}
/// The board after the last move, top line first.
std::string board(const GoGame& game) {
  const auto variant = make_go(game.settings);
  const std::string naive = board_of(*played(game, *variant), game.settings);
  std::string lines;
  const auto width = static_cast<std::size_t>(game.settings.width());
  for (std::size_t row = naive.size() / width; row-- > 0;)
    lines += naive.substr(row * width, width) + '\n';
  return lines;
}

TEST(GoSgf, CountsPointsFromTheUpperLeftCorner) {
  const GoGame game = read("(;SZ[9];B[aa];W[ia];B[ai];W[ii];B[cf];W[];B[tt])");
  EXPECT_THAT(words(game), ElementsAre("A9", "J9", "A1", "J1", "C4", "pass", "pass"));
  EXPECT_THAT(words(read("(;SZ[13:7];B[aa];W[mg];B[hg])")), ElementsAre("A7", "N1", "H1"));
  EXPECT_THAT(words(read("(;SZ[19];B[pd];W[ss])")), ElementsAre("Q16", "T1"));
}

TEST(GoSgf, PlaysAGameWithCaptures) {
  // White's third stone takes B3.
  const GoGame game = read("(;SZ[4]AW[ba][ab]AB[bb];W[cb];B[ca];W[bc];B[dd])");
  EXPECT_EQ(board(game), ".OX.\nO.O.\n.O..\n...X\n");
}

TEST(GoSgf, KnowsTheGame) {
  const GoGame game = read(
      "(;FF[4]GM[1]CA[UTF-8]SZ[13]KM[-0.5]RU[AGA]PB[A\nda]PW[Emmy\\]]RE[W+R];B[dd]C[one];W[jj])");
  EXPECT_EQ(game.settings.size, 13);
  EXPECT_EQ(game.settings.komi, -0.5);
  EXPECT_EQ(game.settings.ko, KoRule::kSituational);
  EXPECT_FALSE(game.settings.suicide);
  EXPECT_EQ(game.players[0], "A da");
  EXPECT_EQ(game.players[1], "Emmy]");
  EXPECT_EQ(game.result, "W+R");
  EXPECT_THAT(game.comments, ElementsAre("", "one", ""));
  EXPECT_THAT(game.remarks, IsEmpty());
  EXPECT_EQ(read("(;PB[\\ x\\\\\\ ])").players[0], "x\\") << "an escaped blank is one";
}

TEST(GoSgf, TakesFromTheSettingsWhatTheFileDoesNotSay) {
  const GoSettings base{.size = 5,
                        .canvas = 19,
                        .komi = 4,
                        .ko = KoRule::kSimple,
                        .suicide = true,
                        .dead_stones = DeadStones::kPassAlive,
                        .max_moves = 77,
                        .history = 2};
  const GoGame game = read("(;;B[aa])", base);
  GoSettings expected = base;
  expected.size = 19;
  EXPECT_EQ(canonical_text(game.settings), canonical_text(expected));
  EXPECT_THAT(
      game.remarks,
      ElementsAre("no SZ: the board has 19 x 19 points", "no KM: komi is 4",
                  "no RU: ko rule and suicide as configured (koSIMPLEscoreAREAtaxNONEsui1)"));
}

TEST(GoSgf, NumbersActionsOnTheCanvas) {
  const GoGame game = read("(;SZ[5];B[aa];W[ee];B[])", {.canvas = 9});
  EXPECT_THAT(game.moves, ElementsAre(4 * 9, 4, 81));
  EXPECT_THAT(words(game), ElementsAre("A5", "E1", "pass"));
}

TEST(GoSgf, SetsUpStonesRectanglesAndWhoPlays) {
  GoGame game = read("(;SZ[5]AB[aa:ba][ee]AW[ab:bc]PL[B])");
  EXPECT_EQ(board(game), "XX...\nOO...\nOO...\n.....\n....X\n");
  EXPECT_EQ(game.set_up.to_play, 0);
  game = read("(;SZ[5]AB[ba:aa][aa];AW[aa]AE[ba]C[changed]PL[W];W[cc])");
  EXPECT_EQ(board(game), "O....\n.....\n..O..\n.....\n.....\n") << "set-up in two nodes";
  EXPECT_THAT(game.comments, ElementsAre("changed", ""));
  game = read("(;SZ[5]AB[aa]B[bb])");
  EXPECT_EQ(board(game), "X....\n.X...\n.....\n.....\n.....\n") << "set-up beside a move";
  EXPECT_TRUE(read("(;SZ[5]AB[]AW[ ])").set_up.is_default());
}

TEST(GoSgf, WhiteBeginsAfterAHandicap) {
  EXPECT_EQ(read("(;SZ[9]HA[2]AB[cc][gg])").set_up.to_play, 1);
  EXPECT_EQ(read("(;SZ[9]AB[cc]AW[gg])").set_up.to_play, 0);
  EXPECT_EQ(read("(;SZ[9]AB[cc][gg];B[ee])").set_up.to_play, 0) << "the first move says it";
  EXPECT_EQ(read("(;SZ[9]HA[0];W[ee])").set_up.to_play, 1);
  EXPECT_THAT(read("(;SZ[9]HA[3];W[ee])").remarks, Contains("HA is '3', but no stones are set up"));
}

TEST(GoSgf, AllLinesAreReadAndTheFirstIsTheMainLine) {
  const SgfTree tree =
      parse_sgf("(;SZ[5];B[aa](;W[bb](;B[cc])(;B[dd];W[ee]))(;W[ff:]))").value()[0];
  EXPECT_FALSE(read_go_lines(tree, {}, "x")) << "one line has no point ff:";
  const SgfTree good =
      parse_sgf("(;SZ[5]KM[7]RU[NZ];B[aa]C[first](;W[bb]C[second](;B[cc])(;B[dd];W[ee]))(;W[cc]))")
          .value()[0];
  const auto lines = read_go_lines(good, {}, "x");
  ASSERT_TRUE(lines) << lines.error().to_string();
  ASSERT_EQ(lines->size(), 3u);
  GoGame first = read_go_game(good, {}, "x").value(),
         second = read_go_line(good, 5, {}, "x").value();
  EXPECT_THAT(second.comments, ElementsAre("", "first", "second", "", ""));
  first.comments = second.comments = {};
  expect_same(lines->at(0), first);
  EXPECT_THAT(words(lines->at(0)), ElementsAre("A5", "B4", "C3"));
  EXPECT_THAT(words(lines->at(1)), ElementsAre("A5", "B4", "D2", "E1"));
  EXPECT_THAT(words(lines->at(2)), ElementsAre("A5", "C3"));
  expect_same(lines->at(1), second);
  for (const GoGame& line : *lines) EXPECT_TRUE(line.comments.empty());
}

TEST(GoSgf, CommentsBesideNoMoveJoinTheOneBefore) {
  const GoGame game = read("(;SZ[5]C[start];C[more];B[aa]C[a];TR[aa]C[mark];W[bb])");
  EXPECT_THAT(game.comments, ElementsAre("start\nmore", "a\nmark", ""));
}

TEST(GoSgf, PassesAfterTheEndAreLeftOut) {
  const GoGame game = read("(;SZ[5]KM[0]RU[Chinese];B[aa];W[];B[];W[];B[])");
  EXPECT_THAT(words(game), ElementsAre("A5", "pass", "pass"));
  EXPECT_THAT(game.remarks, ElementsAre("passes after the end are left out"));
}

TEST(GoSgf, RulesHaveNames) {
  for (const KoRule ko : {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational})
    for (const bool suicide : {false, true}) {
      const auto rules = parse_sgf_rules(go_rules_name(ko, suicide));
      ASSERT_TRUE(rules) << go_rules_name(ko, suicide);
      EXPECT_EQ(rules->ko, ko);
      EXPECT_EQ(rules->suicide, suicide);
      EXPECT_EQ(rules->remark, "");
    }
  EXPECT_EQ(go_rules_name(KoRule::kPositional, false), "Chinese");
  EXPECT_EQ(go_rules_name(KoRule::kPositional, true), "Tromp-Taylor");
  EXPECT_EQ(go_rules_name(KoRule::kSituational, false), "AGA");
  EXPECT_EQ(go_rules_name(KoRule::kSituational, true), "NZ");
  EXPECT_EQ(parse_sgf_rules("Chinese")->ko, KoRule::kPositional) << "as it is written";
  EXPECT_EQ(parse_go_rules("Chinese")->ko, KoRule::kSimple) << "KataGo's";
  EXPECT_THAT(parse_go_rules("aga-button")->remark, HasSubstr("button"));
  EXPECT_TRUE(parse_go_rules("tromp taylor")->suicide);
  EXPECT_EQ(parse_go_rules("New Zealand")->ko, KoRule::kSituational);
  EXPECT_THAT(parse_go_rules("JAPANESE")->remark, HasSubstr("territory"));
  EXPECT_EQ(parse_go_rules("koSITUATIONALscoreAREAtaxNONEsui1whb0")->remark, "");
  EXPECT_THAT(parse_go_rules("koSIMPLEscoreTERRITORYtaxSEKIsui0")->remark, HasSubstr("territory"));
  EXPECT_THAT(parse_go_rules("koSIMPLEscoreAREAtaxNONEsui0button1")->remark, HasSubstr("button"));
  EXPECT_TRUE(parse_go_rules("koSIMPLEscoreAREAtaxNONEsui1button0whbN-1fpok1")->handicap_bonus);
  EXPECT_TRUE(parse_go_rules("French")->handicap_bonus);
  EXPECT_FALSE(parse_go_rules("Tromp-Taylor")->handicap_bonus);
  for (const char* name : {"", "Ing", "koSIMPLE", "koSIMPLEsui", "Chinesee", "koSIMPLEsui0",
                           "koSIMPLEscoreAREAtaxNONEsui", "koSIMPLEscoreAREAtaxNONEsui7",
                           "koSIMPLEscoreAREAtaxNONEsui0xyz", "koSIMPLEscoreAREAtaxNONEsui01",
                           "koSIMPLEscoreAREAtaxsui0", "scoreAREAkoSIMPLEtaxNONEsui0",
                           "koSIMPLEscoreAREAtaxNONEsui0whbN-2", "xkoSIMPLEscoreAREAtaxNONEsui0",
                           "koSIMPLEscoreAREAtaxNONEsui0button2"})
    EXPECT_FALSE(parse_go_rules(name)) << name;
  EXPECT_THAT(read("(;SZ[9]KM[0]RU[Ing Goe])").remarks,
              ElementsAre("RU is 'Ing Goe': ko rule and suicide as configured (Chinese)"));
  EXPECT_THAT(read("(;SZ[9]KM[0]RU[Japanese])").remarks,
              ElementsAre("RU is 'Japanese': territory is not counted here: the area decides"));
}

TEST(GoSgf, KomiIsReadAsItIsWritten) {
  EXPECT_EQ(read("(;SZ[9]KM[6,5])").settings.komi, 6.5);
  EXPECT_EQ(read("(;SZ[9]KM[+5.50 ])").settings.komi, 5.5);
  EXPECT_THAT(read("(;SZ[9]KM[375])").remarks, Contains(HasSubstr("some servers")));
  EXPECT_EQ(error("(;SZ[9];KM[nan])"), "x.sgf:1:8: KM is 'nan'");
  EXPECT_EQ(error("(;SZ[9]KM[much])"), "x.sgf:1:2: KM is 'much'");
  EXPECT_EQ(error("(;SZ[9]KM[6.25])"), "x.sgf:1:2: komi 6.25 is no multiple of 0.5");
  EXPECT_EQ(error("(;SZ[9]KM[1e9])"), "x.sgf:1:2: KM is '1e9'");
}

TEST(GoSgf, ErrorsNamePlaceAndMove) {
  EXPECT_EQ(error("(;GM[2])"), "x.sgf:1:2: GM is '2'");
  for (const char* size : {"0", "20", "x", "", "9:", ":9", "9:20", "-9", "9.5"})
    EXPECT_EQ(error(fmt::format("(;SZ[{}])", size)), fmt::format("x.sgf:1:2: SZ is '{}'", size));
  EXPECT_THAT(error("(;SZ[13])", {.canvas = 9}), HasSubstr("does not fit a canvas of side 9"));
  EXPECT_EQ(error("(;SZ[9];B[aa]\n;W[jj])"), "x.sgf:2:1: 'jj' is no point of a board of 9 x 9");
  for (const char* move : {"a", "aaa", "AA", "[", "a1", "aa:bb", "uu", "D4"})
    EXPECT_THAT(error(fmt::format("(;SZ[9];B[{}])", move)), HasSubstr("is no point of")) << move;
  EXPECT_EQ(error("(;SZ[9];B[aa];W[aa])"), "x.sgf:1:14: move 2, W A9: a stone is there");
  EXPECT_EQ(error("(;SZ[2]AW[ab][ba];B[aa])"), "x.sgf:1:18: move 1, B A2: it is suicide");
  EXPECT_EQ(error("(;SZ[5]RU[Chinese]AB[ba][ab][bc]AW[ca][db][cc][bb];B[cb];W[bb])"),
            "x.sgf:1:57: move 2, W B4: it takes back in a ko");
  EXPECT_EQ(error("(;SZ[9];B[aa];B[bb])"), "x.sgf:1:14: move 2, B: it is W's turn");
  EXPECT_EQ(error("(;SZ[9]PL[W];B[aa])"), "x.sgf:1:13: move 1, B: it is W's turn");
  EXPECT_EQ(error("(;SZ[9];B[aa]W[bb])"), "x.sgf:1:8: move 1, B: more than one move in a node");
  EXPECT_EQ(error("(;SZ[9];B[aa][bb])"), "x.sgf:1:8: move 1, B: more than one move in a node");
  EXPECT_EQ(error("(;SZ[9];B[];W[];B[aa])"), "x.sgf:1:16: move 3, B: the game was over before it");
  EXPECT_EQ(error("(;SZ[9]PL[x])"), "x.sgf:1:2: PL is 'x'");
  EXPECT_EQ(error("(;SZ[9]AB[aa]AW[aa])"), "x.sgf:1:2: two of AB, AW and AE name A9");
  EXPECT_EQ(error("(;SZ[9]AB[aa:jj])"), "x.sgf:1:2: 'jj' is no point of a board of 9 x 9");
  EXPECT_EQ(error("(;SZ[2]AB[aa]AW[ab][ba])"),
            "x.sgf:1:2: the set-up has a chain without a liberty");
  for (const char* property : {"AB[bb]", "AW[bb]", "AE[aa]", "PL[B]"}) {
    const Error late = refusal(fmt::format("(;SZ[9];B[aa];{};W[cc])", property));
    EXPECT_EQ(late.message, fmt::format("x.sgf:1:14: {:.2} after move 1", property));
    EXPECT_THAT(late.hint, HasSubstr("game of its own"));
  }
  EXPECT_EQ(error("(;SZ[9];B[\x1b[31m])"), "x.sgf:1:8: '?[31m' is no point of a board of 9 x 9")
      << "nothing that a terminal obeys";
}

TEST(GoSgf, ASuperkoIsNamed) {
  // White takes two on a board of one line; black would take back one and make the first board.
  const std::string start = "(;SZ[3:1]RU[Chinese];B[ba];W[];B[aa];W[ca]";
  EXPECT_EQ(board(read(start + ")")), "..O\n");
  EXPECT_EQ(error(start + ";B[ba])"), "x.sgf:1:43: move 5, B B1: it repeats an earlier board");
  EXPECT_EQ(board(read("(;SZ[3:1]RU[Japanese];B[ba];W[];B[aa];W[ca];B[ba])")), ".X.\n");
}

TEST(GoSgf, TooManyMovesAreRefused) {
  std::string comb = "(;SZ[9]";
  for (int i = 0; i < 1500; ++i) comb += "(;C[x]";
  for (int i = 0; i < 1500; ++i) comb += "(;C[x]))";
  const auto lines = read_go_lines(parse_sgf(comb + ")").value()[0], {}, "x.sgf");
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().message,
            "x.sgf: 1500 lines of 1128750 nodes in all, at most 1000000 are read");

  GoGame endless;  // without a superko
  endless.settings = {.size = 5, .ko = KoRule::kSimple, .max_moves = 60'000};
  const auto variant = make_go(endless.settings);
  const auto state = variant->new_state();
  Rng rng({.seed = 9});
  std::vector<Action> legal;
  while (endless.moves.size() < 60'000) {
    state->legal(legal);
    ASSERT_FALSE(legal.empty());
    const std::size_t choices = std::max<std::size_t>(legal.size() - 1, 1);  // no free pass
    endless.moves.push_back(legal[rng.below(static_cast<std::uint32_t>(choices))]);
    state->apply(endless.moves.back());
  }
  endless.moves.push_back(0);
  EXPECT_THAT(error(write_sgf({write_go_game(endless)})),
              testing::AnyOf(HasSubstr("more than 60000 moves"), HasSubstr("the game was over")));
}

TEST(GoSgf, RandomGamesComeBack) {
  std::uint32_t number = 0;
  for (const auto& [rows, columns] : {std::pair{1, 3}, {5, 5}, {9, 9}, {6, 11}, {13, 13}, {19, 19}})
    for (const KoRule ko : {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational}) {
      Rng rng({.seed = 8, .purpose = Purpose::kTest, .game = ++number});
      GoGame game;
      game.settings = {.size = rows,
                       .columns = rows == columns ? 0 : columns,
                       .canvas = rng.below(2) == 0 ? 0 : 19,
                       .komi = 0.5 * (static_cast<int>(rng.below(40)) - 20),
                       .ko = ko,
                       .suicide = rng.below(2) == 0};
      game.players = {"black [x]", "white\\"};
      game.result = "W+0.5";
      if (rows > 1 && rng.below(2) == 0) {
        game.set_up = {.black = {{0, 0}, {2, 3}}, .white = {{4, 4}}, .to_play = 1};
        if (rng.below(2) == 0) game.set_up.white.clear();
      }
      const auto variant = make_go(game.settings);
      auto state = set_up_go(*variant, game.set_up).value();
      std::vector<Action> legal;
      game.comments = {"from: a test"};
      while (!state->terminal() && game.moves.size() < 300) {
        state->legal(legal);
        game.moves.push_back(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
        game.comments.push_back(rng.below(3) == 0 ? "q = [0.5]\nvisits: 8\\9" : "");
        state->apply(game.moves.back());
      }
      const std::string text = write_sgf({write_go_game(game)});
      const GoGame again = read(text, game.settings);
      expect_same(again, game);
      EXPECT_THAT(again.remarks, IsEmpty());
      EXPECT_EQ(played(again, *variant)->draw(), state->draw());
      game.comments.clear();
      EXPECT_EQ(read(write_sgf({write_go_game(game)}), game.settings).moves, game.moves);
    }
}

TEST(GoSgf, IsWrittenAsOtherProgramsReadIt) {
  GoGame game;
  game.settings = {.size = 9, .komi = 0.5};
  game.set_up = {.black = {{2, 2}, {6, 6}}, .white = {}, .to_play = 1};
  game.moves = {4 * 9 + 4, 81};
  game.comments = {"start", "", "a pass"};
  game.players = {"g0001", "random"};
  game.result = go_result(7);
  const std::string text = write_sgf({write_go_game(game)});
  EXPECT_TRUE(text.starts_with("(;FF[4]GM[1]CA[UTF-8]AP[ArrayZero:")) << text;
  EXPECT_THAT(text, HasSubstr("SZ[9]KM[0.5]RU[Chinese]HA[2]"));
  std::string flat = text;
  std::erase(flat, '\n');
  EXPECT_THAT(flat,
              HasSubstr("PB[g0001]PW[random]RE[B+3.5]AB[cg][gc]PL[W]C[start];W[ee];B[]C[a pass])"));
}

TEST(GoSgf, ResultsAreOfBlack) {
  EXPECT_EQ(go_result(7), "B+3.5");
  EXPECT_EQ(go_result(-24), "W+12");
  EXPECT_EQ(go_result(0), "0");
}

TEST(GoSgf, ASetUpThatIsNoneIsRefused) {
  const auto variant = make_go({.size = 5});
  const auto message = [&](const GoSetUp& set_up) {
    const auto state = set_up_go(*variant, set_up);
    EXPECT_FALSE(state);
    return state ? "" : state.error().message;
  };
  EXPECT_THAT(message({.black = {{5, 0}}, .white = {}}), HasSubstr("outside the board of 5 x 5"));
  EXPECT_THAT(message({.black = {{0, -1}}, .white = {}}), HasSubstr("outside"));
  EXPECT_EQ(message({.black = {{1, 1}}, .white = {{1, 1}}}), "two stones of the set-up are on B2");
  EXPECT_THAT(message({.black = {{0, 0}}, .white = {{0, 1}, {1, 0}}}), HasSubstr("liberty"));
  EXPECT_EQ(set_up_go(*variant, {.black = {{0, 0}}, .to_play = 1}).value()->to_play(), 1);
}

TEST(GoSgf, SettingsAreReadFromAGameSection) {
  const auto settings = read_go_settings(*parse_yaml("{name: go, size: 7, komi: 9}", "x.yaml"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->size, 7);
  EXPECT_EQ(settings->komi, 9);
  const auto other = read_go_settings(*parse_yaml("{name: hex, size: 7}", "x.yaml"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "the game is hex, not go");
  EXPECT_EQ(other.error().code, Exit::kUsage);
}

TEST(GoSgf, MutatedTextsAreGamesOrRefused) {
  const MutationCounts counts = read_mutations(1, 50'000);
  EXPECT_GT(counts.games, 5'000);
  EXPECT_GT(counts.refused, 5'000);
  EXPECT_GT(counts.no_sgf, 5'000);
}

}  // namespace
}  // namespace az
