// Self-play without a net: games are equal bit for bit whoever plays them, after whatever
// interruption.
#include "selfplay/play_games.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "core/check.h"
#include "core/temporary_folder.h"
#include "games/registry.h"
#include "games/variants.h"
#include "search/uniform_evaluator.h"
#include "store/carry.h"
#include "store/quantize.h"
#include "tests/selfplay/searched_games.h"

namespace az {
namespace {

using testing::HasSubstr;

/// A net that has made up its mind: `share` for the lowest legal action, the rest for the next one
/// but for a millionth each for the others. Every outcome is a draw.
class Favourite final : public Evaluator {
 public:
  explicit Favourite(double share) : share_(share) {}
  int submit(std::span<const Leaf> leaves) override {
    evaluations_ += leaves.size();
    return 0;
  }
  void wait(int, std::span<Evaluation> out) override {
    for (Evaluation& evaluation : out) {
      const auto priors = evaluation.log_priors;
      std::fill(priors.begin(), priors.end(), std::log(kOther));
      const double free = 1 - static_cast<double>(kOther) * static_cast<double>(priors.size() - 1);
      if (priors.size() > 1)
        priors[1] = static_cast<float>(std::log(std::max(free - share_, 1e-6)));
      priors[0] = static_cast<float>(std::log(std::min(free, priors.size() > 1 ? share_ : 1.0)));
      std::fill(evaluation.outcome.begin(), evaluation.outcome.end(), 0.0f);
      evaluation.outcome[1] = 1;
    }
  }
  std::uint64_t evaluations() const override { return evaluations_; }

 private:
  static constexpr float kOther = 1e-6f;
  double share_;
  std::uint64_t evaluations_ = 0;
};

class PlayGamesTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.games = 40;
    config_.games_per_shard = 8;
    config_.slots = 6;
    config_.openings = {{0.5, 0, 4}, {0.5, 6, 20}};
    config_.bounds = {0, 0, 1};
    search_.simulations = 16;
    game_ = *make_game("connect_four");
    games_ = {game_.get()};
    header_ = uniform_header(search_);
    header_.game = stored_game(*game_, "name: connect_four\n");
  }

  /// One life of a worker; stops after `rounds` questions (0: never).
  Result<Played> play(const std::string& run, int worker, int workers, int rounds = 0) {
    AZ_TRY(ShardBook book, ShardBook::open(RunDir(dir_ / run), games_, shares_, config_, header_,
                                           worker, workers, "t"));
    int asked = 0;
    auto played = play_games({games_, search_, config_, 7, 1}, book, *evaluator_,
                             [&] { return rounds > 0 && ++asked > rounds; });
    counters_ = book.counters();
    return played;
  }
  /// All games of a run, without what tells of interruptions.
  std::vector<GameRecord> games(const std::string& run) {
    std::vector<GameRecord> all;
    for (std::uint64_t s = 0; s < 5; ++s) {
      auto shard = read_shard(RunDir(dir_ / run).shard(1, s));
      EXPECT_TRUE(shard) << shard.error().to_string();
      if (!shard) continue;
      for (GameRecord& record : shard->games) all.push_back(std::move(record));
    }
    return all;
  }
  /// The planted fault leaves no shard, and the message says `what`.
  void expect_refused(const std::string& what) {
    const auto played = play("guarded", 0, 1);
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().code, Exit::kData);
    EXPECT_THAT(played.error().message, HasSubstr(what));
    EXPECT_FALSE(std::filesystem::exists(RunDir(dir_ / "guarded").shard(1, 0)));
  }
  /// Records are equal in everything but where they were interrupted.
  static void expect_same(const std::vector<GameRecord>& a, std::vector<GameRecord> b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      b[i].resumed_at = a[i].resumed_at;
      EXPECT_TRUE(a[i] == b[i]) << "game " << a[i].id << ": " << a[i].plies.size() << " and "
                                << b[i].plies.size() << " plies";
    }
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_selfplay").value();
  const Path dir_ = folder_.path();
  SelfPlayConfig config_;
  SearchConfig search_;
  std::unique_ptr<Game> game_;
  std::vector<const Game*> games_;
  std::vector<double> shares_{1};
  ShardHeader header_;
  ShardBook::Counters counters_;
  std::unique_ptr<Evaluator> evaluator_ = std::make_unique<UniformEvaluator>();
};

TEST_F(PlayGamesTest, CountersAddUpAndEveryGameIsThere) {
  const auto played = play("one", 0, 1);
  ASSERT_TRUE(played) << played.error().to_string();
  EXPECT_TRUE(played->complete);
  EXPECT_EQ(counters_.started, 40u);
  EXPECT_EQ(counters_.started, counters_.finished + counters_.truncated + counters_.carried_over);
  const auto all = games("one");
  ASSERT_EQ(all.size(), 40u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].id, i);
}

