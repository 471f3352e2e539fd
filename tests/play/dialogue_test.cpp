// A person at the prompt: whole games by script, wrong words, taking back, the end of the input.
#include "play/dialogue.h"

#include <gmock/gmock.h>

#include <sstream>
#include <vector>

#include "core/text.h"
#include "games/registry.h"
#include "play/play.h"
#include "play/thought.h"
#include "search/uniform_evaluator.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

struct Said {
  int code = 0;
  std::string out, err;
  /// What was answered to each line, without prompts; [0] came before the first prompt.
  std::vector<std::string> answers() const {
    std::vector<std::string> parts;
    std::string part;
    for (const std::string& line : split(out, '\n')) {
      const std::size_t mark = line.find("> ");
      if (mark == std::string::npos) {
        part += line + "\n";
        continue;
      }
      parts.push_back(part);
      part = line.substr(mark + 2) + "\n";
    }
    parts.push_back(part);
    return parts;
  }
};

Said play(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), "az_play");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  std::istringstream in(input);
  std::ostringstream out, err;
  Said said;
  said.code = run_play(static_cast<int>(argv.size()), argv.data(), in, out, err);
  said.out = out.str();
  said.err = err.str();
  return said;
}

std::string lines(const std::vector<std::string>& words) { return join(words, "\n") + "\n"; }

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

const std::string kNine = lines({"a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"});

TEST(Dialogue, AScriptPlaysTicTacToeToTheEnd) {
  // Trying every cell in turn always finds a free one, so the script reaches the end.
  for (const char* seat : {"0", "1"}) {
    const Said said =
        play({"--agent", "random", "--game", "tic_tac_toe", "--seed", "5", "--seat", seat}, kNine);
    EXPECT_EQ(said.code, 0) << said.err;
    EXPECT_EQ(said.err, "");
    EXPECT_THAT(said.out, ContainsRegex("the end \\((win|draw)\\): seat 0"));
    EXPECT_THAT(said.out, HasSubstr(std::string("seat ") + seat + " (you) to play, move "));
    EXPECT_THAT(said.out, HasSubstr("(random) plays "));
    EXPECT_THAT(said.out, HasSubstr("over> "));
  }
}

TEST(Dialogue, AScriptPlaysConnectFourToTheEnd) {
  // One column after the other; full ones are refused.
  const Said said = play({"--agent", "random", "--game", "connect_four", "--seed", "1"},
                         repeated(lines({"1", "2", "3", "4", "5", "6", "7"}), 6));
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, ContainsRegex("the end \\((win|draw)\\): seat 0 \\(you\\) "));
}

TEST(Dialogue, TheEndNamesTheWinnerOfAColumnOfFour) {
  const Said said = play({"--agent", "random", "--game", "connect_four", "--seed", "2"},
                         lines({"1", "1", "1", "1"}));
  ASSERT_THAT(said.out, Not(HasSubstr("(random) plays 1"))) << "choose another seed";
  EXPECT_THAT(said.out, HasSubstr("the end (win): seat 0 (you) won, seat 1 (random) lost"));
}

TEST(Dialogue, UndoRestoresThePosition) {
  const Said said = play({"--agent", "search", "--game", "connect_four", "--simulations", "50"},
                         lines({"board", "4", "board", "3", "undo", "board", "undo", "board"}));
  const auto parts = said.answers();
  ASSERT_EQ(parts.size(), 10u);
  EXPECT_NE(parts[1], parts[3]);
  EXPECT_THAT(parts[5], HasSubstr("took back 3"));
  EXPECT_EQ(parts[6], parts[3]);
  EXPECT_THAT(parts[7], HasSubstr("took back 4"));
  EXPECT_EQ(parts[8], parts[1]);
}

