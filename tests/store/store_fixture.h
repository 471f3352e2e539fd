// store_fixture.h — a temporary folder, and games with the statistics of Connect Four self-play
// made without the rules.
#pragma once

#include <gmock/gmock.h>
#include <stdlib.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/rng.h"
#include "core/temporary_folder.h"
#include "store/quantize.h"
#include "store/shard.h"

namespace az {

class StoreTest : public testing::Test {
 protected:
  const TemporaryFolder folder_ = TemporaryFolder::make("az_store").value();
  const Path dir_ = folder_.path();
};

inline StoredGame sample_stored_game() {
  StoredGame game;
  game.section = "name: connect_four\nrows: 6\ncolumns: 7\n";
  game.family = "connect_four";
  game.variant = "rows=6 columns=7";
  game.action_count = 7;
  game.rules_id = hash128("rules");
  game.action_space_id = hash128("actions");
  game.encoder_id = hash128("encoder");
  for (int column = 1; column <= 7; ++column) game.action_texts.push_back(std::to_string(column));
  return game;
}

inline ShardHeader sample_header(std::uint64_t games, std::uint64_t shard = 0) {
  ShardHeader header;
  header.game = sample_stored_game();
  header.generation = 3;
  header.shard = shard;
  header.first_game = shard * games;
  header.game_count = games;
  header.net = hash128("net");
  header.search = hash128("search");
  header.search_section = "algorithm: gumbel\nsimulations: 32\n";
  header.simulations = 32;
  header.seed = 7;
  header.build = "0.1.0";
  header.run_config = "game:\n  name: connect_four\nsearch:\n  simulations: 32\n";
  header.agents = {{"champion g0002", hash128("net"), hash128("search")}};
  return header;
}

/// Outcome vector (win, draw, loss) drawn around a drifting advantage.
inline void push_outcome(std::vector<float>& out, double advantage, Rng& rng) {
  const double win = 1 / (1 + std::exp(-advantage - 0.3 * rng.normal()));
  const double draw = 0.05 * rng.uniform();
  out.push_back(static_cast<float>(win * (1 - draw)));
  out.push_back(static_cast<float>(draw));
  out.push_back(static_cast<float>((1 - win) * (1 - draw)));
}

/// About 30 plies, 7 actions that become fewer, `simulations` spread over them.
inline GameRecord sample_game(std::uint64_t id, std::uint32_t simulations = 32) {
  Rng rng({.seed = 1, .game = static_cast<std::uint32_t>(id)});
  GameRecord game;
  game.id = id;
  game.opening_plies = rng.below(3);
  const std::uint32_t plies = 24 + rng.below(13);
  double advantage = 0;
  for (std::uint32_t i = 0; i < plies; ++i) {
    const std::uint32_t legal = i < 20 ? 7 : 7 - (i - 20) / 4;
    Ply ply;
    ply.action = rng.below(7);
    ply.seat = static_cast<std::uint8_t>(i % 2);
    ply.legal_count = static_cast<std::uint16_t>(legal);
    advantage += 0.3 * rng.normal();
    if (i < game.opening_plies) {
      ply.kind = PlyKind::kOpening;
      ply.weight = 0;
      game.visited_begin.push_back(static_cast<std::uint32_t>(game.visited.size()));
      game.policy_begin.push_back(static_cast<std::uint32_t>(game.policy.size()));
      game.net_outcome.insert(game.net_outcome.end(), 3, 0.0f);
      game.root_outcome.insert(game.root_outcome.end(), 3, 0.0f);
      game.plies.push_back(ply);
      continue;
    }
    ply.kind = PlyKind::kFull;
    ply.simulations = simulations;
    ply.considered = std::min(legal, 16u);
    std::vector<double> logits(legal);
    for (double& logit : logits) logit = 2 * rng.normal();
    const double largest = *std::max_element(logits.begin(), logits.end());
    double total = 0;
    for (const double logit : logits) total += std::exp(logit - largest);
    std::vector<PolicyEntry> policy;
    for (std::uint32_t a = 0; a < legal; ++a) {
      const double probability = std::exp(logits[a] - largest) / total;
      policy.push_back({a, static_cast<float>(probability)});
      const auto visits = static_cast<std::uint32_t>(probability * simulations + rng.uniform());
      if (visits > 0)
        game.visited.push_back(
            {a, visits, static_cast<float>(std::tanh(advantage + 0.5 * rng.normal()))});
    }
    drop_tail(policy);
    game.policy.insert(game.policy.end(), policy.begin(), policy.end());
    game.visited_begin.push_back(static_cast<std::uint32_t>(game.visited.size()));
    game.policy_begin.push_back(static_cast<std::uint32_t>(game.policy.size()));
    push_outcome(game.net_outcome, advantage, rng);
    push_outcome(game.root_outcome, advantage, rng);
    game.plies.push_back(ply);
  }
  const bool first_wins = rng.below(2) == 0;
  game.outcome.place = {static_cast<std::int8_t>(first_wins ? 1 : 2),
                        static_cast<std::int8_t>(first_wins ? 2 : 1), 0, 0};
  game.outcome.payoff = {first_wins ? 1.0f : -1.0f, first_wins ? -1.0f : 1.0f, 0, 0};
  game.outcome.reason = EndReason::kWin;
  return game;
}

inline std::vector<GameRecord> sample_games(std::uint64_t first, std::uint64_t count) {
  std::vector<GameRecord> games;
  for (std::uint64_t id = first; id < first + count; ++id) games.push_back(sample_game(id));
  return games;
}

}  // namespace az
