#include "engines/engine.h"

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "core/temporary_folder.h"
#include "games/advance.h"
#include "games/registry.h"
#include "tests/engines/hex_engine.h"
#include "tests/engines/process_group.h"

namespace az {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

/// A game in which the engine holds every seat.
struct Played {
  std::vector<Action> moves;
  std::string text;
  bool resigned = false, over = false;
  Error error;
};

class EngineTest : public testing::Test {
 protected:
  static Value section(const std::string& yaml) {
    return complete_game_section(parse_yaml(yaml, "game").value()).value();
  }
  Played play(Engine& engine, const Value& game_section, std::uint32_t seed = 0) const {
    const auto game = make_game(game_section).value();
    const auto state = game->new_state();
    std::vector<Action> legal;
    Played played;
    const auto failed = [&](const auto& result) {
      if (!result) played.error = result.error();
      return !result;
    };
    if (failed(engine.begin(*game, game_section, seed))) return played;
    for (advance(*state, legal); !legal.empty() && played.moves.size() < 500;
         advance(*state, legal)) {
      const auto move = engine.choose();
      if (failed(move)) return played;
      played.resigned = move->resigns;
      if (move->resigns) return played;
      EXPECT_TRUE(std::binary_search(legal.begin(), legal.end(), move->action));
      played.moves.push_back(move->action);
      played.text += state->to_string(move->action) + " ";
      if (failed(engine.play(move->action))) return played;
      state->apply(move->action);
    }
    played.over = legal.empty();
    return played;
  }
  Result<std::unique_ptr<Engine>> start(const EngineConfig& config) const {
    return Engine::start({.label = "other", .config = config, .transcript = transcript()});
  }
  Played play(const EngineConfig& config, const Value& game_section) const {
    auto engine = start(config);
    if (engine) return play(**engine, game_section);
    Played played;
    played.error = engine.error();
    return played;
  }
  Played play_hex(const std::string& behaviour) const { return play(hex_engine(behaviour), hex_); }
  Path transcript() const { return folder_.path() / "logs" / "other.log"; }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_engine").value();
  const Value hex_ = section("{name: hex, size: 5}");
};

TEST_F(EngineTest, SaysWhoItIsAndPlaysGameAfterGame) {
  EngineConfig config = hex_engine("good");
  config.name = config.version = "";
  const auto engine = start(config).value();
  EXPECT_EQ(engine->name(), "Hex 2000");
  EXPECT_EQ(engine->identified().version, "1.0");
  EXPECT_NE(engine->identified().identity(), config.identity());
  config.command = hex_engine("nameless").command;
  EXPECT_EQ(start(config).value()->identified().name, "unnamed");
  EXPECT_EQ(start(config).value()->identified().version, "none");
  const Played first = play(*engine, hex_, 3), second = play(*engine, hex_, 4);
  EXPECT_TRUE(first.over) << first.error.to_string();
  EXPECT_TRUE(second.over);
  EXPECT_THAT(first.text, testing::StartsWith("d1 ")) << "it was given the seed 3";
  EXPECT_NE(first.text, second.text);
  EXPECT_EQ(play(*engine, hex_, 3).text, first.text);
  EXPECT_FALSE(file_exists(transcript()));
}

TEST_F(EngineTest, IsTakenAtItsWordOnlyWhereTheWordIsUnderstood) {
  EXPECT_TRUE(play_hex("upper").over) << "capitals, blanks and carriage returns mean nothing";
  EXPECT_TRUE(play_hex("slow 4").over) << "late, but in time";
  EXPECT_TRUE(play_hex("chatter").over) << "stderr is its own";
  EXPECT_TRUE(play_hex("resign 3").resigned);
}

TEST_F(EngineTest, EveryKindOfFailureIsAnErrorWithItsReason) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"die 3",
       "engine other: ended with exit code 3 in answer to `genmove b`; its last words: "
       "out of ideas"},
      {"segfault 3", "engine other: was killed by signal 11 in answer to `genmove b`"},
      {"close 3", "engine other: closed its output and lives on in answer to `genmove b`"},
      {"garbage 3", "engine other: `I think that a1 is good` is no answer to `10 genmove b`"},
      {"question 3", "engine other: refuses `genmove b`: cannot decide"},
      {"nonsense 3", "engine other: `z99` in answer to `genmove b` is no move: "},
      {"flood 3", "engine other: said more than 1.0 MB in answer to `genmove b`"},
      {"twice 3", "engine other: `=10 c1` is no answer to `11 genmove w`"},
      {"number 3", "engine other: `=11 c1` is no answer to `10 genmove b`"},
      {"banner", "engine other: `Welcome to Hex 2000!` is no answer to `1 protocol_version`"},
      {"gtp1", "engine other: speaks GTP 1, not 2"},
  };
  for (const auto& [behaviour, message] : kinds) {
    std::filesystem::remove_all(folder_.path() / "logs");
    const Played played = play_hex(behaviour);
    EXPECT_FALSE(played.over || played.resigned) << behaviour;
    EXPECT_THAT(played.error.message, testing::StartsWith(message)) << behaviour;
    EXPECT_EQ(played.error.code, Exit::kUnavailable) << behaviour;
    EXPECT_THAT(played.error.hint, HasSubstr("its conversation: " + transcript().string()));
    EXPECT_THAT(*read_file(transcript()), HasSubstr("> 1 protocol_version\n")) << behaviour;
  }
}

