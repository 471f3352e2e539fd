#include "arena/evaluate_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "engines/engine.h"
#include "games/registry.h"
#include "layout/champion.h"
#include "layout/rating_file.h"
#include "matches/evidence.h"
#include "net/registry.h"
#include "net/weights.h"
#include "promote/promote_stage.h"
#include "store/checkpoint.h"
#include "tests/matches/planted_run.h"

namespace az {
namespace {

using testing::HasSubstr;

/// The stages on a run with real, untrained nets.
class EvaluateTest : public testing::Test {
 protected:
  EvaluateTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    add_net(0);
    planted_.set_champion(0);
    add_net(1);
    evaluate_.arena = planted_.arena;
    evaluate_.arena.simulations = 4;
    evaluate_.arena.blocks = 3;
    evaluate_.arena.gate = {.elo0 = -10, .elo1 = 10};  // untrained nets do not decide this
    promote_.arena = evaluate_.arena;
  }
  void add_net(Generation generation) {
    const auto game = make_game(*planted_.config.find("game")).value();
    const GameInfo& info = game->info();
    const auto section = parse_yaml("{name: mlp, layers: 1, hidden: 8}", "net").value();
    const auto net = make_net(section, info).value();
    net->initialise(generation + 1);
    NetFile file;
    file.identity = {info.family,
                     info.rules_id,
                     info.action_space_id,
                     info.encoder_id,
                     net->section().to_yaml(),
                     complete_game_section(*planted_.config.find("game"))->to_yaml()};
    file.generation = generation;
    file.weights = copy_weights(*net);
    std::filesystem::create_directories(planted_.run.net(generation).parent_path());
    ASSERT_TRUE(write_net(planted_.run.net(generation), file));
  }
  template <class Stage>
  Result<void> stage(const typename Stage::Config& config, int task = 0, int tasks = 1,
                     StopReason stop_at_once = StopReason::kNone) {
    Log log(0, std::string(Stage::kName), "g0001");
    Metrics metrics;
    StopFlag stop;
    if (stop_at_once != StopReason::kNone) stop.request(stop_at_once);
    Context context{session_, planted_.run, planted_.config, 1,   task, tasks, 1,
                    {},       log,          metrics,         stop};
    return Stage::run(context, config);
  }
  /// `arrayzero gtp` at the run's game, and who it says that it is.
  static EngineConfig own_engine() {
    EngineConfig config;
    config.command = AZ_BIN_DIR
        "/arrayzero gtp --game connect_four --set game.rows=5 --set game.columns=5 --agent random "
        "--seed {seed}";
    return Engine::start({.label = "other", .config = config}).value()->identified();
  }
  /// Two blocks more, against this engine.
  void play_against(const EngineConfig& engine) {
    evaluate_.arena.agents["other"] = engine;
    evaluate_.arena.anchors = {{AnchorKind::kRandom, 1, 1}, {AnchorKind::kEngine, 1, 2, "other"}};
    promote_.arena = evaluate_.arena;
  }
  std::vector<std::string> files() const {
    return list_directory(planted_.run.matches(1)).value_or(std::vector<std::string>{});
  }

  Session session_;
  PlantedRun planted_;
  EvaluateStage::Config evaluate_;
  PromoteStage::Config promote_;
};

TEST_F(EvaluateTest, TasksShareTheRegisteredBlocksAndPromoteDecidesFromThem) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_, 0, 2));
  EXPECT_THAT(files(), testing::ElementsAre("champion-b0000.h5", "champion-b0002.h5"));
  EXPECT_EQ(stage<PromoteStage>(promote_).error().code, Exit::kNotEnough);
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_, 1, 2));
  EXPECT_THAT(files(), testing::ElementsAre("champion-b0000.h5", "champion-b0001.h5",
                                            "champion-b0002.h5", "random-b0000.h5"));
  const auto promoted = stage<PromoteStage>(promote_);
  ASSERT_TRUE(promoted) << promoted.error().to_string();
  const RatingFile file = read_rating_file(planted_.run.rating(1)).value();
  EXPECT_EQ(file.games, 32u);
  EXPECT_EQ(file.distinct_games, 32u);
  EXPECT_EQ(file.rating.players.size(), 3u);
}

