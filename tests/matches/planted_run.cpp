#include "tests/matches/planted_run.h"

#include <gtest/gtest.h>

#include "core/build_info.h"
#include "core/rng.h"
#include "games/advance.h"
#include "games/registry.h"
#include "layout/champion.h"
#include "store/checkpoint.h"

namespace az {

PlantedRun::PlantedRun(const std::string& name)
    : folder_(TemporaryFolder::make(name).value()), run(folder_.path()) {
  config = parse_yaml(
               "seed: 7\ngame: {name: connect_four, rows: 5, columns: 5}\n"
               "search: {algorithm: gumbel, simulations: 8}\n",
               "run.yaml")
               .value();
  arena.blocks = 4;
  arena.pairs_per_block = 4;
  arena.opening_plies_min = 2;
  arena.opening_plies_max = 4;
  arena.gate.elo1 = 150;  // a few games decide
  arena.anchors = {{AnchorKind::kRandom, 1, 1}};
}

Hash128 PlantedRun::add_net(Generation generation, int like) {
  const Path path = run.net(generation);
  std::filesystem::create_directories(path.parent_path());
  if (like >= 0) {
    std::filesystem::copy_file(run.net(static_cast<Generation>(like)), path);
  } else {
    const auto game = make_game(*config.find("game")).value();
    NetFile net;
    net.identity = {.family = game->info().family,
                    .rules_id = game->info().rules_id,
                    .action_space_id = game->info().action_space_id,
                    .encoder_id = game->info().encoder_id,
                    .net_section = "name: planted\n",
                    .game_section = config.find("game")->to_yaml()};
    net.generation = generation;
    net.seed = 7;
    net.build = build_info().version;
    net.weights = {{"weight", {1}, {static_cast<float>(generation)}}};
    EXPECT_TRUE(write_net(path, net));
  }
  return read_net_header(path)->hash;
}

void PlantedRun::set_champion(Generation generation) {
  const Hash128 net = read_net_header(run.net(generation))->hash;
  ASSERT_TRUE(write_champion(run, {generation, net, generation}));
}

Registration PlantedRun::registration(Generation generation) const {
  const Champion champion = read_champion(run).value();
  auto list = register_matches(run.root(), config, arena, generation,
                               read_net_header(run.net(generation))->hash, champion.generation,
                               champion.net);
  EXPECT_TRUE(list) << list.error().to_string();
  return *std::move(list);
}

std::vector<MatchGame> PlantedRun::games(const Registration& list, const RegisteredBlock& block,
                                         double score) const {
  const auto rules = make_game(*config.find("game")).value();
  std::vector<MatchGame> games;
  double owed = 0;  // wins still to be handed out, so that shares come out even
  for (int i = 0; i < list.openings_per_block; ++i)
    for (int seat = 0; seat < 2; ++seat) {
      owed += score;
      const int winner = owed >= 0.999 ? seat : 1 - seat;
      if (winner == seat) owed -= 1;
      MatchGame game;
      game.opening = game.pair = block.first_opening + static_cast<std::uint64_t>(i);
      const auto& opening = list.openings[game.opening];
      game.opening_plies = static_cast<std::uint32_t>(opening.size());
      game.seat_agent = {static_cast<std::uint8_t>(seat == 0 ? 0 : 1),
                         static_cast<std::uint8_t>(seat == 1 ? 0 : 1)};
      for (std::uint32_t attempt = 0;; ++attempt) {
        Rng rng({.seed = 1,
                 .game = static_cast<std::uint32_t>(game.opening) * 2 + static_cast<unsigned>(seat),
                 .ply = attempt});
        const auto state = rules->new_state();
        std::vector<Action> legal;
        advance(*state, legal);
        game.moves.clear();
        while (!legal.empty()) {
          const std::size_t ply = game.moves.size();
          game.moves.push_back(ply < opening.size()
                                   ? opening[ply]
                                   : legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
          state->apply(game.moves.back());
          advance(*state, legal);
        }
        game.outcome = state->outcome();
        if (game.outcome.payoff[static_cast<std::size_t>(winner)] > 0) break;
      }
      games.push_back(std::move(game));
    }
  return games;
}

MatchHeader PlantedRun::header(const Registration& list, const RegisteredBlock& block) const {
  const auto rules = make_game(*config.find("game")).value();
  MatchHeader header;
  header.game = stored_game(*rules, list.game_section);
  header.generation = list.generation;
  header.block = block.block;
  header.protocol = list.protocol;
  header.protocol_section = list.protocol_section;
  header.seed = list.seed;
  header.build = build_info().version;
  header.agents = {list.candidate, block.agent};
  return header;
}

void PlantedRun::write(const Registration& list, const RegisteredBlock& block, double score) const {
  const Path path = run.match(list.generation, block.opponent, block.block);
  std::filesystem::create_directories(path.parent_path());
  const auto written = write_match(path, header(list, block), games(list, block, score));
  ASSERT_TRUE(written) << written.error().to_string();
}

void PlantedRun::write_all(Generation generation, double score, double anchor_score) const {
  const Registration list = registration(generation);
  for (const RegisteredBlock& block : list.blocks)
    write(list, block, block.opponent == "champion" ? score : anchor_score);
}

}  // namespace az
