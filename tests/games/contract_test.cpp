// contract_test.cpp — every registered game, in several variants, keeps the contract of
// games/rules.h; and games with a planted fault do not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "core/text.h"
#include "games/registry.h"
#include "games/state_of.h"
#include "games/tic_tac_toe/rules.h"
#include "tests/support/game_contract.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> sections() {
  std::vector<std::string> all;
  for (const std::string& name : game_names()) all.push_back("{name: " + name + "}");  // defaults
  for (const char* variant :
       {"{name: connect_four, rows: 4, columns: 4}",
        "{name: connect_four, rows: 12, columns: 4}",
        "{name: connect_four, rows: 4, columns: 12}",
        "{name: connect_four, rows: 7, columns: 8}",
        "{name: hex, size: 3}",
        "{name: hex, size: 4, swap: true}",
        "{name: hex, size: 8}",
        "{name: hex, size: 9, swap: true}",
        "{name: hex, size: 5, canvas: 9}",
        "{name: hex, size: 7, canvas: 11, swap: true}",
        "{name: go, size: 5, ko: situational}",
        "{name: go, size: 4, suicide: true, history: 0}",
        "{name: go, size: 1, komi: 0}",
        "{name: go, size: 3, columns: 5, komi: -2, dead_stones: pass_alive, history: 8}",
        "{name: go, size: 5, canvas: 9, ko: simple, max_moves: 40}",
        "{name: go, size: 13}",
        "{name: go, size: 7, canvas: 19}",
        "{name: ringrift, players: 3}",
        "{name: ringrift, players: 4, payoff: ranks}",
        "{name: ringrift, board: hex8}",
        "{name: ringrift, board: hex8, players: 3, payoff: ranks}",
        "{name: ringrift, board: hex8, players: 4}",
        "{name: ringrift, board: square19, max_moves: 12}",
        "{name: ringrift, board: hexagonal, max_moves: 12}"})
    all.emplace_back(variant);
  return all;
}

class Contract : public ::testing::TestWithParam<std::string> {};

