// Who plays: anchors and nets, what they pass, when they resign, how long they think, what they
// show of their thoughts.
#include <gmock/gmock.h>

#include <chrono>
#include <sstream>

#include "core/file.h"
#include "core/temporary_folder.h"
#include "core/text.h"
#include "games/registry.h"
#include "layout/champion.h"
#include "layout/run_dir.h"
#include "net/registry.h"
#include "net/weights.h"
#include "store/checkpoint.h"
#include "tests/gtp/session.h"

namespace az {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Lines = std::vector<std::string>;

Answers search(int size, const Lines& lines, const Lines& more = {}) {
  Lines arguments{"--game", "go",    "--agent",
                  "search", "--set", "game.size=" + std::to_string(size)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return gtp(arguments, lines);
}

TEST(GtpPlayer, MovesForAnyColourAndPlaysWhatItAnswers) {
  const Answers answers = search(
      5, {"genmove b", "genmove b", "genmove w", "all_legal b", "undo", "undo", "undo", "undo"},
      {"--simulations", "30"});
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(answers[static_cast<std::size_t>(i)], ContainsRegex("^[A-E][1-5]$"));
  EXPECT_EQ(split(answers[3], ' ').size(), 22u);
  EXPECT_EQ(answers[6], "");
  EXPECT_EQ(answers[7], "? cannot undo");
}

TEST(GtpPlayer, TheRegressionMoveIsTheMoveAndIsNotPlayed) {
  const Answers answers = search(5, {"reg_genmove b", "reg_genmove b", "undo", "genmove b"});
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[2], "? cannot undo");
  EXPECT_EQ(answers[3], answers[0]);
}

TEST(GtpPlayer, TheSeedChoosesTheRandomAgentsMoves) {
  const auto moves = [](const char* seed) {
    return gtp({"--game", "go", "--agent", "random", "--seed", seed},
               {"genmove b", "genmove w", "genmove b", "clear_board", "genmove b"})
        .texts;
  };
  EXPECT_EQ(moves("1"), moves("1"));
  EXPECT_NE(moves("1"), moves("2"));
  EXPECT_NE(moves("1")[0], moves("1")[4]) << "another game has other draws";
}

TEST(GtpPlayer, PassesAfterAPassWhereTheAreaWins) {
  const Lines lines{"play b C3", "play b D3", "play w pass"};
  const auto after = [&](const Lines& more, const Lines& arguments = {}) {
    Lines all = lines;
    all.insert(all.end(), more.begin(), more.end());
    return search(5, all, arguments).texts.back();
  };
  EXPECT_EQ(after({"genmove b"}), "pass") << "25 points are more than komi 24.5";
  EXPECT_NE(after({"komi 25", "genmove b"}), "pass") << "a draw is no win";
  EXPECT_NE(after({"undo", "genmove b"}), "pass") << "nobody passed";
  EXPECT_EQ(after({"play b pass", "genmove w"}).size(), 2u) << "white would lose";
  const Answers kept = search(5, {"kata-set-rules {\"friendlyPassOk\":false}", "play b C3",
                                  "play w pass", "kata-get-rules"});
  EXPECT_THAT(kept[3], HasSubstr("\"friendlyPassOk\":false"));
  const Lines random{"--game", "go", "--set", "game.size=5", "--agent", "random", "--seed", "7"};
  Lines off = random;
  off.insert(off.end(), {"--friendly-pass", "off"});
  EXPECT_EQ(gtp(random, {"play b C3", "play w pass", "genmove b"})[2], "pass");
  EXPECT_NE(gtp(off, {"play b C3", "play w pass", "genmove b"})[2], "pass") << "or another seed";
  EXPECT_NE(gtp(random, {"play b C3", "play w pass", "kgs-genmove_cleanup b"})[2], "pass");
}

TEST(GtpPlayer, PassesWhereEverythingIsSettled) {
  Lines lines{"komi 0"};
  for (const char* point : {"A2", "B2", "C2", "D2", "E2", "B1", "D1"})
    lines.push_back(std::string("play b ") + point);
  Lines open = lines, closed = lines;
  open.push_back("genmove b");
  for (int row = 3; row <= 5; ++row)
    for (const char column : {'A', 'B', 'C', 'D', 'E'})
      if (row < 5 || column != 'A') closed.push_back(fmt::format("play b {}{}", column, row));
  closed.push_back("genmove b");
  EXPECT_NE(search(5, open).texts.back(), "pass") << "white could live above";
  EXPECT_EQ(search(5, closed).texts.back(), "pass");
}

TEST(GtpPlayer, ResignsAfterTwoHopelessDecisions) {
  // A search that knows nothing expects half a win.
  const Lines moves{"genmove b", "genmove w", "genmove b", "genmove b", "clear_board", "genmove b"};
  const Answers proud = search(9, moves, {"--resign", "0.2", "--simulations", "8"});
  for (const std::string& text : proud.texts) EXPECT_NE(text, "resign");
  const Answers meek = search(9, moves, {"--resign", "0.9", "--simulations", "8"});
  EXPECT_NE(meek[0], "resign");
  EXPECT_NE(meek[1], "resign");
  EXPECT_EQ(meek[2], "resign");
  EXPECT_EQ(meek[3], "resign") << "and would again";
  EXPECT_NE(meek[5], "resign");
}

TEST(GtpPlayer, ADecisionThatIsTakenBackDoesNotCountForResigning) {
  for (const char* change : {"undo", "gg-undo 1", "komi 3"}) {
    const Answers answers =
        search(9, {"genmove b", change, "genmove b"}, {"--resign", "0.9", "--simulations", "8"});
    EXPECT_EQ(answers[1], "") << change;
    EXPECT_NE(answers[2], "resign") << change;
  }
  // Nor one of a game that is over: a position is set up anew.
  const Answers set_up = search(9, {"genmove w", "gogui-setup b A1", "genmove w"},
                                {"--resign", "0.9", "--simulations", "8"});
  EXPECT_EQ(set_up[1], "");
  EXPECT_NE(set_up[2], "resign");
}

TEST(GtpPlayer, AGameThatIsTooLongCostsNeitherTimeNorHope) {
  std::string passes = "gogui-play_sequence";
  for (int i = 0; i < 2500; ++i) passes += " b pass w pass";
  const Answers answers =
      search(5, {"komi 30", passes, passes, "genmove b", "genmove b", "reg_genmove b"},
             {"--resign", "0.9", "--simulations", "8"});
  EXPECT_EQ(answers[2], "");
  for (const std::size_t i : {3u, 4u})
    EXPECT_THAT(answers[i], StartsWith("? the game is too long"));
  EXPECT_NE(answers[5], "resign") << "nothing was decided before";
}

TEST(GtpPlayer, ThinksOnWhereTrainingWouldCountTheArea) {
  // Black has nothing, so that it would be lost if its next move were the last of the game.
  std::string passes = "gogui-play_sequence";
  for (int i = 0; i < 38; ++i) passes += " b pass w pass";
  const Answers answers = search(5, {"komi 30", passes, "genmove b", "genmove b", "arrayzero-game"},
                                 {"--resign", "0.2", "--simulations", "60"});
  EXPECT_EQ(answers[1], "");
  for (const std::size_t i : {2u, 3u}) EXPECT_THAT(answers[i], ContainsRegex("^[A-E][1-5]$"));
  EXPECT_THAT(answers[4], HasSubstr("max_moves: 60000"));
  const Answers set = search(5, {"name"}, {"--set", "game.max_moves=50"});
  EXPECT_EQ(set.code, 64);
  EXPECT_THAT(set.errors, HasSubstr("max_moves"));
}

TEST(GtpPlayer, KeepsTheTime) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const Answers answers =
      search(9, {"time_settings 2 0 0", "genmove b", "genmove w", "time_left b 0 0", "genmove b"},
             {"--simulations", "16000000"});
  EXPECT_LT(std::chrono::duration<double>(Clock::now() - begin).count(), 5)
      << "about 0.1 seconds, where so many simulations take a minute";
  EXPECT_THAT(answers[4], ContainsRegex("^[A-J][1-9]$"));
}

