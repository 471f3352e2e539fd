#include "matches/registration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/text.h"
#include "games/registry.h"
#include "matches/openings.h"
#include "search/heuristic_evaluator.h"
#include "search/net_free.h"

namespace az {
namespace {

struct Seed {
  std::uint64_t seed = 1;
  static void describe(auto& self, auto& v) { v.field("seed", self.seed, "the run's seed"); }
};

/// The agents' identities as match files keep them.
StoredAgent net_contestant(Generation generation, const Hash128& net, const SearchConfig& search) {
  return {generation_name(generation), net, hash_config(search)};
}
Result<StoredAgent> heuristic_contestant(const AnchorConfig& anchor, const GameVariants& variants) {
  for (const Game* game : variants.pointers())
    if (!game->info().has_heuristic())
      return fail(fmt::format("arena.anchors: {}: {} has no heuristic", anchor.label(),
                              game->info().family),
                  "games that have one: " + join(games_with_heuristic(), ", "), Exit::kUsage);
  // One player, whatever variants it plays: they are the protocol's.
  return StoredAgent{
      anchor.label(),
      {},
      heuristic_identity(variants.game->info(), heuristic_search(anchor.simulations))};
}
Result<StoredAgent> engine_contestant(const AnchorConfig& anchor, const ArenaConfig& arena) {
  const EngineConfig& engine = arena.agents.at(anchor.agent);
  if (engine.name.empty() || engine.version.empty())
    return fail(fmt::format("arena.agents.{0}: it is not said who the engine is: name and version "
                            "are empty",
                            anchor.agent),
                "`arrayzero run` asks the engine; by hand: what it answers to its GTP commands "
                "name and version",
                Exit::kUsage);
  return StoredAgent{anchor.label(), {}, hash128(engine.identity()), engine.identity()};
}

Result<StoredAgent> anchor_contestant(const AnchorConfig& anchor, const ArenaConfig& arena,
                                      const GameVariants& variants) {
  switch (anchor.kind) {
    case AnchorKind::kRandom:
      break;
    case AnchorKind::kSearch:
      return StoredAgent{anchor.label(), {}, hash_config(net_free_search(anchor.simulations))};
    case AnchorKind::kHeuristic:
      return heuristic_contestant(anchor, variants);
    case AnchorKind::kEngine:
      return engine_contestant(anchor, arena);
  }
  return StoredAgent{anchor.label(), {}, {}};
}

/// The protocol's account of how games begin.
Value opening_protocol(const ArenaConfig& arena) {
  Value openings = Value::map();
  if (arena.openings.file.empty()) {
    openings.set("plies_min", Value::scalar(std::to_string(arena.opening_plies_min)));
    openings.set("plies_max", Value::scalar(std::to_string(arena.opening_plies_max)));
  } else {
    openings.set("files", Value::scalar(arena.openings.hash));
    openings.set("plies", Value::scalar(std::to_string(arena.openings.plies)));
  }
  return openings;
}

Result<std::vector<std::vector<Action>>> make_openings(const Path& root, const Game& game,
                                                       const Value& game_section,
                                                       const ArenaConfig& arena,
                                                       const OpeningRequest& request) {
  if (arena.openings.file.empty()) return draw_openings(game, request);
  AZ_TRY(const OpeningFiles files, read_opening_files(root / arena.openings.file));
  if (files.hash.hex() != arena.openings.hash)
    return fail(fmt::format("{} is not what the run began with: its hash is {}, "
                            "arena.openings.hash is {}",
                            (root / arena.openings.file).string(), files.hash.hex(),
                            arena.openings.hash.empty() ? "empty" : arena.openings.hash),
                "restore the files: games are played from the openings that were registered");
  return book_openings(game, game_section, files, arena.openings.plies, request);
}

/// Of a share: how far a block's whole openings may be from it.
constexpr double kShareOff = 0.1;

/// The variant whose openings in a block are furthest from its share; none: all are near enough.
std::optional<std::size_t> badly_shared(const std::vector<double>& shares,
                                        const std::vector<std::size_t>& counts, int openings) {
  std::optional<std::size_t> worst;
  double most = kShareOff + 1e-9;  // a tenth is not too much, whatever its last bit says
  for (std::size_t v = 0; v < shares.size(); ++v) {
    const double own = shares[v] * openings;
    const double off = std::abs(static_cast<double>(counts[v]) - own) / own;
    if (off <= most) continue;
    most = off;
    worst = v;
  }
  return worst;
}

/// Which variants the openings of a block are of.
Result<std::vector<std::uint32_t>> share_block(const GameVariants& variants, int openings) {
  const std::vector<double>& shares = variants.shares;
  const auto shared = [&](int count) { return share_out(shares, static_cast<std::size_t>(count)); };
  const auto counts = shared(openings);
  if (const auto v = badly_shared(shares, counts, openings)) {
    int enough = openings + 1;
    while (badly_shared(shares, shared(enough), enough) && enough < 10000) ++enough;
    return fail(
        fmt::format("arena.pairs_per_block: of the {} openings of a block the variant {} gets {}, "
                    "its share of {} is {:.3g}",
                    openings, variants.games[*v]->info().variant, counts[*v], shares[*v],
                    shares[*v] * openings),
        fmt::format("a tenth off is too much: {} are enough, or choose other shares", enough),
        Exit::kUsage);
  }
  std::vector<std::uint32_t> block;
  for (std::size_t v = 0; v < counts.size(); ++v)
    block.insert(block.end(), counts[v], static_cast<std::uint32_t>(v));
  return block;
}

/// Openings of every variant, in the order of the list.
Result<void> add_openings(const Path& root, const ArenaConfig& arena, Registration& list,
                          const OpeningRequest& request) {
  std::vector<std::size_t> counts(list.variants.games.size());
  for (std::uint64_t number = 0; number < request.count; ++number)
    ++counts[list.variant_of(number)];
  std::vector<std::vector<std::vector<Action>>> drawn(counts.size());
  for (std::size_t v = 0; v < counts.size(); ++v) {
    const std::string& settings = list.variants.settings[v];
    OpeningRequest own = request;
    own.count = counts[v];
    own.seed ^= settings.empty() ? 0 : hash64(settings);
    auto made = make_openings(root, *list.variants.games[v], list.variants.sections[v], arena, own);
    if (!made && counts.size() > 1)
      made.error().message.insert(
          0, fmt::format("variant {}: ", list.variants.games[v]->info().variant));
    AZ_TRY(drawn[v], std::move(made));
  }
  std::vector<std::size_t> next(counts.size());
  for (std::uint64_t number = 0; number < request.count; ++number) {
    const std::uint32_t v = list.variant_of(number);
    list.openings.push_back(std::move(drawn[v][next[v]++]));
  }
  return {};
}

void add_blocks(Registration& list, const std::string& opponent, const StoredAgent& agent,
                int blocks) {
  for (int block = 0; block < blocks; ++block)
    list.blocks.push_back(
        {opponent, agent, static_cast<std::uint64_t>(block),
         list.blocks.size() * static_cast<std::uint64_t>(list.openings_per_block)});
}

/// The candidate's own net with other numbers of simulations, where this generation plays them.
Result<void> add_ladder(Registration& list, const LadderConfig& ladder) {
  if (ladder.simulations.empty()) return {};
  if (ladder.generations.empty())
    return fail("arena.ladder.generations: it is not said which generations play the ladder",
                "`arrayzero run` writes the last one there", Exit::kUsage);
  if (!ladder.plays(list.generation)) return {};
  for (const int simulations : ladder.simulations) {
    if (simulations == list.search.simulations) continue;  // the candidate itself
    SearchConfig search = list.search;
    search.simulations = simulations;
    const std::string label = LadderConfig::label(simulations);
    add_blocks(list, label, {label, list.candidate.net, hash_config(search)}, ladder.blocks);
  }
  return {};
}

}  // namespace

std::string opponent_name(const MatchHeader& header) {
  const StoredAgent &candidate = header.agents.at(0), &opponent = header.agents.at(1);
  const bool labelled = opponent.net.is_zero() || opponent.net == candidate.net;
  return labelled ? opponent.label : "champion";
}

ScoreCounts Registration::no_games() const {
  if (players == 2) return ScoreCounts::pentanomial();
  ScoreCounts counts;
  counts.reference = scale.score(0);  // payoffs sum to 0
  counts.scores = {0, counts.reference, 1};
  counts.counts = {0, 0, 0};
  counts.games_per_unit = players;
  return counts;
}

Result<Registration> register_matches(const Path& root, const Value& run_config,
                                      const ArenaConfig& arena, Generation generation,
                                      const Hash128& candidate, Generation champion_generation,
                                      const Hash128& champion) {
  AZ_TRY(const Seed seed, read_sections<Seed>(run_config));
  const Value* search_section = run_config.find("search");

  Registration list;
  AZ_TRY(list.variants, make_game_variants(run_config));
  const GameInfo& info = list.variants.game->info();
  list.generation = generation;
  list.seed = seed.seed;
  list.game_section = list.variants.section.to_yaml();
  AZ_TRY(list.search,
         read_config<SearchConfig>(search_section ? *search_section : Value(), "search"));
  list.search.simulations = arena.simulations;
  list.players = info.players;
  list.scale = score_scale(info);
  list.openings_per_block = arena.pairs_per_block;
  AZ_TRY(list.block_variants, share_block(list.variants, arena.pairs_per_block));
  list.gate = {.elo0 = arena.gate.elo0,
               .elo1 = arena.gate.elo1,
               .normalised = arena.gate.bounds == GateBounds::kNormalised,
               .alpha = arena.gate.alpha,
               .beta = arena.gate.beta};

  Value protocol = Value::map();
  protocol.set("game", list.variants.section);
  if (const Value* variants = run_config.find("variants");
      list.variants.settings != std::vector<std::string>{""})
    protocol.set("variants", *variants);
  protocol.set("search", print_config(list.search));
  protocol.set("openings", opening_protocol(arena));
  list.protocol_section = protocol.to_yaml();
  list.protocol = hash128(list.protocol_section);

  list.candidate = net_contestant(generation, candidate, list.search);
  if (candidate != champion) {
    list.champion_blocks = arena.blocks;
    add_blocks(list, "champion", net_contestant(champion_generation, champion, list.search),
               arena.blocks);
  }
  for (const AnchorConfig& anchor : arena.anchors) {
    if (anchor.blocks == 0) continue;
    AZ_TRY(const StoredAgent agent, anchor_contestant(anchor, arena, list.variants));
    add_blocks(list, agent.label, agent, anchor.blocks);
  }
  AZ_OK(add_ladder(list, arena.ladder));
  AZ_OK(add_openings(root, arena, list,
                     {.count = list.blocks.size() * static_cast<std::size_t>(arena.pairs_per_block),
                      .plies_min = arena.opening_plies_min,
                      .plies_max = arena.opening_plies_max,
                      .seed = list.seed,
                      .generation = generation}));
  return list;
}

}  // namespace az
