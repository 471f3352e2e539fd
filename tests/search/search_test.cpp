#include "search/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/hash.h"
#include "games/registry.h"
#include "search/uniform_evaluator.h"
#include "tests/search/counting_new.h"
#include "tests/search/naive_search.h"
#include "tests/search/toy_games.h"

namespace az {
namespace {

using ::testing::ElementsAreArray;

/// Two players and more, sparse ids, games that end early, forced steps, seats that choose twice:
/// the same visits. PUCT below a Gumbel root, a frozen mixture in v_mix, or a negated value would
/// all show here.
TEST(Search, AgreesWithANaiveModelOnManyGames) {
  int compared = 0;
  for (const SearchConfig& config : {gumbel_config(), puct_config()})
    for (int players = 2; players <= 4; ++players)
      for (const int branching : {2, 3, 7, 11})
        for (int variant = 0; variant < 8; ++variant) {
          const GameOf<TreeGame> game({.players = players,
                                       .branching = branching,
                                       .depth = 6,
                                       .id_stride = 1 + 99 * (variant & 1),
                                       .early_ends = (variant & 2) != 0,
                                       .forced = (variant & 2) != 0,
                                       .repeats = (variant & 4) != 0});
          FakeEvaluator evaluator(hashed_evaluation);
          const auto state = game.new_state();
          Search search(game, config);
          for (const int simulations : {3, 16, 61, 150}) {
            const SearchResult& result =
                run_search(search, evaluator, *state, {.simulations = simulations});
            const std::vector<double> naive =
                NaiveSearch(game, config, evaluator).run(*state, simulations);
            const std::vector<double> visits(result.visits.begin(), result.visits.end());
            EXPECT_EQ(visits, naive) << players << " players, branching " << branching
                                     << ", variant " << variant << ", n " << simulations;
            ++compared;
          }
        }
  EXPECT_EQ(compared, 2 * 3 * 4 * 8 * 4);
}

TEST(Search, TerminalsAreExact) {
  // Tic-tac-toe: X at 1 2, O at 4 5; X completes the row with 3 and nothing else wins at once.
  const auto game = make_game("tic_tac_toe");
  ASSERT_TRUE(game);
  const auto state = (*game)->new_state();
  for (const Action a : {0u, 3u, 1u, 4u}) state->apply(a);
  UniformEvaluator evaluator;
  for (const SearchConfig& config : {gumbel_config(), puct_config()}) {
    Search search(**game, config);
    const SearchResult& r = run_search(search, evaluator, *state, {.simulations = 50});
    EXPECT_EQ(r.action, 2u);
    EXPECT_EQ(r.q[0], 1.0f);
  }
}

TEST(Search, AllocatesNothingPerSimulationOnceWarm) {
  const auto game = make_game("connect_four");
  ASSERT_TRUE(game);
  for (SearchConfig config : {gumbel_config(), puct_config()})
    for (const bool reuse : {false, true}) {
      config.tree_reuse = reuse;
      Search search(**game, config);
      UniformEvaluator evaluator;
      const auto state = (*game)->new_state();
      const auto play = [&](int plies) {
        search.reset();
        state->assign(*(*game)->new_state());
        for (int ply = 0; ply < plies; ++ply) {
          const Action action =
              run_search(search, evaluator, *state, {.simulations = 400, .noise = true},
                         {.seed = 1, .ply = static_cast<std::uint32_t>(ply)})
                  .action;
          search.move(action);
          state->apply(action);
        }
      };
      play(6);
      const auto start = (*game)->new_state();
      const AllocationCounter counter;
      search.reset();
      state->assign(*start);
      for (std::uint32_t ply = 0; ply < 6; ++ply) {
        const Action action =
            run_search(search, evaluator, *state, {.simulations = 400, .noise = true},
                       {.seed = 1, .ply = ply})
                .action;
        search.move(action);
        state->apply(action);
      }
      EXPECT_EQ(counter.count(), 0) << (reuse ? "with reuse" : "without reuse");
    }
}

TEST(Search, RefusesEvaluationsThatAreNotFinite) {
  const GameOf<TreeGame> game({.branching = 3, .depth = 3});
  const auto state = game.new_state();
  for (const bool prior : {false, true})
    for (const float wrong : {NAN, INFINITY, -INFINITY}) {
      FakeEvaluator evaluator([&](const State& s, std::span<const Action> legal, Evaluation& out) {
        hashed_evaluation(s, legal, out);
        (prior ? out.log_priors : out.outcome)[1] = wrong;
      });
      Search search(game, {});
      EXPECT_THROW(run_search(search, evaluator, *state, {.simulations = 4}), Bug);
    }
}

TEST(Search, RefusesATerminalRoot) {
  const GameOf<TreeGame> game({.branching = 2, .depth = 1});
  const auto state = game.new_state();
  state->apply(0);
  Search search(game, {});
  UniformEvaluator evaluator;
  EXPECT_THROW(run_search(search, evaluator, *state, {.simulations = 4}), Bug);
}

TEST(Search, ChoosesAmongTheActionsItIsGiven) {
  const GameOf<TreeGame> game({.branching = 7, .depth = 3});
  const auto state = game.new_state();
  std::vector<Action> legal;
  state->legal(legal);
  const Action only[] = {legal[1], legal[4]};
  UniformEvaluator evaluator;
  for (const SearchConfig& config : {gumbel_config(), puct_config()}) {
    Search search(game, config);
    const SearchResult& result =
        run_search(search, evaluator, *state, {.simulations = 30, .only = only});
    EXPECT_THAT(result.legal, ElementsAreArray(only));
    EXPECT_EQ(result.visits[0] + result.visits[1], 30u);
    EXPECT_EQ(run_search(search, evaluator, *state, {.simulations = 30}).legal.size(), 7u);
  }
}

/// Go 5x5, black has three stones and the larger area, and white has just passed.
std::unique_ptr<State> after_whites_pass(const Game& go) {
  auto state = go.new_state();
  for (const char* move : {"A2", "E5", "B2", "D5", "C2", "pass"}) state->apply(*state->parse(move));
  return state;
}

TEST(Search, PlaysADecisiveMoveAndTeachesIt) {
  const auto go = *make_game(*parse_yaml("{name: go, size: 5, komi: 0.5}", "x.yaml"));
  const auto state = after_whites_pass(*go);
  const Action pass = *state->parse("pass");
  ASSERT_EQ(state->decisive(), pass);
  for (SearchConfig config : {gumbel_config(), puct_config()}) {
    FakeEvaluator evaluator(hashed_evaluation);
    Search search(*go, config);
    const SearchResult& found = run_search(search, evaluator, *state, {.simulations = 8});
    EXPECT_EQ(found.action, pass);
    ASSERT_GT(found.legal.size(), 1u);
    EXPECT_EQ(found.legal.back(), pass);
    EXPECT_EQ(found.policy.back(), 1);
    EXPECT_EQ(found.visits.back(), 8u);
    EXPECT_EQ(found.q.back(), 1);
    EXPECT_EQ(evaluator.evaluations(), 1u) << "more than the root was evaluated";
    EXPECT_LT(run_search(search, evaluator, *state, {.simulations = 0}).policy.back(), 1);
    config.decisive_moves = false;
    Search blind(*go, config);
    EXPECT_LT(run_search(blind, evaluator, *state, {.simulations = 8}).policy.back(), 1);
  }
}

TEST(Search, APassThatTheOtherMayAnswerWithAWinningPassIsLost) {
  const auto go = *make_game(*parse_yaml("{name: go, size: 5, komi: 0.5}", "x.yaml"));
  const auto state = after_whites_pass(*go);
  state->apply(*state->parse("D2"));  // black plays on, and white is still behind
  EXPECT_EQ(state->decisive(), std::nullopt);
  FakeEvaluator evaluator(hashed_evaluation);
  SearchConfig config = puct_config();
  for (const bool decisive : {true, false}) {
    config.decisive_moves = decisive;
    Search search(*go, config);
    const SearchResult& found = run_search(search, evaluator, *state, {.simulations = 200});
    ASSERT_GT(found.visits.back(), 0u);
    EXPECT_EQ(found.q.back() == -1, decisive) << found.q.back();
  }
}

TEST(Search, MiddleOutTriesTheMiddleFirstAndReportsAscending) {
  const GameOf<TreeGame> game({.branching = 7, .depth = 1, .all_draws = true});
  SearchConfig config = puct_config();
  config.tie_order = TieOrder::kMiddleOut;
  UniformEvaluator evaluator;
  const auto state = game.new_state();
  const std::vector<Action> order{3, 2, 4, 1, 5, 0, 6};
  for (int n = 1; n <= 7; ++n) {
    Search search(game, config);
    const SearchResult& r = run_search(search, evaluator, *state, {.simulations = n});
    EXPECT_THAT(r.legal, ::testing::ElementsAre(0, 1, 2, 3, 4, 5, 6));
    std::vector<std::uint32_t> expected(7, 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) expected[order[i]] = 1;
    EXPECT_THAT(r.visits, ElementsAreArray(expected));
    EXPECT_EQ(r.action, 3u);
  }
}

/// Simulations and a hash of every visit of a fixed set of searches. A change here means that the
/// search behaves differently: say so in the commit and put in the printed numbers.
TEST(Search, SignatureIsUnchanged) {
  Hasher hasher;
  std::uint64_t visits = 0;
  for (const std::string name : {"tic_tac_toe", "connect_four"}) {
    const auto game = make_game(name);
    ASSERT_TRUE(game);
    for (const SearchConfig& config : {gumbel_config(), puct_config()}) {
      Search search(**game, config);
      UniformEvaluator evaluator;
      const auto state = (*game)->new_state();
      std::vector<Action> legal;
      std::uint32_t ply = 0;
      for (advance(*state, legal); !legal.empty(); advance(*state, legal), ++ply) {
        const SearchResult& r = run_search(search, evaluator, *state,
                                           {.simulations = 64, .noise = true, .temperature = 1},
                                           {.seed = 2026, .game = 1, .ply = ply});
        for (const std::uint32_t n : r.visits) {
          visits += n;
          hasher.add(n);
        }
        hasher.add(r.action);
        state->apply(r.action);
      }
    }
  }
  EXPECT_EQ(visits, 3200u);
  EXPECT_EQ(hasher.finish().hex12(), "edda19428b5b");
}

}  // namespace
}  // namespace az