TEST(Dialogue, UndoAfterTheEndGoesOnAndNothingToTakeBackIsSaid) {
  const Said said =
      play({"--agent", "random", "--game", "connect_four", "--seat", "1"}, lines({"undo"}));
  EXPECT_THAT(said.answers()[1], HasSubstr("you have made no move"));
  const Said ended = play({"--agent", "random", "--game", "tic_tac_toe", "--seed", "5"},
                          kNine + lines({"a1", "moves", "undo", "moves"}));
  const auto parts = ended.answers();
  ASSERT_EQ(parts.size(), 15u);
  EXPECT_THAT(parts[10], HasSubstr("the game is over"));
  EXPECT_THAT(parts[11], HasSubstr("the game is over"));
  EXPECT_THAT(parts[12], HasSubstr("took back"));
  EXPECT_THAT(parts[13], HasSubstr(" legal: "));
}

TEST(Dialogue, WrongWordsChangeNothingAndSayWhatIsLegal) {
  const Said said = play({"--agent", "random", "--game", "tic_tac_toe"},
                         lines({"a1", "board", "a1", "d1", "hepl", "", "-", "board"}));
  EXPECT_EQ(said.code, 0);
  const auto parts = said.answers();
  ASSERT_EQ(parts.size(), 9u);  // a blank line has no answer
  EXPECT_THAT(parts[3], HasSubstr("'a1' is not legal here"));
  EXPECT_THAT(parts[3], HasSubstr("legal: "));
  EXPECT_THAT(parts[4], HasSubstr("'d1' is neither a move nor a command"));
  EXPECT_THAT(parts[5], HasSubstr("did you mean 'help'?"));
  EXPECT_EQ(parts[7], parts[2]);
}

TEST(Dialogue, ManyLegalMovesAreListedOnlyWhenAskedFor) {
  const Said said = play({"--agent", "random", "--game", "hex", "--set", "game.size=11"},
                         lines({"k12", "moves", "help"}));
  const auto parts = said.answers();
  EXPECT_THAT(parts[1], HasSubstr("`moves` lists all"));
  EXPECT_THAT(parts[2], HasSubstr("121 legal: a1 b1"));
  EXPECT_THAT(parts[3], HasSubstr("written like a1 b1 c1"));
}

TEST(Dialogue, TheEndOfTheInputIsAnOrderlyEnd) {
  const Said at_once = play({"--agent", "random", "--game", "tic_tac_toe"}, "");
  EXPECT_EQ(at_once.code, 0);
  EXPECT_EQ(at_once.err, "");
  EXPECT_EQ(at_once.out.back(), '\n');
  EXPECT_EQ(play({"--agent", "random", "--game", "tic_tac_toe"}, "a1").code, 0);
  const Said left = play({"--agent", "random", "--game", "tic_tac_toe"}, "quit\na1\n");
  EXPECT_EQ(left.code, 0);
  EXPECT_EQ(left.answers().size(), 2u) << "quit leaves at once";
}

TEST(Dialogue, HintsCarryAnEvaluationWhereTheAgentHasOne) {
  const std::vector<std::string> search{"--agent",      "search",        "--game",
                                        "connect_four", "--simulations", "300"};
  const Said said = play(search, lines({"hint", "hint"}));
  const auto parts = said.answers();
  EXPECT_THAT(parts[1], ContainsRegex("search300 would play [1-7]: value [+-]0\\.[0-9]+ \\(wins "
                                      "[0-9]+ %, draws [0-9]+ %, loses [0-9]+ %\\), visits .* of "
                                      "300"));
  EXPECT_EQ(parts[2], parts[1]) << "the same position, the same answer";
  const Said random = play({"--agent", "random", "--game", "connect_four"}, "hint\n");
  EXPECT_THAT(random.answers()[1], HasSubstr("no opinion"));
}

TEST(Dialogue, NewBeginsAnotherGame) {
  const Said said =
      play({"--agent", "random", "--game", "tic_tac_toe"}, lines({"board", "b2", "new", "board"}));
  const auto parts = said.answers();
  ASSERT_EQ(parts.size(), 6u);
  EXPECT_EQ(parts[4], parts[1]);
}