TEST(GtpPlayer, AnalysesUntilSomethingComesIn) {
  const Answers answers = search(5, {"7 lz-analyze b 1", "kata-analyze 1 maxmoves 2",
                                     "lz-analyze w interval 1 minmoves 3 ownership true", "name"});
  EXPECT_THAT(answers.raw[0],
              ContainsRegex("^=7\ninfo move [A-E][1-5] visits [0-9]+ winrate [0-9]+ prior [0-9]+ "
                            "lcb [0-9]+ order 0 pv [A-E][1-5].* order 1 pv "));
  EXPECT_THAT(answers.raw[0], testing::EndsWith("\n\n"));
  EXPECT_THAT(answers.raw[1],
              ContainsRegex(
                  "info move [A-E][1-5] visits [0-9]+ utility -?0\\.[0-9]+ winrate "
                  "0\\.[0-9]+ prior 0\\.0[0-9]+ lcb 0\\.[0-9]+ utilityLcb -?[0-9.]+ order 0 pv "));
  EXPECT_THAT(answers.raw[1], AllOf(HasSubstr(" order 1 "), Not(HasSubstr(" order 2 "))));
  EXPECT_THAT(answers.raw[2], HasSubstr("info move "));
  EXPECT_EQ(answers[3], "ArrayZero search200");
}

