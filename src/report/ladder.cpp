#include "report/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "arena/arena_config.h"
#include "layout/match_name.h"
#include "matches/run_ratings.h"
#include "promote/promote_config.h"
#include "report/match_score.h"
#include "store/match.h"

namespace az {
namespace {

struct LadderSections {
  ArenaConfig arena;
  PromoteConfig promote;
  static void describe(auto& self, auto& v) {
    v.group("arena", self.arena, "evaluation games");
    v.group("promote", self.promote, "the decision about a candidate");
  }
};

Result<LadderSections> read_sections_of(const RunDir& run) {
  AZ_TRY(const Value config, load_yaml(run.run_yaml()));
  return read_sections<LadderSections>(config);
}

/// Games of one generation, by the opponent's simulations.
using Rungs = std::map<int, std::vector<Match>>;

Rungs read_rungs(const RunDir& run, Generation generation, std::vector<std::string>& notes) {
  Rungs rungs;
  if (!file_exists(run.matches(generation))) return rungs;
  const auto names = list_directory(run.matches(generation));
  if (!names) return rungs;
  std::optional<Hash128> protocol;
  for (const std::string& name : *names) {
    const auto opponent = opponent_in(name);
    const auto simulations = opponent ? ladder_simulations(*opponent) : std::nullopt;
    if (!simulations) continue;
    auto match = read_match(run.matches(generation) / name);
    if (!match) {
      notes.push_back("not counted: " + match.error().to_string());
      continue;
    }
    const auto& agents = match->header.agents;
    if (agents.size() != 2 || agents[0].net != agents[1].net ||
        match->header.protocol != protocol.value_or(match->header.protocol)) {
      notes.push_back(fmt::format("not counted: {} is not this generation's net against itself",
                                  (run.matches(generation) / name).string()));
      continue;
    }
    protocol = match->header.protocol;
    rungs[*simulations].push_back(*std::move(match));
  }
  return rungs;
}

/// arena.simulations, as the protocol of the games has it.
Result<int> candidate_simulations(const Match& match) {
  AZ_TRY(const Value protocol, parse_yaml(match.header.protocol_section, "protocol"));
  const auto simulations = number_at(protocol, "search.simulations");
  if (!simulations)
    return fail(fmt::format("the ladder of {}: its protocol does not say with how many simulations "
                            "the candidate played",
                            generation_name(match.header.generation)),
                "the files are damaged, or of another version");
  return static_cast<int>(*simulations);
}

Result<Ladder> rate(Generation generation, const Rungs& rungs, double prior_sd_elo) {
  Ladder ladder;
  ladder.generation = generation;
  std::vector<Match> all;
  for (const auto& [simulations, matches] : rungs)
    all.insert(all.end(), matches.begin(), matches.end());
  AZ_TRY(ladder.candidate_simulations, candidate_simulations(all.front()));
  AZ_TRY(const RunRatings ratings, rate_matches(all, prior_sd_elo));
  const int candidate = ratings.find(all.front().header.agents[0]);
  for (const auto& [simulations, matches] : rungs) {
    LadderRung rung;
    rung.simulations = simulations;
    AZ_TRY(const MatchScore score, match_score(matches, 1));
    rung.score = score.score;
    rung.equal = score.equal;
    const int player = ratings.find(matches.front().header.agents[1]);
    const double half = kInterval95 * ratings.fit.difference_se(player, candidate);
    rung.elo.value = ratings.fit.elo[static_cast<std::size_t>(player)] -
                     ratings.fit.elo[static_cast<std::size_t>(candidate)];
    rung.elo.low = rung.elo.value - half;
    rung.elo.high = rung.elo.value + half;
    rung.elo.count = rung.score.count;
    ladder.rungs.push_back(rung);
  }
  LadderRung own;
  own.simulations = ladder.candidate_simulations;
  own.elo.value = own.elo.low = own.elo.high = 0;
  ladder.rungs.push_back(own);
  std::sort(ladder.rungs.begin(), ladder.rungs.end(),
            [](const LadderRung& a, const LadderRung& b) { return a.simulations < b.simulations; });
  const auto player_of = [&](const LadderRung& rung) {
    const auto found = rungs.find(rung.simulations);
    return found == rungs.end() ? candidate : ratings.find(found->second.front().header.agents[1]);
  };
  const LadderRung &least = ladder.rungs.front(), &most = ladder.rungs.back();
  const double half = kInterval95 * ratings.fit.difference_se(player_of(most), player_of(least));
  ladder.span.value = most.elo.value - least.elo.value;
  ladder.span.low = ladder.span.value - half;
  ladder.span.high = ladder.span.value + half;
  ladder.span.count = most.score.count + least.score.count;
  return ladder;
}

/// What the configuration asks for and no file holds.
void name_missing(const ArenaConfig& arena, const std::map<Generation, Rungs>& found,
                  Generation last, std::vector<std::string>& notes) {
  const LadderConfig& ladder = arena.ladder;
  if (ladder.simulations.empty()) {
    if (found.empty())
      notes.push_back(
          "arena.ladder is empty: nobody played at other numbers of simulations, so "
          "what thinking longer is worth is not known");
    return;
  }
  for (const Generation generation : ladder.generations)
    for (const int simulations : ladder.simulations) {
      if (simulations == arena.simulations) continue;
      const auto rungs = found.find(generation);
      std::size_t blocks = 0;
      if (rungs != found.end())
        if (const auto rung = rungs->second.find(simulations); rung != rungs->second.end())
          blocks = rung->second.size();
      if (blocks >= static_cast<std::size_t>(ladder.blocks)) continue;
      notes.push_back(
          fmt::format("{}: {} of {} blocks against its own net with {} simulations ({})",
                      generation_name(generation), blocks, ladder.blocks, simulations,
                      generation > last ? "not reached yet" : "deleted, or not played yet"));
    }
}

}  // namespace

std::optional<int> ladder_simulations(std::string_view label) {
  constexpr std::string_view kPrefix = "self";
  if (!label.starts_with(kPrefix)) return {};
  const auto number = config_detail::parse_int64(label.substr(kPrefix.size()));
  if (!number || *number < 1 || *number > (1 << 20)) return {};
  return static_cast<int>(*number);
}

Ladders read_ladders(const RunDir& run, Generation last) {
  Ladders result;
  const auto sections = read_sections_of(run);
  if (!sections) {
    result.notes.push_back("no ladder: " + sections.error().to_string());
    return result;
  }
  std::map<Generation, Rungs> found;
  for (Generation g = 0; g <= last; ++g) {
    Rungs rungs = read_rungs(run, g, result.notes);
    if (!rungs.empty()) found[g] = std::move(rungs);
  }
  for (const auto& [generation, rungs] : found) {
    auto ladder = rate(generation, rungs, sections->promote.prior_sd_elo);
    if (ladder)
      result.ladders.push_back(*std::move(ladder));
    else
      result.notes.push_back("no ladder: " + ladder.error().to_string());
  }
  name_missing(sections->arena, found, last, result.notes);
  return result;
}

}  // namespace az