TEST_F(EvaluateTest, TheNetPlaysItselfWhereTheLadderSaysSoAndPromoteDemandsIt) {
  evaluate_.arena.ladder = {.simulations = {1, 4, 16}, .blocks = 1, .generations = {1}};
  promote_.arena = evaluate_.arena;
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  EXPECT_THAT(files(),
              testing::ElementsAre("champion-b0000.h5", "champion-b0001.h5", "champion-b0002.h5",
                                   "random-b0000.h5", "self1-b0000.h5", "self16-b0000.h5"));
  const Path rung = planted_.run.match(1, "self16", 0);
  std::filesystem::rename(rung, planted_.run.root() / "away.h5");
  const auto missing = stage<PromoteStage>(promote_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Exit::kNotEnough);
  EXPECT_THAT(missing.error().message, HasSubstr("self16-b0000.h5"));
  std::filesystem::rename(planted_.run.root() / "away.h5", rung);
  const auto promoted = stage<PromoteStage>(promote_);
  ASSERT_TRUE(promoted) << promoted.error().to_string();
  const RatingFile file = read_rating_file(planted_.run.rating(1)).value();
  EXPECT_EQ(file.rating.players.size(), 5u);
  EXPECT_EQ(file.evidence.size(), 6u);
  EXPECT_EQ(file.evidence[5].file, "matches/g0001/self16-b0000.h5");
}

TEST_F(EvaluateTest, ThreeSeatsAndHeuristicAnchorsFromTheFirstGameToTheRatings) {
  planted_.config = *parse_yaml(
      "seed: 7\ngame: {name: ringrift, players: 3}\nsearch: {algorithm: gumbel, simulations: 8}\n",
      "run.yaml");
  std::filesystem::remove_all(planted_.run.net(0).parent_path());
  add_net(0);
  planted_.set_champion(0);
  add_net(1);
  evaluate_.arena.blocks = 2;
  evaluate_.arena.pairs_per_block = 2;
  evaluate_.arena.anchors = {
      {AnchorKind::kRandom, 1, 1}, {AnchorKind::kHeuristic, 0, 2}, {AnchorKind::kHeuristic, 4, 1}};
  promote_.arena = planted_.arena = evaluate_.arena;
  const auto played = stage<EvaluateStage>(evaluate_);
  ASSERT_TRUE(played) << played.error().to_string();
  EXPECT_THAT(files(),
              testing::ElementsAre("champion-b0000.h5", "champion-b0001.h5", "heuristic-b0000.h5",
                                   "heuristic-b0001.h5", "heuristic4-b0000.h5", "random-b0000.h5"));
  const auto promoted = stage<PromoteStage>(promote_);
  ASSERT_TRUE(promoted) << promoted.error().to_string();
  const RatingFile file = read_rating_file(planted_.run.rating(1)).value();
  EXPECT_EQ(file.games, 36u);
  EXPECT_EQ(file.distinct_games, 36u);
  std::vector<std::string> labels;
  for (const RatingEntry& player : file.rating.players) labels.push_back(player.label);
  EXPECT_THAT(labels,
              testing::UnorderedElementsAre("random", "g0000", "g0001", "heuristic", "heuristic4"));

  // Games that another version of the heuristic played are not this one's.
  const Path path = planted_.run.matches(1) / "heuristic-b0000.h5";
  Match match = *read_match(path);
  match.header.agents[1].search = hash128("another version");
  std::filesystem::remove(path);
  ASSERT_TRUE(write_match(path, match.header, match.games));
  const auto evidence = gather_evidence(planted_.run, planted_.registration(1));
  ASSERT_FALSE(evidence);
  EXPECT_THAT(evidence.error().message, HasSubstr("search of heuristic is"));
}