TEST(GtpPlayer, AnalysisSeesAWinInOneMove) {
  const Answers answers = gtp(
      {"--game", "connect_four", "--agent", "search"},
      {"play b 4", "play w 3", "play b 4", "play w 3", "play b 4", "play w 3", "kata-analyze b 2"});
  EXPECT_THAT(answers.raw[6],
              ContainsRegex("info move 4 visits [0-9]+ utility 1\\.0+ winrate "
                            "1\\.0+ prior [0-9.]+ lcb 0\\.9[0-9]+ utilityLcb 0\\.9[0-9]+ "
                            "order 0 pv 4 "));
}

TEST(GtpPlayer, TheRandomAgentHasNoOpinion) {
  const Answers answers = gtp({"--game", "go", "--agent", "random"},
                              {"lz-analyze", "kata-raw-nn", "arrayzero-raw-net", "version"});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(answers[i], "? the random agent has no opinion");
  EXPECT_THAT(answers[3], AllOf(HasSubstr("random"), Not(HasSubstr("simulations"))));
}

class GtpNetTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::create_directories(run_.net(4).parent_path()));
    ASSERT_TRUE(write_file(
        run_.run_yaml(),
        "game: " + std::string(kGame) + "\nsearch: {simulations: 12}\ninfer: {cache_mb: 1}\n"));
    write_the_net("{name: mlp, layers: 1, hidden: 8}", kGame);
  }
  void write_the_net(const std::string& architecture, const std::string& section) const {
    const auto game = *make_game(*parse_yaml(section, "x"));
    const auto net = *make_net(*parse_yaml(architecture, "x"), game->info());
    net->initialise(3);
    NetFile file;
    file.identity = {game->info().family,          game->info().rules_id,
                     game->info().action_space_id, game->info().encoder_id,
                     net->section().to_yaml(),     section};
    file.generation = 4;
    file.weights = copy_weights(*net);
    const auto hash = write_net(run_.net(4), file);
    ASSERT_TRUE(hash);
    ASSERT_TRUE(write_champion(run_, {.generation = 4, .net = *hash, .since = 4}));
  }
  Answers net(const Lines& lines, const Lines& more = {}) const {
    Lines arguments{"--net", run_.net(4).string(), "--simulations", "8"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return gtp(arguments, lines);
  }
  static constexpr const char* kGame = "{name: go, size: 7, komi: 3.5, max_moves: 12}";
  const TemporaryFolder folder_ = TemporaryFolder::make("az_gtp").value();
  const RunDir run_{folder_.path()};
};

TEST_F(GtpNetTest, SaysWhoPlays) {
  const Answers champion = gtp({"--run", folder_.path().string()}, {"name", "version"});
  EXPECT_EQ(champion[0], "ArrayZero champion g0004");
  EXPECT_THAT(champion[1], ContainsRegex("^[0-9.]+, champion g0004, generation 4, net "
                                         "[0-9a-f]{12}, 12 simulations$"));
  const Answers file = net({"name", "version"});
  EXPECT_EQ(file[0], "ArrayZero g0004");
  EXPECT_THAT(file[1], HasSubstr("generation 4"));
}