TEST_F(EngineTest, ALateAnswerIsAnErrorAndEndsIt) {
  EngineConfig config = hex_engine("slow 3");
  config.move_timeout_s = 0.1;
  const Played late = play(config, hex_);
  EXPECT_THAT(late.error.message, HasSubstr("no answer to `genmove b` within 0.1 s"));
  EXPECT_EQ(late.error.code, Exit::kUnavailable);
  EXPECT_EQ(late.moves.size(), 2u);
  config = hex_engine("mute");
  config.start_timeout_s = 0.2;
  EXPECT_THAT(play(config, hex_).error.message,
              HasSubstr("no answer to `protocol_version` within 0.2 s"));
}

TEST_F(EngineTest, AMoveThatTheRulesForbidIsWrongData) {
  const Played played = play_hex("occupied 3");
  EXPECT_THAT(played.error.message, HasSubstr("`a1` in answer to `genmove b` is not legal"));
  EXPECT_EQ(played.error.code, Exit::kData);
  EXPECT_THAT(played.error.hint, HasSubstr("its conversation: "));
}

TEST_F(EngineTest, WhatItRefusesIsSaidInItsWords) {
  EXPECT_TRUE(play(hex_engine("nohex"), hex_).over);
  const Played refused = play(hex_engine("nohex"), section("{name: hex, size: 6}"));
  EXPECT_EQ(refused.error.message, "engine other: refuses `boardsize 6`: unacceptable size");
}

TEST_F(EngineTest, IsAnotherIfItCallsItselfOtherwise) {
  EngineConfig config = hex_engine("good");
  config.version = "1.1";
  const auto other = start(config);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Exit::kData);
  EXPECT_THAT(other.error().message, HasSubstr("is Hex 2000 1.0, the run began with Hex 2000 1.1"));
}

TEST_F(EngineTest, IsStoppedWhileItThinks) {
  bool stop = false;
  auto engine = Engine::start({.label = "other",
                               .config = hex_engine("hang"),
                               .transcript = transcript(),
                               .stop = [&] { return stop; }})
                    .value();
  const auto game = make_game(hex_).value();
  ASSERT_TRUE(engine->begin(*game, hex_, 0));
  std::thread signal([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    stop = true;
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(engine->choose());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  signal.join();
  EXPECT_FALSE(file_exists(transcript())) << "being stopped is no failure of the engine";
}

TEST_F(EngineTest, LeavesNoProcessBehind) {
  const std::string file = (folder_.path() / "group").string();
  ::setenv("HEX_ENGINE_GROUP", file.c_str(), 1);
  for (const std::string behaviour : {"good", "hang 2", "family 2", "deaf", "close 2", "die 2"}) {
    std::filesystem::remove(file);
    EngineConfig config = hex_engine(behaviour);
    config.move_timeout_s = behaviour == "good" || behaviour == "deaf" ? 20 : 0.5;
    play(config, hex_);
    const auto group = static_cast<pid_t>(std::stoi(*read_file(file)));
    EXPECT_TRUE(is_gone(group)) << behaviour;
  }
  ::unsetenv("HEX_ENGINE_GROUP");
}

/// `arrayzero gtp` itself, the engine that is always there.
EngineConfig own_engine(const std::string& arguments) {
  EngineConfig config;
  config.command = AZ_BIN_DIR "/arrayzero gtp " + arguments;
  return config;
}

TEST_F(EngineTest, EveryGameOfOurOwnServerIsPlayed) {
  for (const std::string game : {"tic_tac_toe", "connect_four", "hex", "go"}) {
    const Value own = section(fmt::format("{{name: {}{}}}", game, game == "go" ? ", size: 5" : ""));
    const Played played = play(own_engine("--agent random --seed {seed} --game " + game), own);
    EXPECT_TRUE(played.over) << game << ": " << played.error.to_string();
  }
}

TEST_F(EngineTest, OurOwnServerMustBeAtTheSameVariant) {
  const Value wide = section("{name: connect_four, columns: 9}");
  const Played other = play(own_engine("--agent random --game connect_four"), wide);
  EXPECT_THAT(other.error.message,
              AllOf(HasSubstr("plays another variant: name: connect_four, "),
                    HasSubstr("the game is name: connect_four, "), HasSubstr("columns: 9")));
  EXPECT_TRUE(
      play(own_engine("--agent random --game connect_four --set game.columns=9"), wide).over);
}

TEST_F(EngineTest, TheCanvasIsNoRuleAndNobodysButTheNets) {
  const Value small = section("{name: hex, size: 4, canvas: 6}");
  for (const char* own : {"--set game.size=4", "--set game.size=4 --set game.canvas=6",
                          "--set game.size=6 --set game.canvas=8", ""})
    EXPECT_TRUE(play(own_engine(fmt::format("--agent random --game hex {}", own)), small).over)
        << own;
}

TEST_F(EngineTest, GoIsPlayedByTheRunsSizeKomiAndRules) {
  auto engine = start(own_engine("--agent random --game go")).value();
  const Value go =
      section("{name: go, size: 4, columns: 6, komi: 3.5, ko: situational, suicide: true}");
  const auto game = make_game(go).value();
  ASSERT_TRUE(engine->begin(*game, go, 0));
  for (int i = 0; i < 30; ++i) {
    const auto move = engine->choose();
    ASSERT_TRUE(move) << move.error().to_string();
    ASSERT_TRUE(engine->play(move->action));
  }
}

}  // namespace
}  // namespace az