TEST_F(EvaluateTest, EveryBlockHoldsTheVariantsByTheirShares) {
  planted_.config = *parse_yaml(
      "seed: 7\ngame: {name: go, size: 5, canvas: 5, max_moves: 30}\n"
      "variants: [{share: 0.5}, {share: 0.25, size: 3, komi: 0.5}, {share: 0.25, size: 4}]\n"
      "search: {algorithm: gumbel, simulations: 8}\n",
      "run.yaml");
  add_net(0);
  planted_.set_champion(0);
  add_net(1);
  const auto played = stage<EvaluateStage>(evaluate_);
  ASSERT_TRUE(played) << played.error().to_string();
  planted_.arena = evaluate_.arena;
  const Registration list = planted_.registration(1);
  EXPECT_THAT(list.block_variants, testing::ElementsAre(0, 0, 1, 2));
  for (const std::string& name : files()) {
    const auto match = read_match(planted_.run.matches(1) / name);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->header.settings, list.variants.settings);
    std::vector<int> games(3);
    for (const MatchGame& game : match->games) ++games[game.settings_id];
    EXPECT_THAT(games, testing::ElementsAre(4, 2, 2)) << name;
  }
  const auto promoted = stage<PromoteStage>(promote_);
  ASSERT_TRUE(promoted) << promoted.error().to_string();

  // A game that says it is of another variant is not believed.
  const Path path = planted_.run.matches(1) / files()[0];
  Match match = *read_match(path);
  match.games[0].settings_id = 2;
  ASSERT_TRUE(write_match(path, match.header, match.games));
  const auto refused = read_block(planted_.run, list, list.blocks[0]);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("is of variant 2, opening 0 is of variant 0"));
  match.games[0].settings_id = 0;
  match.header.settings[2] = "size: 2\n";
  ASSERT_TRUE(write_match(path, match.header, match.games));
  EXPECT_THAT(read_block(planted_.run, list, list.blocks[0]).error().message,
              HasSubstr("what the variants change is {}, {size: 3, komi: 0.5}, {size: 2}, "
                        "registered is {}, {size: 3, komi: 0.5}, {size: 4}"));
}

TEST_F(EvaluateTest, ABlockThatHasNoOpeningForAVariantIsRefused) {
  planted_.config = *parse_yaml(
      "game: {name: go, size: 5}\nvariants: [{share: 0.9}, {share: 0.1, komi: 0.5}]\n", "run.yaml");
  const auto list = register_matches(planted_.run.root(), planted_.config, planted_.arena, 1,
                                     hash128("c"), 0, {});
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Exit::kUsage);
  EXPECT_THAT(list.error().message,
              HasSubstr("of the 4 openings of a block the variant size=5 columns=0"));
  EXPECT_THAT(list.error().message, HasSubstr("gets 0, its share of 0.1 is 0.4"));
  EXPECT_THAT(list.error().hint, HasSubstr("10 are enough"));
}

TEST_F(EvaluateTest, SharesThatABlockMissesByMoreThanATenthAreRefused) {
  planted_.config = *parse_yaml(
      "game: {name: go, size: 5}\nvariants: [{share: 0.7}, {share: 0.3, komi: 0.5}]\n", "run.yaml");
  const auto registered = [&](int pairs) {
    planted_.arena.pairs_per_block = pairs;
    return register_matches(planted_.run.root(), planted_.config, planted_.arena, 1, hash128("c"),
                            0, {});
  };
  const auto half = registered(2);
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().code, Exit::kUsage);
  EXPECT_THAT(half.error().message, HasSubstr("gets 1, its share of 0.3 is 0.6"));
  EXPECT_THAT(half.error().hint, HasSubstr("7 are enough"));
  const auto list = registered(7);
  ASSERT_TRUE(list) << list.error().to_string();
  EXPECT_THAT(list->block_variants, testing::ElementsAre(0, 0, 0, 0, 0, 1, 1));
}

TEST_F(EvaluateTest, AVariantWithTooFewOpeningsIsNamed) {
  planted_.config = *parse_yaml(
      "game: {name: go, size: 5, canvas: 5}\n"
      "variants: [{share: 0.5}, {share: 0.5, size: 1, komi: 0.5}]\n",
      "run.yaml");
  const auto list = register_matches(planted_.run.root(), planted_.config, planted_.arena, 1,
                                     hash128("c"), 0, {});
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Exit::kUsage);
  EXPECT_THAT(list.error().message, testing::StartsWith("variant size=1 columns=0"));
  EXPECT_THAT(list.error().message, HasSubstr("distinct openings of"));
}

TEST_F(EvaluateTest, AnEnginePlaysABlockOfSeveralVariants) {
  planted_.config = *parse_yaml(
      "seed: 7\ngame: {name: hex, size: 5, canvas: 5}\n"
      "variants: [{share: 0.5}, {share: 0.5, size: 4}]\n"
      "search: {algorithm: gumbel, simulations: 8}\n",
      "run.yaml");
  add_net(0);
  planted_.set_champion(0);
  add_net(1);
  EngineConfig engine;
  engine.command = AZ_BIN_DIR "/arrayzero gtp --game hex --agent random --set game.size=4";
  play_against(Engine::start({.label = "other", .config = engine}).value()->identified());
  const auto played = stage<EvaluateStage>(evaluate_);
  ASSERT_TRUE(played) << played.error().to_string();
  const Match match = read_match(planted_.run.match(1, "other", 1)).value();
  std::vector<int> games(2);
  for (const MatchGame& game : match.games) ++games[game.settings_id];
  EXPECT_THAT(games, testing::ElementsAre(4, 4));
}