TEST_F(GtpNetTest, PlaysEverySizeOfItsCanvasAndNoOther) {
  const Answers answers = net({"get_komi", "genmove b", "boardsize 5", "get_komi", "genmove b",
                               "boardsize 8", "genmove w", "rectangular_boardsize 3 6", "genmove b",
                               "boardsize 7", "get_komi", "arrayzero-game"});
  EXPECT_EQ(answers.code, 0) << answers.errors;
  EXPECT_EQ(answers[0], "3.5") << "its own";
  EXPECT_THAT(answers[1], Not(StartsWith("?")));
  EXPECT_EQ(answers[2], "");
  EXPECT_EQ(answers[3], "24.5") << "the usual one";
  EXPECT_THAT(answers[4], Not(StartsWith("?")));
  EXPECT_EQ(answers[5], "? unacceptable size: this net plays boards up to 7 x 7");
  EXPECT_THAT(answers[6], Not(StartsWith("?")));
  EXPECT_EQ(answers[7], "");
  EXPECT_THAT(answers[8], Not(StartsWith("?")));
  EXPECT_EQ(answers[10], "3.5");
  EXPECT_THAT(answers[11], HasSubstr("canvas: 7"));
  const Answers set = net({"get_komi", "genmove b"}, {"--set", "game.size=5"});
  EXPECT_EQ(set.code, 0) << set.errors;
  EXPECT_EQ(set[0], "24.5");
  EXPECT_THAT(set[1], Not(StartsWith("?")));
}

TEST_F(GtpNetTest, ARunsVariantsAreItsGameOnTheirBoards) {
  const std::string run = folder_.path().string();
  ASSERT_TRUE(
      write_file(run_.run_yaml(),
                 std::string("game: {name: go, size: 7, canvas: 7, komi: 3.5, max_moves: 12}\n") +
                     "search: {simulations: 12}\n"
                     "variants: [{share: 0.4}, {share: 0.2, size: 5, komi: 20.5, ko: simple}, "
                     "{share: 0.2, size: 4, komi: 1}, {share: 0.2, size: 4, komi: 2}]\n"));
  const Lines sizes{"get_komi",       "boardsize 5",   "get_komi",
                    "kata-get-rules", "boardsize 4",   "get_komi",
                    "boardsize 6",    "get_komi",      "kata-get-rules",
                    "boardsize 7",    "get_komi",      "kata-set-rules {\"ko\":\"SITUATIONAL\"}",
                    "boardsize 5",    "kata-get-rules"};
  const Answers answers = gtp({"--run", run}, sizes);
  EXPECT_EQ(answers.code, 0) << answers.errors;
  EXPECT_EQ(answers[0], "3.5");
  EXPECT_EQ(answers[2], "20.5");
  EXPECT_THAT(answers[3], HasSubstr("\"ko\":\"SIMPLE\""));
  EXPECT_EQ(answers[5], "0.5") << "which of the two? the usual one";
  EXPECT_EQ(answers[7], "0.5");
  EXPECT_THAT(answers[8], HasSubstr("\"ko\":\"POSITIONAL\"")) << "the variant's went with it";
  EXPECT_EQ(answers[10], "3.5");
  EXPECT_THAT(answers[13], HasSubstr("\"ko\":\"SITUATIONAL\"")) << "what was asked for stays";
  EXPECT_EQ(gtp({"--run", run, "--set", "game.size=5"}, {"get_komi"})[0], "20.5");
  EXPECT_EQ(gtp({"--run", run, "--set", "game.size=6"}, {"get_komi"})[0], "0.5");
  EXPECT_EQ(gtp({"--run", run, "--set", "game.size=5", "--set", "game.komi=2"}, {"get_komi"})[0],
            "2");
}

TEST_F(GtpNetTest, AFileMayBeLongerThanAGameOfTraining) {
  std::string text = "(;SZ[7]KM[0.5]RU[NZ]";
  for (int i = 0; i < 14; ++i)
    text += fmt::format(";{}[{}{}]", "BW"[i % 2], "abcdefg"[i / 2], i % 2 == 0 ? 'b' : 'd');
  const std::string file = (folder_.path() / "long.sgf").string();
  ASSERT_TRUE(write_file(file, text + ")"));
  const Answers answers = net({"loadsgf " + file, "printsgf", "genmove b"});
  EXPECT_EQ(answers[0], "");
  EXPECT_THAT(answers[1], HasSubstr(";W[gd]"));
  EXPECT_THAT(answers[2], Not(StartsWith("?")));
}

