// GNU Go beside `arrayzero gtp`: the same legal points, whole games with a referee, the same score.
//
// By simple ko and without suicide: its superko and its suicide are its own.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.h"
#include "core/text.h"
#include "engines/conversation.h"

namespace az {
namespace {

constexpr double kTimeOut = 60;

using Words = std::vector<std::string>;

class BesideGnuGo : public testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("gnugo"))
      GTEST_SKIP() << "needs gnugo (bash slurm/setup.sh --tests installs it)";
  }

  /// Empty after a failure.
  static std::unique_ptr<Conversation> start(const std::string& command, const std::string& name) {
    Words words = command_words(command).value();
    words[0] = find_program(words[0]).value();
    auto child = Child::start(words);
    EXPECT_TRUE(child) << (child ? "" : child.error().to_string());
    if (!child) return nullptr;
    return std::make_unique<Conversation>(std::move(*child), name, nullptr);
  }
  void begin(const std::string& ours, const std::string& theirs, int size, double komi) {
    ours_ = start(AZ_BIN_DIR "/az_gtp --game go " + ours, "ArrayZero");
    theirs_ = start("gnugo --mode gtp " + theirs, "GNU Go");
    ASSERT_TRUE(ours_ && theirs_);
    both("boardsize " + std::to_string(size));
    both("clear_board");
    both(fmt::format("komi {}", komi));
    say(*ours_, R"(kata-set-rules {"ko":"SIMPLE","suicide":false})");
  }
  static std::string say(Conversation& engine, const std::string& command) {
    const auto answer = engine.must(command, kTimeOut);
    EXPECT_TRUE(answer) << command << ": " << (answer ? "" : answer.error().to_string());
    return answer.value_or("");
  }
  void both(const std::string& command) {
    say(*ours_, command);
    say(*theirs_, command);
  }
  /// The points of one colour, sorted; fails the test where the two do not agree.
  Words all_legal(const char* colour) {
    const auto sorted = [&](Conversation& engine) {
      Words points;
      for (std::string& point : split(say(engine, fmt::format("all_legal {}", colour)), ' '))
        if (!point.empty()) points.push_back(std::move(point));
      std::sort(points.begin(), points.end());
      return points;
    };
    Words ours = sorted(*ours_);
    EXPECT_EQ(ours, sorted(*theirs_)) << colour << "\n" << say(*theirs_, "showboard");
    return ours;
  }

  /// A game to two passes or a resignation, checked at every ply. first: black is ours.
  void play_a_game(bool first) {
    int passes = 0, ply = 0;
    for (; passes < 2 && ply < 400 && !HasFailure(); ++ply) {
      const bool black = ply % 2 == 0;
      const Words legal = all_legal(black ? "black" : "white");
      auto& [mover, other] = *(black == first ? &sides_ours_ : &sides_theirs_);
      const std::string move = say(**mover, fmt::format("genmove {}", black ? "b" : "w"));
      if (to_lower(move) == "resign") return;
      const bool pass = to_lower(move) == "pass";
      passes = pass ? passes + 1 : 0;
      EXPECT_TRUE(pass || std::binary_search(legal.begin(), legal.end(), move)) << move;
      say(**other, fmt::format("play {} {}", black ? "b" : "w", move));
    }
    EXPECT_EQ(passes, 2) << "after " << ply << " plies";
    EXPECT_EQ(say(*ours_, "final_score"), say(*theirs_, "final_score"))
        << say(*theirs_, "showboard");
  }
  static std::string to_lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
  }

  std::unique_ptr<Conversation> ours_, theirs_;
  std::pair<std::unique_ptr<Conversation>*, std::unique_ptr<Conversation>*> sides_ours_{&ours_,
                                                                                        &theirs_},
      sides_theirs_{&theirs_, &ours_};
};

constexpr const char* kPlaysToTheEnd =
    "--level 1 --chinese-rules --capture-all-dead --play-out-aftermath --seed 1";

TEST_F(BesideGnuGo, TheSamePointsAreLegalInRandomGames) {
  int positions = 0;
  for (const int size : {5, 7, 9}) {
    begin("", "", size, 0.5);
    for (std::uint32_t game = 0; game < 3 && !HasFailure(); ++game) {
      both("clear_board");
      Rng rng({.seed = 11, .game = game, .ply = static_cast<std::uint32_t>(size)});
      for (int ply = 0; ply < 3 * size * size / 2 && !HasFailure(); ++ply) {
        const char* const colours[] = {"black", "white"};
        const char* const mover = colours[ply % 2];
        const Words legal = all_legal(mover);
        all_legal(colours[1 - ply % 2]);
        ++positions;
        both(fmt::format(
            "play {} {}", mover,
            legal.empty() ? "pass" : legal[rng.below(static_cast<std::uint32_t>(legal.size()))]));
      }
    }
  }
  EXPECT_GE(positions, 690);
}

TEST_F(BesideGnuGo, ASearchPlaysWholeGames) {
  begin("--agent search --simulations 40 --set game.size=7", kPlaysToTheEnd, 7, 9.5);
  play_a_game(true);
  both("clear_board");
  play_a_game(false);
}

TEST_F(BesideGnuGo, ARandomPlayerPlaysAWholeGame) {
  begin("--agent random --seed 5", kPlaysToTheEnd, 9, 7.5);
  play_a_game(false);
}

}  // namespace
}  // namespace az
