// random_record.h — self-play records of random games with made-up targets, for tests of what reads
// records.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/rng.h"
#include "games/advance.h"
#include "games/game.h"
#include "store/game_record.h"

namespace az::test {

/// A game of uniformly random moves from the stream (seed, game). Every ply from opening_plies on
/// is a row whose policy target names up to three legal actions with 0.9 of the mass, and whose
/// root outcome is a random distribution.
inline GameRecord random_record(const Game& game, std::uint64_t seed, std::uint64_t id,
                                std::uint32_t opening_plies = 0) {
  const GameInfo& info = game.info();
  Rng rng({.seed = seed, .purpose = Purpose::kTest, .game = static_cast<std::uint32_t>(id)});
  GameRecord record;
  record.id = id;
  record.opening_plies = opening_plies;
  const auto state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  while (!legal.empty()) {
    Ply ply;
    ply.action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
    ply.seat = static_cast<std::uint8_t>(state->to_play());
    ply.legal_count = static_cast<std::uint16_t>(legal.size());
    const bool opening = record.plies.size() < opening_plies;
    ply.kind = opening ? PlyKind::kOpening : PlyKind::kFull;
    ply.weight = opening ? 0.0f : 1.0f;
    ply.simulations = opening ? 0 : 16;
    std::vector<Action> named = legal;
    rng.shuffle(std::span(named));
    named.resize(std::min<std::size_t>(named.size(), 3));
    std::sort(named.begin(), named.end());
    if (!opening)
      for (const Action action : named)
        record.policy.push_back({action, 0.9f / static_cast<float>(named.size())});
    record.policy_begin.push_back(static_cast<std::uint32_t>(record.policy.size()));
    record.visited_begin.push_back(0);
    const auto size = static_cast<std::size_t>(info.outcome_size());
    std::vector<float> root(size);
    for (float& x : root) x = static_cast<float>(rng.uniform());
    const float sum = std::accumulate(root.begin(), root.end(), 0.0f);
    for (float& x : root) x /= sum;
    record.root_outcome.insert(record.root_outcome.end(), root.begin(), root.end());
    record.net_outcome.insert(record.net_outcome.end(), root.begin(), root.end());
    record.plies.push_back(ply);
    state->apply(ply.action);
    advance(*state, legal);
  }
  record.outcome = state->outcome();
  return record;
}

}  // namespace az::test