TEST_F(GtpNetTest, RawOutputIsADistribution) {
  const Answers answers = net({"boardsize 5", "play b C3", "kata-raw-nn 0", "arrayzero-raw-net"});
  std::istringstream text(answers[2]);
  std::string word;
  double sum = 0, outcome = 0;
  int numbers = 0, absent = 0, owners = 0;
  for (std::string key; text >> key;) {
    if (key == "symmetry" || key == "policy" || key == "whiteLead") {
      if (key != "policy") text >> word;
    } else if (key == "whiteOwnership") {
      for (; text >> word; ++owners) EXPECT_LE(std::abs(std::stod(word)), 1);
    } else if (key.starts_with("white") || key == "noResult") {
      text >> word;
      outcome += std::stod(word);
    } else if (key == "policyPass") {
      text >> word;
      sum += std::stod(word);
    } else {
      ++numbers;
      if (key == "NAN")
        ++absent;
      else
        sum += std::stod(key);
    }
  }
  EXPECT_EQ(numbers, 25);
  EXPECT_EQ(owners, 25);
  EXPECT_EQ(absent, 1);
  EXPECT_NEAR(sum, 1, 1e-4);
  EXPECT_NEAR(outcome, 1, 1e-4);
  EXPECT_THAT(answers[3], ContainsRegex("^outcome [0-9. ]+\nA1 0\\.[0-9]+\n"));
}

/// The numbers after a key, up to the next word.
std::vector<double> numbers_after(const std::string& line, const std::string& key) {
  std::istringstream text(line.substr(line.find(" " + key + " ") + key.size() + 2));
  std::vector<double> numbers;
  for (double x; text >> x;) numbers.push_back(x);
  return numbers;
}

TEST_F(GtpNetTest, AnalysisShowsWhoseTheBoardIsTheScoreAndTheRoot) {
  const Answers answers = net(
      {"rectangular_boardsize 3 5", "play b B2",
       "kata-analyze 1 maxmoves 1 rootInfo true ownership true movesOwnership true pvVisits true",
       "kata-analyze b 1 ownership true", "kata-analyze 1 minmoves 15 maxmoves 1"});
  const std::string& line = answers.raw[2];
  EXPECT_THAT(line, ContainsRegex("info move [A-C][1-5] visits [0-9]+ utility [-0-9.]+ winrate "
                                  "[0-9.]+ scoreMean [-0-9.]+ scoreLead [-0-9.]+ prior "));
  EXPECT_THAT(line,
              ContainsRegex(" pvVisits [0-9 ]+ movesOwnership [-0-9. ]+ rootInfo visits [0-9]+ "
                            "utility [-0-9.]+ winrate [0-9.]+ scoreMean [-0-9.]+ scoreLead "
                            "[-0-9.]+ ownership [-0-9. ]+\n\n$"));
  EXPECT_EQ(numbers_after(line, "ownership").size(), 15u) << "by rows, from the top";
  EXPECT_EQ(numbers_after(line, "movesOwnership").size(), 15u);
  EXPECT_THAT(answers.raw[3], AllOf(HasSubstr(" ownership "), Not(HasSubstr("rootInfo"))));
  EXPECT_THAT(answers.raw[4], Not(HasSubstr("wnership")));
}

TEST_F(GtpNetTest, AnalysisNamesAMoveHoweverSlowTheNetIs) {
  // An evaluation takes longer than the time between two looks at the input, which is there.
  write_the_net("{name: resnet, blocks: 8, channels: 128}", "{name: go, size: 19}");
  const Answers answers = net({"kata-analyze b 1 rootInfo true ownership true", "lz-analyze b 1"});
  EXPECT_THAT(answers.raw[0], ContainsRegex("^=\ninfo move .* rootInfo visits .* ownership "));
  EXPECT_THAT(answers.raw[1], StartsWith("=\ninfo move "));
}

