// random_shards.h — a generation of self-play in a run directory, of random games: for tests of
// what reads shards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/build_info.h"
#include "core/check.h"
#include "games/registry.h"
#include "layout/run_dir.h"
#include "store/shard.h"
#include "tests/support/random_record.h"

namespace az::test {

struct RandomShards {
  std::uint64_t games = 100, games_per_shard = 50;
  std::uint64_t seed = 1;
  std::uint32_t simulations = 16;
  Hash128 net = {};
  std::function<bool(const GameRecord&)> keep = {};  ///< draws again until it says yes
};

/// game_section: YAML of the run's `game:` section.
inline void write_random_shards(const RunDir& run, const std::string& game_section,
                                Generation generation, const RandomShards& wanted) {
  const Value section = *complete_game_section(*parse_yaml(game_section, "game"));
  const auto game = *make_game(section);
  ShardHeader header;
  header.game = stored_game(*game, section.to_yaml());
  header.generation = generation;
  header.net = wanted.net;
  header.search_section = "simulations: 16\n";
  header.search = hash128(header.search_section);
  header.simulations = wanted.simulations;
  header.seed = wanted.seed;
  header.build = build_info().version;
  header.agents = {{"champion", wanted.net, header.search}};
  check(make_directories(run.selfplay(generation)).has_value(), "no directory for shards");
  for (std::uint64_t first = 0; first < wanted.games; first += wanted.games_per_shard) {
    header.shard = first / wanted.games_per_shard;
    header.first_game = first;
    header.game_count = wanted.games_per_shard;
    std::vector<GameRecord> games;
    for (std::uint64_t id = first; id < first + wanted.games_per_shard; ++id) {
      std::uint64_t draw = std::uint64_t{1000} * generation + wanted.seed;
      games.push_back(random_record(*game, draw, id));
      while (wanted.keep && !wanted.keep(games.back()))
        games.back() = random_record(*game, draw += 1000000, id);
      // A writer is given whole policies and leaves out the tail itself.
      for (PolicyEntry& entry : games.back().policy) entry.probability /= 0.9f;
    }
    const auto written = write_shard(run.shard(generation, header.shard), header, games);
    check(written.has_value(), "{}", written ? "" : written.error().message);
  }
}

}  // namespace az::test