TEST(Dialogue, WatchingPlaysBothSeatsToTheEndAndRepeats) {
  const std::vector<std::string> arguments{"--agent",       "search", "--game", "tic_tac_toe",
                                           "--simulations", "2000",   "--both"};
  const Said said = play(arguments, "");
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, Not(HasSubstr("you")));
  EXPECT_THAT(said.out, HasSubstr("seat 0 (search2000) plays"));
  EXPECT_THAT(said.out, HasSubstr("seat 1 (search2000) plays"));
  // Good play draws.
  EXPECT_THAT(said.out, HasSubstr("the end (draw): seat 0 (search2000) drew"));
  EXPECT_EQ(play(arguments, "").out, said.out);
}

TEST(Dialogue, ThreePlayersAndForcedSteps) {
  const auto game = three_player_game();
  const Agent agent = search_agent(30);
  UniformEvaluator evaluator;
  std::string cells;
  for (char row = '1'; row <= '3'; ++row)
    for (char column = 'a'; column <= 'd'; ++column) cells += {column, row, '\n'};
  std::istringstream in(repeated(cells, 12));
  std::ostringstream out;
  Dialogue(*game, agent, &evaluator, {.seat = 1}, in, out).run();
  EXPECT_THAT(out.str(), HasSubstr("every seat but 1, which is yours"));
  EXPECT_THAT(out.str(), HasSubstr("seat 0 (search30) plays "));
  EXPECT_THAT(out.str(), HasSubstr("seat 2 (search30) plays "));
  EXPECT_THAT(out.str(), HasSubstr(" had only "));
  EXPECT_THAT(out.str(), ContainsRegex("value [+-][01]\\.[0-9]+ \\(place 1 [0-9]+ %, place 2 "));
  EXPECT_THAT(out.str(), ContainsRegex("the end .*seat 0 \\(search30\\) (takes|shares) place [123] "
                                       ".*seat 1 \\(you\\) .*seat 2 \\(search30\\) "));
}

/// The agent's thought after these moves in connect_four.
Thought thought_after(const Agent& agent, const std::string& moves, std::string& words) {
  const auto game = *make_game("connect_four");
  const auto state = game->new_state();
  for (const char move : moves) state->apply(*state->parse(std::string_view(&move, 1)));
  std::vector<Action> legal;
  state->legal(legal);
  UniformEvaluator evaluator;
  const Thought thought = think(*game, agent, &evaluator, *state, legal, {.seed = 1});
  words = describe(thought, *state, state->to_play());
  return thought;
}

TEST(Thought, SearchTakesTheImmediateWinAndKnowsIt) {
  std::string words;
  const Thought win = thought_after(search_agent(400), "121212", words);
  EXPECT_EQ(win.action, 0u);
  EXPECT_THAT(words, ContainsRegex("value \\+0\\.[89][0-9] \\(wins 9[0-9] %"));
  // The other player sees the same from the other side, and must block.
  const Thought block = thought_after(search_agent(400), "12121", words);
  EXPECT_EQ(block.action, 0u);
}

TEST(Play, WrongCommandLinesSayWhatIsWrong) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{}, "give one of --run, --net and --agent"},
      {{"--agent", "random", "--net", "x.h5"}, "give one of"},
      {{"--agent", "random"}, "--agent needs --game"},
      {{"--agent", "serch", "--game", "hex"}, "one of random, search"},
      {{"--agent", "random", "--game", "hexx"}, "did you mean 'hex'"},
      {{"--agent", "random", "--game", "hex", "--set", "game.siz=5"}, "did you mean 'size'"},
      {{"--agent", "random", "--game", "hex", "--set", "size=5"}, "--set game.size=5"},
      {{"--agent", "random", "--game", "hex", "--simulations", "5"}, "does not search"},
      {{"--agent", "random", "--game", "hex", "--seat", "2"}, "hex has 2 seats"},
      {{"--agent", "random", "--game", "hex", "--generation", "2"}, "--generation needs --run"},
      {{"--agent", "random", "--game", "hex", "--both", "--seat", "1"}, "--seat"},
      {{"--bogus"}, "--help"}};
  for (const auto& [arguments, text] : wrong) {
    const Said said = play(arguments, "");
    EXPECT_EQ(said.code, 64) << text;
    EXPECT_THAT(said.err, HasSubstr(text));
    EXPECT_EQ(said.out, "") << text;
  }
}

}  // namespace
}  // namespace az
