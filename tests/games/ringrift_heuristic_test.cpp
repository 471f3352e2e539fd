// ringrift_heuristic_test.cpp — the heuristic is frozen: runs compare nets with it over years.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/games/ringrift_boards.h"

namespace az {
namespace {

/// A sum of many values, each with a weight of its own, of random games and crowded boards. A
/// compiler moves it by less than 1e-3, another feature or weight by far more.
template <ringrift::Board kBoard>
double weighted_sum(const RingRift<kBoard>& empty, const RingRiftSettings& settings) {
  const bool small = settings.facts().side < 10;
  const auto players = static_cast<std::size_t>(settings.players);
  double sum = 0, number = 0;
  for (std::uint32_t game = 0; game < (small ? 6 : 2); ++game) {
    Rng rng({.seed = 21, .game = game});
    RingRift<kBoard> rules = empty;
    if (game % 2 == 1) rules.set_up(crowded_start<kBoard>(settings, rng));
    std::vector<Action> legal;
    std::array<float, kMaxPlayers> values{};
    for (int step = 0; !rules.terminal() && step < (small ? 200 : 40); ++step) {
      rules.heuristic(std::span(values).first(players));
      for (std::size_t seat = 0; seat < players; ++seat)
        sum += static_cast<double>(values[seat]) * std::cos(++number);
      rules.legal(legal);
      rules.apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    }
  }
  return sum;
}

TEST(RingRiftHeuristic, SaysWhatVersion1Said) {
  ASSERT_EQ(RingRiftSquare8::kHeuristicVersion, 1) << "a new version needs a new record";
  // By players, then square8, square19, hex8, hexagonal.
  constexpr std::array kRecorded{0.98184,  0.01989, 1.21709,  -0.13736, -0.15150, -0.09972,
                                 -1.69748, 0.31810, -2.49593, -0.05828, -2.47595, 0.56300};
  std::size_t next = 0;
  for_ringrift_variants([&](const auto& empty, const RingRiftSettings& settings) {
    EXPECT_NEAR(weighted_sum(empty, settings), kRecorded[next], 1e-3) << "variant " << next;
    ++next;
  });
  EXPECT_EQ(next, kRecorded.size());
}

}  // namespace
}  // namespace az
