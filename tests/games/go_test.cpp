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

TEST(Go, AgreesWithTheNaiveModelOnLargeBoards) {
  EXPECT_GE(compare_a_game({.size = 13, .columns = 12, .suicide = true}, 500, 1000, 130), 100);
  EXPECT_GE(compare_a_game({.size = 19, .history = 1}, 501, 1000, 180), 150);
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

TEST(Go, KnowsHowManyPositionsAreLegal) {
  EXPECT_EQ(legal_positions(1), 1u);
  EXPECT_EQ(legal_positions(2), 57u);
  EXPECT_EQ(legal_positions(3), 12675u);
}

TEST(Go, PlaysEveryMoveOnEveryBoardOfThreeLinesAsTheNaiveModel) {
  for (const auto& [rows, columns] : {std::pair{3, 3}, {2, 4}})
    for (const bool suicide : {false, true})
      EXPECT_GT(compare_every_move(rows, columns, suicide), 0);
}

TEST(Go, AtTheMoveCapTheAreaDecides) {
  Go<9> go(GoSettings{.size = 3, .komi = 0.5, .max_moves = 2});
  go.apply(go.parse("B2").value());
  EXPECT_FALSE(go.terminal());
  go.apply(go.parse("pass").value());
  ASSERT_TRUE(go.terminal());
  EXPECT_TRUE(go.outcome().truncated);
  EXPECT_EQ(go.outcome().reason, EndReason::kAdjudicated);
  EXPECT_EQ(go.outcome().place[0], 1);
}

TEST(Go, TheMoveCapCountsFromAStartThatIsWhites) {
  for (const int to_play : {0, 1}) {
    Go<9> go(GoSettings{.size = 3, .max_moves = 2});
    ASSERT_TRUE(go.set_up({}, {}, to_play));
    go.apply(go.parse("B2").value());
    EXPECT_FALSE(go.terminal()) << to_play;
    go.apply(go.parse("C3").value());
    EXPECT_TRUE(go.terminal()) << to_play;
  }
}

/// Positions of random games on tiny boards, many of them reached by different moves.
void play_many(const GoSettings& settings, std::uint64_t games, auto&& see) {
  std::vector<Action> legal;
  for (std::uint32_t game = 0; game < games; ++game) {
    Rng rng({.seed = 11, .purpose = Purpose::kTest, .game = game});
    Go<9> go(settings);
    for (go.legal(legal); !legal.empty(); go.legal(legal)) {
      see(go, legal);
      go.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    }
    see(go, legal);
  }
}

TEST(Go, EqualHashesMeanEqualMovesUnderEveryKoRule) {
  for (const KoRule ko : {KoRule::kSimple, KoRule::kPositional, KoRule::kSituational})
    for (const bool suicide : {false, true}) {
      std::map<std::uint64_t, std::vector<Action>> moves;
      int met_again = 0;
      play_many({.size = 2, .columns = 3, .ko = ko, .suicide = suicide, .max_moves = 30}, 3000,
                [&](const Go<9>& go, const std::vector<Action>& legal) {
                  if (go.terminal()) return;
                  const auto [known, is_new] = moves.emplace(go.hash(), legal);
                  met_again += !is_new;
                  ASSERT_EQ(known->second, legal) << go.draw();
                });
      EXPECT_GT(met_again, 1000);
    }
}

TEST(Go, WithPassAliveEveryDecidedBoardEndsTheGame) {
  for (const auto& [rows, columns] : {std::pair{1, 3}, {3, 1}, {3, 2}, {3, 3}, {3, 4}, {2, 5}}) {
    int decided = 0;
    play_many({.size = rows, .columns = columns, .dead_stones = DeadStones::kPassAlive}, 300,
              [&](const Go<9>& go, const std::vector<Action>&) {
                if (!go.is_settled()) return;
                ++decided;
                ASSERT_TRUE(go.terminal()) << go.draw();
              });
    EXPECT_GT(decided, 0) << rows << 'x' << columns;
  }
}

TEST(Go, TwoPassesEndTheGame) {
  Go<9> go(GoSettings{.size = 5});
  for (const char* move : {"C3", "pass", "pass"}) go.apply(go.parse(move).value());
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

// Search copies a position at every simulation.
TEST(GoPosition, IsCopiedAsMemoryAndItsHistoryTakesLittle) {
  static_assert(std::is_trivially_copyable_v<GoBoard<9>> &&
                std::is_trivially_copyable_v<GoBoard<19>>);
  static_assert(sizeof(PositionHistory<128>) == std::size_t{2} * 128 + sizeof(std::vector<int>));
  static_assert(sizeof(PositionHistory<256>) < 1024, "beside 16 bytes a position");
  EXPECT_LT(sizeof(Go<9>), 4096u);
  EXPECT_LT(sizeof(Go<19>), 10240u);
}

}  // namespace
}  // namespace az
