// played_games.h — records of random games that the rules accept, with targets as a search would
// leave them.
#pragma once

#include <cmath>
#include <numeric>

#include "tests/support/random_record.h"

namespace az {

/// Every row's policy holds all of its mass, and its actions share the simulations as visits.
inline GameRecord played_record(const Game& game, std::uint64_t id) {
  GameRecord record = test::random_record(game, 11, id);
  record.visited.clear();
  record.visited_begin = {0};
  for (std::size_t i = 0; i < record.plies.size(); ++i) {
    const std::size_t begin = record.policy_begin[i], end = record.policy_begin[i + 1];
    float sum = 0;
    for (std::size_t k = begin; k < end; ++k) sum += record.policy[k].probability;
    const auto actions = static_cast<std::uint32_t>(end - begin);
    const std::uint32_t simulations = record.plies[i].simulations;
    for (std::size_t k = begin; k < end; ++k) {
      record.policy[k].probability /= sum;
      const bool one_more = k - begin < simulations % actions;
      record.visited.push_back(
          {record.policy[k].action, simulations / actions + (one_more ? 1 : 0), 0.25f});
    }
    record.visited_begin.push_back(static_cast<std::uint32_t>(record.visited.size()));
  }
  return record;
}

/// Cuts a record short; the outcome stays.
inline void keep_plies(const Game& game, GameRecord& record, std::size_t plies) {
  const auto size = plies * static_cast<std::size_t>(game.info().outcome_size());
  record.plies.resize(plies);
  record.visited_begin.resize(plies + 1);
  record.policy_begin.resize(plies + 1);
  record.visited.resize(record.visited_begin.back());
  record.policy.resize(record.policy_begin.back());
  record.net_outcome.resize(size);
  record.root_outcome.resize(size);
}

}  // namespace az
