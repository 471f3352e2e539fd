#include "tests/arena/played_matches.h"

#include <gtest/gtest.h>

#include <cmath>

#include "matches/openings.h"
#include "search/heuristic_evaluator.h"
#include "search/uniform_evaluator.h"

namespace az {
namespace {

std::size_t candidate_seat(const MatchGame& game) {
  std::size_t seat = 0;
  while (game.seat_agent.at(seat) != 0) ++seat;
  return seat;
}

}  // namespace

std::vector<std::vector<Action>> some_openings(const Game& game, std::size_t count, int most) {
  return draw_openings(game, {.count = count, .plies_min = 1, .plies_max = most, .seed = 1})
      .value();
}

std::vector<MatchGame> play(const Game& game, const std::vector<std::vector<Action>>& openings,
                            const Agent& candidate, const Agent& opponent) {
  UniformEvaluator uniform;
  HeuristicEvaluator heuristic;
  const auto evaluator = [&](const Agent& agent) -> Evaluator* {
    if (agent.kind == AgentKind::kHeuristic) return &heuristic;
    return &uniform;
  };
  Evaluator* const evaluators[] = {evaluator(candidate), evaluator(opponent)};
  const Game* const games_of_block[] = {&game};
  const BlockOrder order{.games = games_of_block,
                         .candidate = &candidate,
                         .opponent = &opponent,
                         .openings = openings,
                         .seed = 1,
                         .generation = 2};
  auto games = play_block(order, evaluators, [] { return false; });
  EXPECT_TRUE(games && *games);
  return **std::move(games);
}

double score(const GameInfo& info, const std::vector<MatchGame>& games) {
  const auto first = static_cast<double>(info.payoff_by_place[0]),
             last = static_cast<double>(
                 info.payoff_by_place[static_cast<std::size_t>(info.players - 1)]);
  double sum = 0;
  for (const MatchGame& game : games)
    sum += (static_cast<double>(game.outcome.payoff[candidate_seat(game)]) - last) / (first - last);
  return sum / static_cast<double>(games.size());
}

int wins(const std::vector<MatchGame>& games) {
  int sum = 0;
  for (const MatchGame& game : games) sum += game.outcome.place[candidate_seat(game)] == 1;
  return sum;
}

std::string with_interval(int wins, std::size_t games) {
  const double n = static_cast<double>(games), p = wins / n, z = 1.959964, scale = 1 + z * z / n,
               middle = (p + z * z / (2 * n)) / scale,
               half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
  return fmt::format("{} of {}, {:.3f} [{:.3f}, {:.3f}]", wins, games, p, middle - half,
                     middle + half);
}

}  // namespace az