TEST_P(Contract, Holds) {
  const auto game = make_game(*parse_yaml(GetParam(), "variant"));
  ASSERT_TRUE(game) << game.error().to_string();
  EXPECT_THAT(contract_violations(**game), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Games, Contract, ::testing::ValuesIn(sections()), [](const auto& name) {
  std::string text;
  for (const char c : name.param)
    if (std::isalnum(c) || c == '_') text += c;
  return text;
});

TEST(Contract, HoldsForThreePlayers) {
  for (const auto payoff : {ThreePlayerPayoff::kRanks, ThreePlayerPayoff::kWinner})
    EXPECT_THAT(contract_violations(*three_player_game(payoff), {.games = 30}), IsEmpty());
}

// Planted faults: tic-tac-toe with one function wrong each. Without a finding the contract would
// guard nothing.

struct Descending : TicTacToe {
  using TicTacToe::TicTacToe;
  void legal(std::vector<Action>& actions) const {
    TicTacToe::legal(actions);
    std::reverse(actions.begin(), actions.end());
  }
};
struct Twice : TicTacToe {
  using TicTacToe::TicTacToe;
  void legal(std::vector<Action>& actions) const {
    TicTacToe::legal(actions);
    if (!actions.empty()) actions.push_back(actions.back());
  }
};
struct PlaysOn : TicTacToe {
  using TicTacToe::TicTacToe;
  void legal(std::vector<Action>& actions) const {
    TicTacToe::legal(actions);
    if (terminal()) actions.push_back(0);
  }
};
struct WrongActionSymmetry : TicTacToe {
  using TicTacToe::TicTacToe;
  Action transform(Action action, int symmetry) const {
    return TicTacToe::transform(action, symmetry == 5 ? 6 : symmetry);
  }
};
struct WrongCellSymmetry : TicTacToe {
  using TicTacToe::TicTacToe;
  int transform_cell(int cell, int symmetry) const {
    return TicTacToe::transform_cell(cell, symmetry == 3 ? 1 : symmetry);
  }
};
struct FoldedCells : TicTacToe {
  using TicTacToe::TicTacToe;
  int transform_cell(int cell, int symmetry) const { return symmetry == 2 ? cell / 2 : cell; }
};
struct MovingIdentity : TicTacToe {
  using TicTacToe::TicTacToe;
  Action transform(Action action, int symmetry) const {
    return TicTacToe::transform(action, symmetry ^ 1);
  }
};
struct SharedSite : TicTacToe {
  using TicTacToe::TicTacToe;
  Site site(Action action) const { return {0, static_cast<int>(action) & 7}; }
};
struct Mistyped : TicTacToe {
  using TicTacToe::TicTacToe;
  std::string to_string(Action action) const {
    return TicTacToe::to_string(action == 4 ? 5 : action);
  }
};
struct ParsesAnything : TicTacToe {
  using TicTacToe::TicTacToe;
  Result<Action> parse(std::string_view text) const {
    const Result<Action> action = TicTacToe::parse(text);
    return action ? *action : 0;
  }
};
struct ForgetfulHash : TicTacToe {
  using TicTacToe::TicTacToe;
  std::uint64_t hash() const {  // how many, not which
    std::vector<Action> actions;
    legal(actions);
    return actions.size() + (terminal() ? 100u : 0u);
  }
};
struct Paid : TicTacToe {
  using TicTacToe::TicTacToe;
  Outcome outcome() const {
    Outcome outcome = TicTacToe::outcome();
    outcome.payoff[0] += 0.5f;
    return outcome;
  }
};
struct NeverLast : TicTacToe {
  using TicTacToe::TicTacToe;
  Outcome outcome() const {
    Outcome outcome = TicTacToe::outcome();
    outcome.place[1] = 2;
    return outcome;
  }
};
struct SilentAdjudication : TicTacToe {
  using TicTacToe::TicTacToe;
  Outcome outcome() const {
    Outcome outcome = TicTacToe::outcome();
    outcome.truncated = false;
    return outcome;
  }
};
struct NoAdjudication : TicTacToe {
  using TicTacToe::TicTacToe;
  void adjudicate() {}
};
struct DirtyPlanes : TicTacToe {
  using TicTacToe::TicTacToe;
  mutable int encoded = 0;
  void encode(Planes& planes) const {
    TicTacToe::encode(planes);
    if (++encoded % 2 == 0) planes.set(1, 0);
  }
};
struct StrayBit : TicTacToe {
  using TicTacToe::TicTacToe;
  void encode(Planes& planes) const {
    TicTacToe::encode(planes);
    planes.set(2, 9);
  }
};
struct ShortGames : TicTacToe {
  using TicTacToe::TicTacToe;
  static GameInfo info(const Settings& settings) {
    GameInfo info = TicTacToe::info(settings);
    info.max_plies = 3;
    return info;
  }
};
struct Allocating : TicTacToe {
  using TicTacToe::TicTacToe;
  std::vector<Action> history;
  void apply(Action action) {
    TicTacToe::apply(action);
    history.push_back(action);
    history.shrink_to_fit();
  }
};
struct SharedBoard : TicTacToe {  // copies look at one board
  explicit SharedBoard(const Settings& settings)
      : TicTacToe(settings), moves(std::make_shared<int>(0)) {}
  std::shared_ptr<int> moves;
  void apply(Action action) {
    TicTacToe::apply(action);
    ++*moves;
  }
  std::string draw() const { return std::to_string(*moves) + "\n"; }
};
struct RefusesItsOwnMove : TicTacToe {
  using TicTacToe::TicTacToe;
  void apply(Action action) {
    if (action == 8) throw std::runtime_error("not here");
    TicTacToe::apply(action);
  }
};
struct Hopeful : TicTacToe {  // both seats think well of it
  using TicTacToe::TicTacToe;
  static constexpr int kHeuristicVersion = 1;
  void heuristic(std::span<float> values) const { std::ranges::fill(values, 0.25f); }
};
struct Boundless : TicTacToe {
  using TicTacToe::TicTacToe;
  static constexpr int kHeuristicVersion = 1;
  void heuristic(std::span<float> values) const {
    values[0] = 2;
    values[1] = -2;
  }
};
struct LooksAtOneCorner : TicTacToe {
  using TicTacToe::TicTacToe;
  static constexpr int kHeuristicVersion = 1;
  void heuristic(std::span<float> values) const {
    std::vector<Action> actions;
    legal(actions);
    values[0] = actions.front() == 0 ? 0 : 0.5f;
    values[1] = -values[0];
  }
};

template <class Broken>
std::string violations() {
  return join(contract_violations(GameOf<Broken>()), "\n");
}

TEST(Contract, FindsPlantedFaults) {
  EXPECT_THAT(contract_violations(GameOf<TicTacToe>()), IsEmpty());
  EXPECT_THAT(violations<Descending>(), HasSubstr("ids ascend"));
  EXPECT_THAT(violations<Twice>(), HasSubstr("ids ascend"));
  EXPECT_THAT(violations<PlaysOn>(), HasSubstr("legal actions exactly while the game runs"));
  EXPECT_THAT(violations<WrongActionSymmetry>(), HasSubstr("symmetry of"));
  EXPECT_THAT(violations<WrongCellSymmetry>(), HasSubstr("symmetry of"));
  EXPECT_THAT(violations<FoldedCells>(), HasSubstr("transform_cell permutes"));
  EXPECT_THAT(violations<MovingIdentity>(), HasSubstr("symmetry 0 is the identity"));
  EXPECT_THAT(violations<SharedSite>(), HasSubstr("sites are distinct"));
  EXPECT_THAT(violations<Mistyped>(), HasSubstr("parse(to_string(a)) is a"));
  EXPECT_THAT(violations<ParsesAnything>(), HasSubstr("parse refuses nonsense"));
  EXPECT_THAT(violations<ForgetfulHash>(), HasSubstr("equal hash, equal position"));
  EXPECT_THAT(violations<Paid>(), HasSubstr("payoffs"));
  EXPECT_THAT(violations<NeverLast>(), HasSubstr("place"));
  EXPECT_THAT(violations<SilentAdjudication>(), HasSubstr("truncated means adjudicated"));
  EXPECT_THAT(violations<NoAdjudication>(), HasSubstr("adjudicate() ends the game"));
  EXPECT_THAT(violations<DirtyPlanes>(), HasSubstr("position"));
  EXPECT_THAT(violations<StrayBit>(), HasSubstr("no bit beyond the canvas"));
  EXPECT_THAT(violations<ShortGames>(), HasSubstr("max_plies bounds the decisions"));
  EXPECT_THAT(violations<Allocating>(), HasSubstr("nothing allocates after warm-up"));
  EXPECT_THAT(violations<SharedBoard>(), HasSubstr("copies leave a state alone"));
  EXPECT_THAT(violations<RefusesItsOwnMove>(), HasSubstr("refused"));
  EXPECT_THAT(violations<Hopeful>(), HasSubstr("heuristic values sum to 0"));
  EXPECT_THAT(violations<Boundless>(), HasSubstr("heuristic values lie within the bounds"));
  EXPECT_THAT(violations<LooksAtOneCorner>(), HasSubstr("symmetry of the heuristic"));
}

}  // namespace
}  // namespace az