TEST_F(PlayGamesTest, NothingIsCarriedOverWhenAllGamesEnded) {
  config_.carry_period_s = 0.03;  // saved a few times
  const auto played = play("one", 0, 1);
  ASSERT_TRUE(played) << played.error().to_string();
  EXPECT_EQ(counters_.carried_over, 0u);
}

TEST_F(PlayGamesTest, ASavedGameThatEndsLaterIsNotCarriedOver) {
  config_.carry_period_s = 0;  // saves all games at every question
  config_.games = config_.games_per_shard = 2;
  ASSERT_TRUE(play("one", 0, 1));
  EXPECT_EQ(counters_.carried_over, 0u);
  EXPECT_EQ(counters_.finished + counters_.truncated, 2u);
}

TEST_F(PlayGamesTest, AMiscountIsABug) {
  ShardBook::Counters counters;
  counters.started = 3, counters.carried_in = 2;
  counters.finished = 4, counters.carried_over = 1;
  counters.check_balance();
  counters.truncated = 1;
  EXPECT_THROW(counters.check_balance(), Bug);

  auto book = *ShardBook::open(RunDir(dir_ / "lost"), games_, shares_, config_, header_, 0, 1, "t");
  const auto kept = book.next(), lost = book.next();
  const GameRecord* const unfinished[] = {&*kept};
  EXPECT_THROW(static_cast<void>(book.close(unfinished)), Bug) << "a slot lost a game";
}

TEST_F(PlayGamesTest, AnyNumberOfWorkersAndSlotsPlaysTheSameGames) {
  ASSERT_TRUE(play("one", 0, 1));
  config_.slots = 3;
  for (int worker = 0; worker < 3; ++worker) ASSERT_TRUE(play("three", worker, 3));
  expect_same(games("one"), games("three"));
}

TEST_F(PlayGamesTest, StoppingAndContinuingPlaysTheSameGames) {
  ASSERT_TRUE(play("one", 0, 1));
  int lives = 0;
  std::uint64_t started = 0, carried = 0;
  for (;; ++lives) {
    ASSERT_LT(lives, 1000);
    const auto played = play("many", 0, 1, 37);
    ASSERT_TRUE(played) << played.error().to_string();
    started += counters_.started;
    EXPECT_EQ(counters_.carried_in, carried) << "what one life leaves the next one takes";
    carried = counters_.carried_over;
    if (played->complete) break;
    EXPECT_GT(played->decisions, 0u);
  }
  EXPECT_GT(lives, 3);
  EXPECT_EQ(started, 40u) << "a carried game counts once";
  expect_same(games("one"), games("many"));
  EXPECT_FALSE(std::filesystem::exists(RunDir(dir_ / "many").carry(1, 0)));
}