TEST_F(EvaluateTest, DoneTwiceItChangesNothing) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  std::vector<Hash128> before;
  for (const std::string& name : files())
    before.push_back(read_match(planted_.run.matches(1) / name)->hash);
  std::filesystem::remove(planted_.run.match(1, "champion", 1));
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  std::vector<Hash128> after;
  for (const std::string& name : files())
    after.push_back(read_match(planted_.run.matches(1) / name)->hash);
  EXPECT_EQ(before, after);
}

TEST_F(EvaluateTest, BlocksBeyondADecidedPrefixAreSkipped) {
  evaluate_.arena.blocks = 4;
  evaluate_.arena.gate = planted_.arena.gate;
  planted_.arena = evaluate_.arena;
  const Registration list = planted_.registration(1);
  for (std::size_t b = 0; b < 3; ++b) planted_.write(list, list.blocks[b], 1.0);
  ASSERT_TRUE(champion_prefix(planted_.run, list)->complete);
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  EXPECT_THAT(files(), testing::Not(testing::Contains("champion-b0003.h5")));
  EXPECT_THAT(files(), testing::Contains("random-b0000.h5"));
}

TEST_F(EvaluateTest, ALifeThatPlayedNoBlockIsNotRequeuedAndLeavesNoPart) {
  const auto stopped = stage<EvaluateStage>(evaluate_, 0, 1, StopReason::kEarlySignal);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Exit::kBug);
  EXPECT_THAT(stopped.error().hint, HasSubstr("raise the class's time limit"));
  EXPECT_THAT(files(), testing::IsEmpty());
  // Somebody cancelled it: no limit was too short.
  const auto cancelled = stage<EvaluateStage>(evaluate_, 0, 1, StopReason::kTerminate);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().code, Exit::kTerminated);
}

TEST_F(EvaluateTest, ALifeThatPlayedABlockIsRequeued) {
  evaluate_.arena.blocks = 200;
  evaluate_.arena.opening_plies_max = 8;
  std::atomic<bool> over = false;
  std::thread signal([&] {
    while (files().empty() && !over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (!over) ::raise(SIGUSR2);
  });
  const auto stopped = stage<EvaluateStage>(evaluate_);
  over = true;
  signal.join();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Exit::kRequeue);
  EXPECT_THAT(files(), testing::Not(testing::IsEmpty()));
}

TEST_F(EvaluateTest, AnEngineIsAnAnchorLikeTheOthers) {
  play_against(own_engine());
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  EXPECT_THAT(files(), testing::Contains("other-b0001.h5"));
  const Match match = read_match(planted_.run.match(1, "other", 1)).value();
  EXPECT_EQ(match.header.agents[1].label, "other");
  EXPECT_EQ(match.header.agents[1].search, hash128(match.header.agents[1].engine));
  EXPECT_THAT(match.header.agents[1].engine, HasSubstr("name: ArrayZero random\nversion: "));

  promote_.promote.rule = PromoteRule::kAlways;
  const auto promoted = stage<PromoteStage>(promote_);
  ASSERT_TRUE(promoted) << promoted.error().to_string();
  const RatingFile file = read_rating_file(planted_.run.rating(1)).value();
  ASSERT_EQ(file.rating.players.size(), 4u);
  EXPECT_EQ(file.rating.players.back().label, "other");
  EXPECT_EQ(file.rating.players.back().games, 16);
}

TEST_F(EvaluateTest, AFailingEngineCostsNothingThatWasPlayedAndNothingIsDecidedWithoutIt) {
  const EngineConfig good = own_engine();
  play_against(good);
  evaluate_.arena.agents["other"].command = AZ_SOURCE_DIR "/tests/engines/dying_engine.sh";
  evaluate_.arena.agents["other"].name = "dying";
  evaluate_.arena.agents["other"].version = "1";
  promote_.arena = evaluate_.arena;
  const auto failed = stage<EvaluateStage>(evaluate_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Exit::kUnavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("engine other: ended with exit code 9"));
  EXPECT_THAT(failed.error().hint, HasSubstr("logs/evaluate/g0001-t000-r000-other.log"));
  EXPECT_THAT(files(), testing::ElementsAre("champion-b0000.h5", "champion-b0001.h5",
                                            "champion-b0002.h5", "random-b0000.h5"));
  promote_.promote.rule = PromoteRule::kAlways;
  EXPECT_EQ(stage<PromoteStage>(promote_).error().code, Exit::kNotEnough);

  play_against(good);  // mended
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  EXPECT_EQ(files().size(), 6u);
  EXPECT_TRUE(stage<PromoteStage>(promote_));
}

