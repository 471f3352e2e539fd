// Blocks of games against another program.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "arena/block_games.h"
#include "core/temporary_folder.h"
#include "core/text.h"
#include "engines/child.h"
#include "games/registry.h"
#include "games/variants.h"
#include "matches/openings.h"
#include "search/uniform_evaluator.h"
#include "store/verify_games.h"
#include "tests/engines/hex_engine.h"

namespace az {
namespace {

using testing::HasSubstr;

using Block = Result<std::optional<std::vector<MatchGame>>>;

class EngineBlock : public testing::Test {
 protected:
  void set_game(const std::string& yaml, int plies_max) {
    game_ = make_game(parse_yaml(yaml, "game").value()).value();
    games_ = {game_.get()};
    sections_ = {complete_game_section(parse_yaml(yaml, "game").value()).value()};
    openings_ =
        draw_openings(*game_, {.count = 8, .plies_min = 1, .plies_max = plies_max, .seed = 1})
            .value();
  }
  EngineBlock() { set_game("{name: hex, size: 4}", 3); }

  Block play(
      const Agent& engine, std::size_t first = 0, std::size_t count = 4,
      const std::function<bool()>& stop = [] { return false; }) {
    const BlockOrder order{.games = games_,
                           .candidate = &candidate_,
                           .opponent = &engine,
                           .openings = std::span(openings_).subspan(first, count),
                           .first_opening = first,
                           .seed = seed_,
                           .generation = 2,
                           .sections = sections_,
                           .variants = variants_,
                           .conversation = folder_.path() / "conversation.log"};
    Evaluator* const evaluators[] = {&evaluator_, &evaluator_};
    return play_block(order, evaluators, stop);
  }
  Block play_hex(const std::string& behaviour) {
    return play(engine_agent("other", hex_engine(behaviour)));
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_engine_block").value();
  std::unique_ptr<Game> game_;
  std::vector<const Game*> games_;
  std::vector<Value> sections_;
  std::vector<std::uint32_t> variants_;
  std::vector<std::vector<Action>> openings_;
  UniformEvaluator evaluator_;
  Agent candidate_ = search_agent(20);
  std::uint64_t seed_ = 1;
};

TEST_F(EngineBlock, EveryOpeningIsPlayedFromEverySeatByTheRules) {
  const Block block = play_hex("good");
  ASSERT_TRUE(block) << block.error().to_string();
  const auto& games = **block;
  ASSERT_EQ(games.size(), 8u);
  const std::vector<StoredAgent> agents{{"g0001", hash128("net"), {}},
                                        {"other", {}, hash128("x"), "name: Hex 2000\n"}};
  for (std::size_t i = 0; i < games.size(); ++i) {
    EXPECT_EQ(games[i].opening, i / 2);
    EXPECT_EQ(games[i].seat_agent[i % 2], 0);
    EXPECT_EQ(games[i].seat_agent[1 - i % 2], 1);
    EXPECT_TRUE(verify_match_game(*game_, games[i], agents, "block"));
  }
}

TEST_F(EngineBlock, PlayedAgainItIsTheSame) {
  const Block once = play_hex("good"), again = play_hex("good");
  ASSERT_TRUE(once && again);
  EXPECT_EQ(**once, **again);
  seed_ = 2;
  candidate_ = random_agent();
  const Block other = play_hex("good");
  EXPECT_NE(**once, **other);
}

/// The engine behind a shell that keeps its seed, then every line that it is told.
EngineConfig overheard(EngineConfig config, const Path& log) {
  config.command = fmt::format("sh -c 'echo seed {{seed}} >> {0}; tee -a {0} | {1}'", log.string(),
                               config.command);
  return config;
}

TEST_F(EngineBlock, OneProcessPlaysEveryVariantOfTheBlockAsItIs) {
  const GameVariants variants =
      make_game_variants(
          *parse_yaml("game: {name: go, size: 5, canvas: 5}\n"
                      "variants: [{share: 0.5, size: 3, komi: 0.5}, {share: 0.25, komi: 24.5}, "
                      "{share: 0.25, size: 4, ko: simple}]\n",
                      "x"))
          .value();
  games_ = variants.pointers();
  for (const Value& section : variants.sections) sections_.push_back(section);
  sections_.erase(sections_.begin());
  variants_ = {0, 0, 1, 2};
  openings_ = {{0}, {1}, {2}, {3}};
  EngineConfig config;
  config.command = AZ_BIN_DIR "/arrayzero gtp --game go --agent random";
  const Path log = folder_.path() / "told";
  const Block block = play(engine_agent("other", overheard(config, log)));
  ASSERT_TRUE(block) << block.error().to_string();
  ASSERT_EQ((*block)->size(), 8u);
  const std::vector<StoredAgent> agents{{"g0001", hash128("net"), {}},
                                        {"other", {}, hash128("x"), "name: ArrayZero random\n"}};
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ((**block)[i].settings_id, variants_[i / 2]);
    EXPECT_TRUE(verify_match_game(*games_[variants_[i / 2]], (**block)[i], agents, "block"));
  }
  int processes = 0;
  std::vector<std::string> told;
  for (const std::string& line : split(*read_file(log), '\n')) {
    processes += line.starts_with("seed ");
    for (const char* command : {"boardsize ", "komi ", "\"ko\":\"SIMPLE\""})
      if (const auto at = line.find(command); at != std::string::npos)
        told.push_back(line.substr(at));
  }
  EXPECT_EQ(processes, 1);
  const std::vector<std::string> begun[] = {
      {"boardsize 3", "komi 0.5"}, {"boardsize 5", "komi 24.5"}, {"boardsize 4", "komi 7.5"}};
  std::size_t at = 0;
  for (std::size_t game = 0; game < 8; ++game) {
    ASSERT_LE(at + 2, told.size());
    EXPECT_EQ(told[at], begun[variants_[game / 2]][0]) << game;
    EXPECT_EQ(told[at + 1], begun[variants_[game / 2]][1]) << game;
    at += 2;
    if (variants_[game / 2] == 2) EXPECT_THAT(told[at++], testing::StartsWith("\"ko\":\"SIMPLE\""));
  }
  EXPECT_EQ(at, told.size());
}

TEST_F(EngineBlock, WhatItResignsItLoses) {
  const Block block = play_hex("resign 9");
  ASSERT_TRUE(block) << block.error().to_string();
  int resigned = 0;
  for (const MatchGame& game : **block) {
    if (game.outcome.reason != EndReason::kResigned) continue;
    ++resigned;
    EXPECT_EQ(game.outcome.payoff[game.seat_agent[0] == 0 ? 0 : 1], 1);
    const std::vector<StoredAgent> agents{{"g0001", hash128("net"), {}},
                                          {"other", {}, hash128("x"), "name: Hex 2000\n"}};
    EXPECT_TRUE(verify_match_game(*game_, game, agents, "block"));
  }
  EXPECT_GE(resigned, 4);
}

TEST_F(EngineBlock, AFailureIsAnErrorNeverAWin) {
  const std::vector<std::pair<std::string, Exit>> failures = {
      {"die 9", Exit::kUnavailable},      {"garbage 9", Exit::kUnavailable},
      {"question 9", Exit::kUnavailable}, {"close 9", Exit::kUnavailable},
      {"occupied 9", Exit::kData},        {"banner", Exit::kUnavailable}};
  for (const auto& [behaviour, code] : failures) {
    const Block block = play_hex(behaviour);
    ASSERT_FALSE(block) << behaviour;
    EXPECT_EQ(block.error().code, code) << behaviour;
    EXPECT_THAT(block.error().message, HasSubstr("engine other: ")) << behaviour;
    EXPECT_THAT(block.error().hint, HasSubstr("conversation.log")) << behaviour;
  }
}

TEST_F(EngineBlock, TheSignalThatEndsTheTaskEndsItsThinkingWithoutAnError) {
  for (const std::string behaviour : {"hang 3", "mute"}) {
    std::atomic<bool> stop = false;
    std::thread signal([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      stop = true;
    });
    const Block block =
        play(engine_agent("other", hex_engine(behaviour)), 0, 4, [&] { return stop.load(); });
    signal.join();
    ASSERT_TRUE(block) << block.error().to_string();
    EXPECT_FALSE(*block);
  }
}

TEST_F(EngineBlock, AnEngineThatTheSameSignalKilledHasNotFailed) {
  std::atomic<bool> stop = false;
  std::thread signal([&] {  // ours comes later
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    stop = true;
  });
  EngineConfig config = hex_engine("good");
  config.command = "python3 -c 'import os, time; time.sleep(0.4); os.kill(os.getpid(), 15)'";
  const Block block = play(engine_agent("other", config), 0, 4, [&] { return stop.load(); });
  signal.join();
  ASSERT_TRUE(block) << block.error().to_string();
  EXPECT_FALSE(*block);
}

class GnuGoBlock : public EngineBlock {
 protected:
  void SetUp() override {
    if (!find_program("gnugo"))
      GTEST_SKIP() << "needs gnugo (bash slurm/setup.sh --tests installs it)";
    config_.command =
        "gnugo --mode gtp --level 1 --chinese-rules --positional-superko --capture-all-dead "
        "--play-out-aftermath";
    config_.name = "GNU Go";
    config_.version = "3.8";
    candidate_ = search_agent(8);
    set_game("{name: go, size: 5, komi: 0.5}", 4);
  }
  EngineConfig config_;
};

TEST_F(GnuGoBlock, GamesAreLegalAndTheSameWhenPlayedAgain) {
  const Agent gnugo = engine_agent("gnugo", config_);
  const Block once = play(gnugo), again = play(gnugo);
  ASSERT_TRUE(once) << once.error().to_string();
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(**once, **again);
  const std::vector<StoredAgent> agents{{"g0001", hash128("net"), {}},
                                        {"gnugo", {}, hash128("x"), "name: GNU Go\n"}};
  int won = 0;
  for (const MatchGame& game : **once) {
    EXPECT_TRUE(verify_match_game(*game_, game, agents, "block"));
    won += game.outcome.payoff[game.seat_agent[0] == 1 ? 0 : 1] > 0;
  }
  EXPECT_GE(won, 6) << "of 8, against a search of 8 simulations";
}

TEST_F(GnuGoBlock, TheSeedsReachIt) {
  const Agent gnugo = engine_agent("gnugo", config_);
  candidate_ = search_agent(1);
  std::set<std::vector<std::vector<Action>>> different;
  for (seed_ = 1; seed_ <= 4; ++seed_) {
    openings_.assign(8, {});
    const Block block = play(gnugo, 0, 1);
    ASSERT_TRUE(block) << block.error().to_string();
    std::vector<std::vector<Action>> moves;
    for (const MatchGame& game : **block) moves.push_back(game.moves);
    different.insert(moves);
  }
  EXPECT_GT(different.size(), 1u);
}

TEST_F(GnuGoBlock, WhatItCannotPlayItSaysItself) {
  set_game("{name: go, size: 5, columns: 7}", 3);
  const Block rectangle = play(engine_agent("gnugo", config_));
  ASSERT_FALSE(rectangle);
  EXPECT_EQ(rectangle.error().message,
            "engine gnugo: plays on square boards only, the game is 7 x 5");
}

}  // namespace
}  // namespace az
