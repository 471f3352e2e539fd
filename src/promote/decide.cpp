#include "promote/decide.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "layout/frozen.h"
#include "matches/evidence.h"
#include "matches/run_ratings.h"
#include "promote/regression.h"
#include "rating/interval.h"
#include "store/checkpoint.h"

namespace az {
namespace {

/// The net's identity, recomputed from its weights.
Result<Hash128> verified_net(const Path& path) {
  if (!file_exists(path))
    return fail(fmt::format("{} does not exist", path.string()), "az_train makes it",
                Exit::kNotEnough);
  AZ_TRY(const StoredNet net, read_net(path));
  return net.hash;
}

/// What earlier generations played under this protocol, as their decisions recorded it.
struct History {
  std::vector<Match> matches, anchors;
  std::vector<FormerChampion> champions;
};

/// Who is the same for every generation; not so the candidate's own net with other simulations.
bool against_anchor(const Match& match) { return match.header.agents[1].net.is_zero(); }

Result<void> add_generation(const RunDir& run, Generation generation, const Hash128& protocol,
                            History& history) {
  AZ_TRY(const RatingFile rating, read_rating_file(run.rating(generation)));
  if (rating.decision == Decision::kPromoted)
    history.champions.push_back({rating.generation, rating.net});
  if (rating.protocol != protocol.hex()) return {};  // never mixed in one fit
  for (const EvidenceRecord& evidence : rating.evidence) {
    const Path path = run.root() / evidence.file;
    AZ_TRY(Match match, read_match(path));
    if (match.hash.hex() != evidence.hash)
      return fail(
          fmt::format("{}: content {}, {} rests on {}", path.string(), match.hash.hex12(),
                      run.rating(generation).filename().string(), evidence.hash.substr(0, 12)),
          "games never change: restore the file");
    if (against_anchor(match)) history.anchors.push_back(match);
    history.matches.push_back(std::move(match));
  }
  return {};
}

/// Generation 0 plays the anchors alone (`evaluate_first`), so that whatever follows has a measured
/// beginning. None where the pipeline has no such stage.
Result<std::vector<Match>> first_matches(const RunDir& run, const Value& run_config,
                                         const ArenaConfig& arena, const Hash128& first_net) {
  AZ_TRY(const bool planned, plans_first(run, "az_evaluate"));
  if (!planned && !file_exists(run.matches(0))) return std::vector<Match>{};
  AZ_TRY(const Registration list,
         register_matches(run.root(), run_config, arena, 0, first_net, 0, first_net));
  AZ_TRY(Evidence evidence, gather_evidence(run, list));
  if (!evidence.missing.empty())
    return fail(
        fmt::format("have {} anchor blocks of {}, need {} more, first {}", evidence.anchors.size(),
                    generation_name(0), evidence.missing.size(), evidence.missing[0]),
        "run az_evaluate --generation 0 to its end", Exit::kNotEnough);
  return std::move(evidence.anchors);
}

Result<History> read_history(const RunDir& run, Generation before, const Hash128& protocol) {
  History history;
  AZ_TRY(const StoredNet first, read_net_header(run.net(0)));
  history.champions.push_back({0, first.hash.hex()});
  for (Generation g = 1; g < before; ++g)
    if (file_exists(run.rating(g))) AZ_OK(add_generation(run, g, protocol, history));
  return history;
}

GateRecord gate_record(const Registration& list, const Evidence& evidence) {
  const ScoreCounts& counts = evidence.prefix.counts;
  GateRecord gate;
  gate.verdict = to_string(evidence.prefix.verdict);
  gate.bounds = list.gate.normalised ? "normalised" : "logistic";
  gate.elo0 = list.gate.elo0, gate.elo1 = list.gate.elo1;
  gate.alpha = list.gate.alpha, gate.beta = list.gate.beta;
  gate.llr = evidence.prefix.llr;
  gate.lower = list.gate.lower(), gate.upper = list.gate.upper();
  gate.blocks = evidence.prefix.blocks;
  gate.registered_blocks = list.champion_blocks;
  gate.surplus_blocks = evidence.surplus;
  gate.scores = counts.scores, gate.counts = counts.counts;
  gate.score = counts.mean();
  gate.elo = score_to_elo(gate.score, counts.reference);
  gate.normalised_elo = normalised_elo(counts);
  return gate;
}

FitRecord fit_record(const RunRatings& ratings) {
  FitRecord record;
  record.advantage = ratings.fit.advantage;
  record.nu = ratings.fit.nu;
  record.phi = ratings.fit.phi;
  record.games = ratings.fit.games;
  record.components = ratings.fit.components;
  int first = -1;
  for (std::size_t i = 0; i < ratings.players.size(); ++i)
    if (ratings.players[i].agent.label == generation_name(0)) first = static_cast<int>(i);
  for (std::size_t i = 0; i < ratings.players.size(); ++i) {
    const RatedPlayer& player = ratings.players[i];
    RatingEntry entry;
    entry.label = player.agent.label;
    entry.net = player.agent.net.hex();
    entry.search = player.agent.search.hex();
    entry.elo = ratings.fit.elo[i];
    entry.se = ratings.fit.se(static_cast<int>(i));
    entry.low = entry.elo - kInterval95 * entry.se;
    entry.high = entry.elo + kInterval95 * entry.se;
    entry.games = player.games;
    if (first >= 0) {
      entry.gain = entry.elo - ratings.fit.elo[static_cast<std::size_t>(first)];
      entry.gain_se = ratings.fit.difference_se(static_cast<int>(i), first);
    }
    record.players.push_back(std::move(entry));
  }
  return record;
}

/// The gate's answer in words.
std::string gate_reason(const GateRecord& gate) {
  return fmt::format("{} after {} of {} blocks: score {:.3f}, LLR {:.2f} of [{:.2f}, {:.2f}]",
                     gate.verdict, gate.blocks, gate.registered_blocks, gate.score, gate.llr,
                     gate.lower, gate.upper);
}

bool gate_opens(const PromoteConfig& promote, SprtVerdict verdict) {
  if (promote.rule == PromoteRule::kAlways) return true;
  if (verdict == SprtVerdict::kContinue) return promote.undecided == Undecided::kPromote;
  return verdict == SprtVerdict::kAcceptH1;
}

Result<void> add_exam(const RunDir& run, const ExamConfig& config, RatingFile& file) {
  const Path path = run.exam(file.generation);
  if (!file_exists(path)) {
    if (config.sets.empty()) return {};
    return fail(fmt::format("{} does not exist", path.string()),
                "az_exam makes it; a pipeline without an exam needs exam.sets: []",
                Exit::kNotEnough);
  }
  AZ_TRY(const ExamFile exam, read_exam_file(path));
  if (exam.net != file.net)
    return fail(fmt::format("{}: examined net {}, the candidate is {}", path.string(),
                            exam.net.substr(0, 12), file.net.substr(0, 12)),
                "remove the file and run az_exam again");
  file.exam = exam.sets;
  return {};
}

void add_warnings(const PromoteConfig& promote, RatingFile& file) {
  if (file.blocked >= promote.blocked_warning)
    file.warnings.push_back(
        fmt::format("no promotion for {} generations: the gate may ask for more than a generation "
                    "gains, or learning stands still",
                    file.blocked));
  if (file.rating.components > 1)
    file.warnings.push_back(
        fmt::format("{} groups of players never met: ratings across groups rest "
                    "on the prior alone",
                    file.rating.components));
  if (file.regression.regressed)
    file.warnings.push_back(
        fmt::format("against the anchors {:.0f} Elo [{:.0f}, {:.0f}] compared "
                    "with g{:04}",
                    file.regression.difference, file.regression.low, file.regression.high,
                    file.regression.against));
}

}  // namespace

Result<Verdict> decide(const RunDir& run, const Value& run_config, const ArenaConfig& arena,
                       const PromoteConfig& promote, const ExamConfig& exam,
                       Generation generation) {
  AZ_TRY(const Champion champion, read_champion(run));
  AZ_TRY(const Hash128 candidate, verified_net(run.net(generation)));
  AZ_TRY(const Hash128 champion_net, verified_net(run.net(champion.generation)));
  if (champion_net != champion.net)
    return fail(
        fmt::format("{} is net {}, champion.yaml names {}", run.net(champion.generation).string(),
                    champion_net.hex12(), champion.net.hex12()),
        "nets never change: restore the file");
  if (champion.generation >= generation)
    return fail(fmt::format("champion g{:04} is not older than candidate g{:04}",
                            champion.generation, generation),
                "a generation is decided once, in order");
  AZ_TRY(const Registration list, register_matches(run.root(), run_config, arena, generation,
                                                   candidate, champion.generation, champion.net));
  AZ_TRY(const Evidence evidence, gather_evidence(run, list));
  if (!evidence.missing.empty())
    return fail(
        fmt::format(
            "have {} leading champion blocks and {} anchor blocks, need at most {} more, first {}",
            evidence.champion.size(), evidence.anchors.size(), evidence.missing.size(),
            evidence.missing[0]),
        "run az_evaluate to its end", Exit::kNotEnough);
  AZ_TRY(History history, read_history(run, generation, list.protocol));

  Verdict verdict{{}, champion};
  RatingFile& file = verdict.file;
  file.generation = generation;
  file.net = candidate.hex();
  file.champion_before = champion.generation;
  file.protocol = list.protocol.hex();
  file.games = evidence.games;
  file.distinct_games = evidence.distinct_games;
  file.gate = gate_record(list, evidence);
  std::vector<Match> first;
  if (generation == 1) {
    AZ_TRY(const StoredNet net, read_net_header(run.net(0)));
    AZ_TRY(first, first_matches(run, run_config, arena, net.hash));
  }
  for (const std::vector<Match>* matches :
       {&std::as_const(first), &evidence.champion, &evidence.anchors})
    for (const Match& match : *matches) {
      const Path path =
          run.match(match.header.generation, opponent_name(match.header), match.header.block);
      file.evidence.push_back({path.lexically_relative(run.root()).string(), match.hash.hex()});
      if (against_anchor(match)) history.anchors.push_back(match);
      history.matches.push_back(match);
    }
  if (history.matches.empty())
    return fail("no games to decide from: the candidate is the champion's net and no anchor is set",
                "set arena.anchors", Exit::kNotEnough);
  AZ_TRY(const RunRatings ratings, rate_matches(history.matches, promote.prior_sd_elo));
  file.rating = fit_record(ratings);
  AZ_TRY(file.regression, judge_regression(history.anchors, list.candidate, history.champions,
                                           promote.regression_confidence, promote.prior_sd_elo));
  AZ_OK(add_exam(run, exam, file));

  file.decision = Decision::kRejected;
  file.reason = gate_reason(file.gate);
  if (list.champion_blocks == 0) {
    file.decision = Decision::kIdentical;
    file.reason = "the candidate is the champion's net: training changed nothing";
  } else if (gate_opens(promote, evidence.prefix.verdict)) {
    file.decision = Decision::kPromoted;
    if (file.regression.regressed && promote.on_regression == OnRegression::kHalt) {
      file.decision = Decision::kHalted;
      file.reason += fmt::format(
          "; but against the anchors it plays {:.0f} Elo, {:g} % interval [{:.0f}, {:.0f}], "
          "compared "
          "with champion g{:04}",
          file.regression.difference, 100 * promote.regression_confidence, file.regression.low,
          file.regression.high, file.regression.against);
    }
  }
  if (file.decision == Decision::kPromoted) verdict.champion = {generation, candidate, generation};
  file.champion_after = verdict.champion.generation;
  file.blocked = static_cast<int>(generation - verdict.champion.since);
  add_warnings(promote, file);
  return verdict;
}

}  // namespace az
