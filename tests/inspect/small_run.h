// small_run.h — a run directory of two generations, made without search or training: real games,
// real hashes.
#pragma once

#include <gtest/gtest.h>

#include "games/registry.h"
#include "layout/champion.h"
#include "store/checkpoint.h"
#include "store/generation_index.h"
#include "store/manifest.h"
#include "store/match.h"
#include "store/shard.h"
#include "tests/store/played_games.h"

namespace az {

inline NetFile small_net(const GameInfo& info, const std::string& section,
                         std::uint32_t generation) {
  NetFile net;
  net.identity = {.family = info.family,
                  .rules_id = info.rules_id,
                  .action_space_id = info.action_space_id,
                  .encoder_id = info.encoder_id,
                  .net_section = "name: mlp\n",
                  .game_section = section};
  net.generation = generation;
  net.build = "0.1.0";
  net.weights = {{"layer.weight", {2, 2}, {1, 2, 3, static_cast<float>(generation)}}};
  return net;
}

/// nets g0000 … g0002; generation g played by net g−1, trained on all shards so far; champion:
/// g0002. taught: generation 1 is played without a net.
inline void make_small_run(const Path& root, bool taught = false) {
  const RunDir run(root);
  const auto game = *make_game("connect_four");
  const std::string section =
      complete_game_section(*parse_yaml("name: connect_four\n", "test"))->to_yaml();
  for (const char* folder :
       {"nets", "selfplay/g0001", "selfplay/g0002", "windows", "matches/g0002"})
    ASSERT_TRUE(std::filesystem::create_directories(root / folder));
  ASSERT_TRUE(write_file(run.run_yaml(), "game:\n  name: connect_four\n"));
  std::vector<Hash128> nets = {*write_net(run.net(0), small_net(game->info(), section, 0))};
  std::vector<WindowShard> shards;
  for (std::uint32_t g = 1; g <= 2; ++g) {
    for (std::uint64_t s = 0; s < 2; ++s) {
      ShardHeader header;
      header.game = stored_game(*game, section);
      header.generation = g;
      header.shard = s;
      header.first_game = 5 * s;
      header.game_count = 5;
      const bool by_teacher = taught && g == 1;
      header.net = by_teacher ? Hash128{} : nets.back();
      header.search = hash128("search");
      header.search_section = "simulations: 16\n";
      header.simulations = 16;
      header.seed = 1;
      header.build = "0.1.0";
      header.run_config = *read_file(run.run_yaml());
      header.agents = {
          {by_teacher ? "teacher heuristic16" : "champion", header.net, header.search}};
      std::vector<GameRecord> games;
      for (std::uint64_t id = 5 * s; id < 5 * s + 5; ++id)
        games.push_back(played_record(*game, std::uint64_t{100} * g + id));
      for (GameRecord& record : games) record.id -= std::uint64_t{100} * g;
      ASSERT_TRUE(write_shard(run.shard(g, s), header, games));
      shards.push_back(shard_entry(*read_shard(run.shard(g, s))));
    }
    ASSERT_TRUE(write_generation_index(run, g, 2));
    const WindowManifest window{.generation = g, .policy = "all", .shards = shards};
    NetFile net = small_net(game->info(), section, g);
    net.parent = nets.back();
    net.window = *write_manifest(run.window(g), window);
    net.steps = std::uint64_t{100} * g;
    nets.push_back(*write_net(run.net(g), net));
  }
  MatchHeader match;
  match.game = stored_game(*game, section);
  match.generation = 2;
  match.protocol = hash128("protocol");
  match.agents = {{"g0002", nets[2], hash128("search")}, {"random", {}, hash128("random")}};
  MatchGame played;
  const GameRecord record = played_record(*game, 7);
  for (const Ply& ply : record.plies) played.moves.push_back(ply.action);
  played.outcome = record.outcome;
  played.seat_agent = {0, 1, 0, 0};
  ASSERT_TRUE(write_match(run.match(2, "random", 0), match, std::span(&played, 1)));
  ASSERT_TRUE(write_champion(run, {.generation = 2, .net = nets[2], .since = 2}));
}

}  // namespace az
