#include "matches/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "core/text.h"
#include "store/verify_games.h"

namespace az {
namespace {

/// Where agent 0 sits, or −1 unless it sits in exactly one seat and the opponent in all others.
int candidate_seat(const MatchGame& game, int players) {
  int seat = -1;
  for (int s = 0; s < players; ++s) {
    const auto agent = game.seat_agent[static_cast<std::size_t>(s)];
    if (agent > 1 || (agent == 0 && seat >= 0)) return -1;
    if (agent == 0) seat = s;
  }
  return seat;
}

using GameKey = std::tuple<std::uint32_t, int, std::vector<Action>>;

/// Remembers games; says whether one was there before.
bool add_distinct(std::set<GameKey>& seen, const MatchGame& game, int players) {
  return seen.emplace(game.settings_id, candidate_seat(game, players), game.moves).second;
}

/// "command: gnugo --mode gtp, name: GNU Go, version: 3.8"; "none".
std::string one_line(const std::string& engine) {
  return engine.empty() ? "none" : join(split(trim(engine), '\n'), ", ");
}

/// "{size: 7, komi: 9}, {}": an entry a variant.
std::string variants_text(const std::vector<std::string>& settings) {
  std::vector<std::string> entries;
  for (const std::string& text : settings)
    entries.push_back(fmt::format("{{{}}}", join(split(trim(text), '\n'), ", ")));
  return join(entries, ", ");
}

Result<void> check_header(const Registration& list, const RegisteredBlock& block,
                          const MatchHeader& header, const std::string& file) {
  const auto differs = [&](std::string_view what, const std::string& has,
                           const std::string& wants) {
    return fail(fmt::format("{}: {} is {}, registered is {}", file, what, has, wants),
                "these games belong to another evaluation: move the file away");
  };
  if (header.generation != list.generation)
    return differs("generation", std::to_string(header.generation),
                   std::to_string(list.generation));
  if (header.block != block.block)
    return differs("block", std::to_string(header.block), std::to_string(block.block));
  if (header.protocol != list.protocol)
    return differs("protocol", header.protocol.hex12(), list.protocol.hex12());
  if (header.seed != list.seed)
    return differs("seed", std::to_string(header.seed), std::to_string(list.seed));
  if (header.settings != list.variants.settings)
    return differs("what the variants change", variants_text(header.settings),
                   variants_text(list.variants.settings));
  if (header.agents.size() != 2)
    return differs("number of agents", std::to_string(header.agents.size()), "2");
  const StoredAgent* wanted[] = {&list.candidate, &block.agent};
  for (std::size_t i = 0; i < 2; ++i) {
    const StoredAgent& agent = header.agents[i];
    if (agent.net != wanted[i]->net)
      return differs(fmt::format("net of {}", agent.label), agent.net.hex12(),
                     wanted[i]->net.hex12());
    if (agent.search != wanted[i]->search)
      return differs(fmt::format("search of {}", agent.label), agent.search.hex12(),
                     wanted[i]->search.hex12());
    if (agent.engine != wanted[i]->engine)
      return differs(fmt::format("engine of {}", agent.label), one_line(agent.engine),
                     one_line(wanted[i]->engine));
  }
  return {};
}

std::string file_name(const RunDir& run, const Registration& list, const RegisteredBlock& block) {
  return run.match(list.generation, block.opponent, block.block).string();
}

}  // namespace

Result<void> check_games(const Registration& list, const RegisteredBlock& block,
                         std::span<const MatchGame> games, const std::string& file) {
  const auto per_opening = static_cast<std::size_t>(list.players);
  const std::size_t wanted = per_opening * static_cast<std::size_t>(list.openings_per_block);
  if (games.size() != wanted)
    return fail(fmt::format("{}: {} games, registered are {}", file, games.size(), wanted),
                "remove the file and run az_evaluate again");
  const std::array<StoredAgent, 2> agents{list.candidate, block.agent};
  std::set<std::pair<std::uint64_t, int>> played;  // (opening, the candidate's seat)
  std::set<GameKey> distinct;
  for (std::size_t i = 0; i < games.size(); ++i) {
    const MatchGame& game = games[i];
    const std::string where = fmt::format("{}: game {}", file, i);
    const int seat = candidate_seat(game, list.players);
    if (seat < 0)
      return fail(fmt::format("{}: the candidate does not hold exactly one seat", where));
    if (game.opening < block.first_opening ||
        game.opening >= block.first_opening + static_cast<std::uint64_t>(list.openings_per_block) ||
        game.pair != game.opening || !played.emplace(game.opening, seat).second)
      return fail(
          fmt::format("{}: opening {} from seat {} is not registered here or was played before",
                      where, game.opening, seat));
    const std::uint32_t variant = list.variant_of(game.opening);
    if (game.settings_id != variant)
      return fail(fmt::format("{}: is of variant {}, opening {} is of variant {}", where,
                              game.settings_id, game.opening, variant));
    const auto& opening = list.openings[game.opening];
    if (game.opening_plies != opening.size() || game.moves.size() < opening.size() ||
        !std::equal(opening.begin(), opening.end(), game.moves.begin()))
      return fail(fmt::format("{}: does not begin with opening {}", where, game.opening));
    if (game.outcome.reason == EndReason::kNone)
      return fail(fmt::format("{}: the game is not finished", where));
    AZ_OK(verify_match_game(*list.variants.games[variant], game, agents, where));
    if (!add_distinct(distinct, game, list.players))
      return fail(fmt::format("{}: repeats an earlier game", where),
                  "deterministic agents repeat games from equal openings: raise "
                  "arena.opening_plies_max");
  }
  return {};
}

Result<std::optional<Match>> read_block(const RunDir& run, const Registration& list,
                                        const RegisteredBlock& block) {
  const Path path = run.match(list.generation, block.opponent, block.block);
  if (!file_exists(path)) return std::optional<Match>();
  AZ_TRY(Match match, read_match(path));
  AZ_OK(check_header(list, block, match.header, path.string()));
  AZ_OK(check_games(list, block, match.games, path.string()));
  return std::optional<Match>(std::move(match));
}

ScoreCounts unit_scores(const Registration& list, const Match& match) {
  std::map<std::uint64_t, double> sums;  // by pair
  for (const MatchGame& game : match.games) {
    const auto seat = static_cast<std::size_t>(candidate_seat(game, list.players));
    sums[game.pair] += list.scale.score(static_cast<double>(game.outcome.payoff[seat]));
  }
  ScoreCounts counts = list.no_games();
  for (const auto& [pair, sum] : sums) counts.add(sum / list.players);
  return counts;
}

namespace {

struct ChampionBlocks {
  std::vector<Match> matches;  ///< leading blocks that exist
  Prefix prefix;
};

/// Reads champion blocks only as far as the decision needs them.
Result<ChampionBlocks> read_champion_blocks(const RunDir& run, const Registration& list) {
  ChampionBlocks read;
  std::vector<std::optional<ScoreCounts>> counts(static_cast<std::size_t>(list.champion_blocks));
  read.prefix = deciding_prefix(counts, list.gate, list.no_games());
  for (std::size_t b = 0; b < counts.size() && !read.prefix.complete; ++b) {
    AZ_TRY(auto match, read_block(run, list, list.blocks[b]));
    if (!match) break;
    counts[b] = unit_scores(list, *match);
    read.matches.push_back(*std::move(match));
    read.prefix = deciding_prefix(counts, list.gate, list.no_games());
  }
  return read;
}

}  // namespace

Result<Prefix> champion_prefix(const RunDir& run, const Registration& list) {
  AZ_TRY(auto read, read_champion_blocks(run, list));
  return std::move(read.prefix);
}

Result<Evidence> gather_evidence(const RunDir& run, const Registration& list) {
  Evidence evidence;
  AZ_TRY(auto champion, read_champion_blocks(run, list));
  evidence.champion = std::move(champion.matches);
  evidence.prefix = std::move(champion.prefix);
  for (int b = evidence.prefix.blocks; b < list.champion_blocks; ++b) {
    const std::string file = file_name(run, list, list.blocks[static_cast<std::size_t>(b)]);
    const bool played = file_exists(file);
    if (evidence.prefix.complete)
      evidence.surplus += played;
    else if (!played)
      evidence.missing.push_back(file);
  }
  for (std::size_t b = static_cast<std::size_t>(list.champion_blocks); b < list.blocks.size();
       ++b) {
    AZ_TRY(auto match, read_block(run, list, list.blocks[b]));
    if (match)
      evidence.anchors.push_back(*std::move(match));
    else
      evidence.missing.push_back(file_name(run, list, list.blocks[b]));
  }

  std::set<GameKey> distinct;
  for (const auto* matches : {&evidence.champion, &evidence.anchors})
    for (const Match& match : *matches)
      for (const MatchGame& game : match.games) {
        ++evidence.games;
        add_distinct(distinct, game, list.players);
      }
  evidence.distinct_games = distinct.size();
  if (evidence.distinct_games < evidence.games)
    return fail(
        fmt::format("{}: only {} of {} games are distinct", run.matches(list.generation).string(),
                    evidence.distinct_games, evidence.games),
        "deterministic agents repeat games from equal openings: raise "
        "arena.opening_plies_max");
  return evidence;
}

}  // namespace az