TEST_F(GtpNetTest, AnalysisKeepsToTheMovesItIsAllowed) {
  const Answers answers =
      net({"lz-analyze b 1 allow b C3,pass 1", "lz-analyze b 1 avoid w C3 1",
           "kata-analyze w avoid w C3,D4 1 avoid b A1 1 interval 1", "lz-analyze b allow b C3",
           "lz-analyze b allow b Z3 1", "kata-genmove_analyze b allow b C3 1"});
  EXPECT_THAT(answers.raw[0], AllOf(HasSubstr("move C3 "), Not(HasSubstr("move D4 "))));
  EXPECT_THAT(answers.raw[1], HasSubstr("info move"));
  EXPECT_THAT(answers.raw[2], AllOf(Not(HasSubstr("move C3 ")), Not(HasSubstr("move D4 "))));
  for (std::size_t i = 3; i < 6; ++i) EXPECT_THAT(answers[i], StartsWith("? ")) << i;
  for (const char* colour : {"b", "w"})
    EXPECT_THAT(net({fmt::format("lz-analyze b avoid {} Z3 1", colour)})[0], StartsWith("? "))
        << "a word that is no move, whoever's";
}

TEST_F(GtpNetTest, GoGuiIsToldWhatItMayShowAndCanAskForIt) {
  const Answers answers =
      net({"boardsize 3", "gogui-setup b A1 b B1 w C3", "gogui-setup_player w",
           "gogui-analyze_commands", "arrayzero-policy", "arrayzero-ownership", "showboard"});
  std::istringstream lines(answers[3]);
  int shown = 0;
  for (std::string line; std::getline(lines, line); ++shown) {
    const auto words = split(split(line, '/').at(2), ' ');
    EXPECT_EQ(net({"known_command " + words[0]})[0], "true") << line;
  }
  EXPECT_EQ(shown, 7);
  EXPECT_THAT(answers[4], ContainsRegex("^([A-C][1-3] [0-9]+ ?)+$"));
  EXPECT_THAT(answers[5], ContainsRegex("^\n(-?[01]\\.[0-9]+ ){2}-?[01]\\.[0-9]+\n"));
  EXPECT_THAT(answers[6], AllOf(HasSubstr("w to play"), HasSubstr(" 1 X X . 1")));
  const Answers without = gtp({"--game", "go"}, {"gogui-analyze_commands", "arrayzero-policy"});
  EXPECT_EQ(split(without[0], '\n').size(), 4u);
  EXPECT_THAT(without[1], StartsWith("? no player"));
}

TEST_F(GtpNetTest, AMoveComesWithItsThoughts) {
  const Answers answers = net({"kata-genmove_analyze b 10", "3 lz-genmove_analyze w", "undo",
                               "undo", "genmove b", "lz-genmove_analyze green"});
  EXPECT_THAT(answers.raw[0],
              ContainsRegex("^=\ninfo move [A-G][1-7] visits [0-9]+ utility .* order 0 pv .* "
                            "order 1 .*\nplay [A-G][1-7]\n\n$"));
  EXPECT_THAT(answers.raw[1], ContainsRegex("^=3\ninfo move .* winrate [0-9]+ .*\nplay .*\n\n$"));
  EXPECT_THAT(answers.raw[0], HasSubstr("play " + answers[4] + "\n")) << "the move of genmove";
  EXPECT_THAT(answers.raw[5], StartsWith("? syntax error"));
  const Answers random = gtp({"--game", "go", "--agent", "random"}, {"lz-genmove_analyze b"});
  EXPECT_THAT(random.raw[0], ContainsRegex("^=\nplay [A-J][1-9]\n\n$")) << "without any";
  EXPECT_EQ(gtp({"--game", "go"}, {"kata-genmove_analyze b"})[0],
            "? no player: give --net, --run or --agent");
}

TEST_F(GtpNetTest, ANetOfAnotherGameIsRefused) {
  const Answers answers = net({"name"}, {"--game", "hex"});
  EXPECT_EQ(answers.code, 65);
  EXPECT_THAT(answers.errors, AllOf(HasSubstr("go"), HasSubstr("hex")));
}

}  // namespace
}  // namespace az