TEST_F(EvaluateTest, AMissingProgramIsSaidBeforeTheFirstGame) {
  EngineConfig missing = own_engine();
  missing.command = "/nowhere/engine --mode gtp";
  play_against(missing);
  const auto failed = stage<EvaluateStage>(evaluate_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Exit::kUnavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("engine other: /nowhere/engine: No such file"));
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(EvaluateTest, GamesOfAnotherEngineAreNotTakenForItsOwn) {
  play_against(own_engine());
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  evaluate_.arena.agents["other"].version = "another";
  for (const auto& refused : {stage<EvaluateStage>(evaluate_), [&] {
                                promote_.arena = evaluate_.arena;
                                return stage<PromoteStage>(promote_);
                              }()}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Exit::kData);
    EXPECT_THAT(refused.error().message, HasSubstr("search of other is"));
  }
  evaluate_.arena.agents["other"].version = "";
  EXPECT_EQ(stage<EvaluateStage>(evaluate_).error().code, Exit::kUsage) << "who is it?";
}

TEST_F(EvaluateTest, AFileOfAnotherEvaluationIsNeverOverwritten) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  evaluate_.arena.simulations = 5;
  const auto refused = stage<EvaluateStage>(evaluate_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Exit::kData);
  EXPECT_THAT(refused.error().message, HasSubstr("protocol is"));
}

TEST_F(EvaluateTest, AMissingCandidateIsNotEnoughInput) {
  std::filesystem::remove(planted_.run.net(1));
  EXPECT_EQ(stage<EvaluateStage>(evaluate_).error().code, Exit::kNotEnough);
}

TEST_F(EvaluateTest, WithoutOpeningsADeterministicMatchRepeatsItselfAndFails) {
  evaluate_.arena.opening_plies_min = evaluate_.arena.opening_plies_max = 0;
  const auto refused = stage<EvaluateStage>(evaluate_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("repeats an earlier game"));
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(EvaluateTest, AfterTheDecisionThereIsNothingToPlay) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  promote_.promote.rule = PromoteRule::kAlways;
  ASSERT_TRUE(stage<PromoteStage>(promote_));
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);
  // Now the candidate is the champion: registering again would find a net playing itself.
  EXPECT_TRUE(stage<EvaluateStage>(evaluate_));
  EXPECT_TRUE(stage<PromoteStage>(promote_));
  EXPECT_EQ(files().size(), 4u);
}

TEST_F(EvaluateTest, PromoteMendsACrashBetweenItsTwoFiles) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  promote_.promote.rule = PromoteRule::kAlways;
  ASSERT_TRUE(stage<PromoteStage>(promote_));
  planted_.set_champion(0);  // as if the pointer had not been moved
  ASSERT_TRUE(stage<PromoteStage>(promote_));
  EXPECT_EQ(read_champion(planted_.run)->generation, 1u);
}

TEST_F(EvaluateTest, AHaltedDecisionStopsTheChainUntilAPersonAccepts) {
  ASSERT_TRUE(stage<EvaluateStage>(evaluate_));
  ASSERT_TRUE(stage<PromoteStage>(promote_));
  RatingFile file = read_rating_file(planted_.run.rating(1)).value();
  file.decision = Decision::kHalted;
  file.reason = "planted";
  ASSERT_TRUE(write_rating_file(planted_.run.rating(1), file));
  ASSERT_TRUE(make_directories(planted_.run.jobs()));
  ASSERT_TRUE(write_file(planted_.run.halted(), "reason: planted\n"));
  const auto halted = stage<PromoteStage>(promote_);
  ASSERT_FALSE(halted);
  EXPECT_EQ(halted.error().code, Exit::kHalted);
  std::filesystem::remove(planted_.run.halted());
  EXPECT_TRUE(stage<PromoteStage>(promote_));
  EXPECT_EQ(read_champion(planted_.run)->generation, 0u);
}

}  // namespace
}  // namespace az