TEST_F(PlayGamesTest, StoppedGamesOfVariantsGoOnAsTheyWereDrawnAndOnlySo) {
  const GameVariants variants =
      make_game_variants(*parse_yaml("game: {name: go, size: 5, canvas: 5, max_moves: 30}\n"
                                     "variants: [{share: 0.5}, {share: 0.5, size: 3, komi: 0.5}]\n",
                                     "run.yaml"))
          .value();
  games_ = variants.pointers();
  shares_ = variants.shares;
  header_.game = stored_game(*variants.game, variants.section.to_yaml());
  header_.settings = variants.settings;
  ASSERT_TRUE(play("one", 0, 1));
  ASSERT_TRUE(play("stopped", 0, 1, 60));
  ASSERT_GT(counters_.carried_over, 0u);

  // The frozen shares were changed: the games under way are of other variants than they would be.
  for (const std::vector<double>& other : {std::vector{1e-9, 1 - 1e-9}, {1 - 1e-9, 1e-9}}) {
    shares_ = other;
    const auto refused = play("stopped", 0, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(static_cast<int>(refused.error().code), 65);
    EXPECT_THAT(refused.error().message, HasSubstr("by the shares of `variants`"));
    EXPECT_THAT(refused.error().hint, HasSubstr("delete it to play these games again"));
  }
  shares_ = variants.shares;
  header_.settings[1] = "size: 3\nkomi: 1.5\n";
  EXPECT_THAT(play("stopped", 0, 1).error().message, HasSubstr("search, game, variants or seed"));
  header_.settings = variants.settings;
  for (int life = 0; life < 100; ++life) {
    const auto played = play("stopped", 0, 1, 60);
    ASSERT_TRUE(played) << played.error().to_string();
    if (played->complete) break;
  }
  const auto whole = games("one");
  expect_same(whole, games("stopped"));
  std::array<int, 2> counts{};
  for (const GameRecord& record : whole) ++counts.at(record.settings_id);
  EXPECT_GT(counts[0], 10);
  EXPECT_GT(counts[1], 10);
}

TEST_F(PlayGamesTest, AnotherNumberOfWorkersContinuesWhatOneBegan) {
  ASSERT_TRUE(play("one", 0, 1));
  ASSERT_TRUE(play("mixed", 0, 1, 200));
  for (int worker = 0; worker < 2; ++worker) ASSERT_TRUE(play("mixed", worker, 2));
  expect_same(games("one"), games("mixed"));
}

TEST_F(PlayGamesTest, AnInterruptedGameSaysWhereItWentOn) {
  ASSERT_TRUE(play("one", 0, 1, 200));
  std::map<std::uint64_t, std::size_t> interrupted;  // game → plies that the first life played
  for (std::uint64_t s = 0; s < 5; ++s) {
    const Path path = RunDir(dir_ / "one").carry(1, s);
    if (!file_exists(path)) continue;
    const auto carry = read_carry(path);
    ASSERT_TRUE(carry) << carry.error().to_string();
    for (const GameRecord& record : carry->games)
      if (record.outcome.reason == EndReason::kNone && !record.plies.empty())
        interrupted[record.id] = record.plies.size();
  }
  ASSERT_GE(interrupted.size(), 3u);
  ASSERT_TRUE(play("one", 0, 1));
  for (const GameRecord& record : games("one")) {
    const auto at = interrupted.find(record.id);
    EXPECT_EQ(record.resumed_at,
              at == interrupted.end() ? -1 : static_cast<std::int32_t>(at->second))
        << "game " << record.id;
  }
}

TEST_F(PlayGamesTest, TargetsOfOneMoveNeverBecomeAShard) {
  evaluator_ = std::make_unique<Favourite>(0.9999);
  config_.bounds = {
      .min_support_fraction = 0.5, .min_mean_entropy = 0, .max_duplicate_fraction = 1};
  expect_refused("policy targets have two or more moves");
  config_.bounds.min_support_fraction = 0;
  EXPECT_TRUE(play("unguarded", 0, 1));
}

TEST_F(PlayGamesTest, TargetsThatHardlyTeachMoreThanTheMoveNeverBecomeAShard) {
  evaluator_ = std::make_unique<Favourite>(0.998);  // two entries, about 0.014 nats
  config_.bounds = {
      .min_support_fraction = 0, .min_mean_entropy = 0.2, .max_duplicate_fraction = 1};
  expect_refused("mean entropy");
  config_.bounds.min_mean_entropy = 0;
  EXPECT_TRUE(play("unguarded", 0, 1));
}

TEST_F(PlayGamesTest, TheSameGameAgainAndAgainNeverBecomesAShard) {
  evaluator_ = std::make_unique<Favourite>(0.99999);
  config_.openings = {OpeningConfig{}};
  config_.bounds = {
      .min_support_fraction = 0, .min_mean_entropy = 0, .max_duplicate_fraction = 0.2};
  expect_refused("of the games repeat another");
  config_.bounds.max_duplicate_fraction = 1;
  EXPECT_TRUE(play("unguarded", 0, 1));
}

TEST_F(PlayGamesTest, TargetsHoldWhatTheRecordPromises) {
  ASSERT_TRUE(play("uniform", 0, 1));
  evaluator_ = std::make_unique<Favourite>(0.9);
  ASSERT_TRUE(play("favourite", 0, 1));
  std::size_t shorter = 0;
  for (const char* run : {"uniform", "favourite"})
    for (const GameRecord& record : games(run))
      for (std::size_t p = record.opening_plies; p < record.plies.size(); ++p) {
        double mass = 0;
        for (const PolicyEntry& entry : record.policy_at(p)) mass += entry.probability;
        ASSERT_GE(mass, kPolicyKept - 1e-6);
        ASSERT_LE(mass, 1 + 1e-6);
        shorter += record.policy_at(p).size() < record.plies[p].legal_count;
      }
  EXPECT_GT(shorter, 100u) << "nothing was left to the tail";
}

TEST_F(PlayGamesTest, GamesBegunWithAnotherSearchAreRefused) {
  ASSERT_TRUE(play("run", 0, 1, 60));
  search_.simulations = 17;
  header_.search = hash_config(search_);
  const auto played = play("run", 0, 1);
  ASSERT_FALSE(played);
  EXPECT_THAT(played.error().message, HasSubstr("another net, search, game, variants or seed"));
}

}  // namespace
}  // namespace az
