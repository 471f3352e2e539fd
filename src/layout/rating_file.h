// rating_file.h — the decision about a generation's net and everybody's ratings:
// ratings/gNNNN.yaml, written by az_promote.
//
// It names the match files that it rests on with their hashes, so the decision can be recomputed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/field.h"
#include "core/file.h"
#include "layout/exam_file.h"

namespace az {

enum class Decision {
  kPromoted,   ///< the candidate is champion from here on
  kRejected,   ///< the gate said no, or stayed undecided under `undecided: reject`
  kIdentical,  ///< candidate and champion are the same net
  kHalted,  ///< the gate said yes, but the anchors show a regression: the champion stays, the chain
            ///< stops
};
inline const Words<Decision> kDecisionWords{{{"promoted", Decision::kPromoted},
                                             {"rejected", Decision::kRejected},
                                             {"identical", Decision::kIdentical},
                                             {"halted", Decision::kHalted}}};

struct GateRecord {
  std::string verdict;  ///< "H1", "H0", "undecided"
  std::string bounds;   ///< "normalised", "logistic"
  double elo0 = 0, elo1 = 0, alpha = 0, beta = 0, llr = 0, lower = 0, upper = 0;
  int blocks = 0, registered_blocks = 0, surplus_blocks = 0;
  std::vector<double> scores, counts;
  double score = 0, elo = 0, normalised_elo = 0;

  static void describe(auto& self, auto& v) {
    v.field("verdict", self.verdict, "H1: better, H0: not better, or undecided");
    v.field("bounds", self.bounds, "scale of elo0 and elo1");
    v.field("elo0", self.elo0, "lead under H0");
    v.field("elo1", self.elo1, "lead under H1");
    v.field("alpha", self.alpha, "chance of promoting under H0");
    v.field("beta", self.beta, "chance of rejecting under H1");
    v.field("llr", self.llr, "log-likelihood ratio of H1 against H0");
    v.field("lower", self.lower, "accept H0 at or below");
    v.field("upper", self.upper, "accept H1 at or above");
    v.field("blocks", self.blocks, "blocks that decide");
    v.field("registered_blocks", self.registered_blocks, "blocks registered");
    v.field("surplus_blocks", self.surplus_blocks, "played beyond the deciding prefix, not used");
    v.field("scores", self.scores, "possible scores of a pair (of all seats of an opening)");
    v.field("counts", self.counts, "how often each occurred");
    v.field("score", self.score, "mean");
    v.field("elo", self.elo, "of the mean score, logistic");
    v.field("normalised_elo", self.normalised_elo, "lead in standard deviations of a game, scaled");
  }
};

struct RatingEntry {
  std::string label, net, search;
  double elo = 0, se = 0, low = 0, high = 0, games = 0;
  double gain = 0, gain_se = 0;

  static void describe(auto& self, auto& v) {
    v.field("label", self.label, "for people");
    v.field("net", self.net, "content hash; zeros: plays without a net");
    v.field("search", self.search,
            "hash of its search, or of who the engine or the heuristic is; zeros: random");
    v.field("elo", self.elo, "random = 0");
    v.field("se", self.se, "standard error of the difference to random");
    v.field("low", self.low, "95 % interval");
    v.field("high", self.high, "95 % interval");
    v.field("games", self.games, "rated");
    v.field("gain", self.gain, "Elo over the run's first net");
    v.field("gain_se", self.gain_se, "standard error of the gain; 0: the first net did not play");
  }
};

struct FitRecord {
  double advantage = 0, nu = 0, phi = 1, games = 0;
  int components = 1;
  std::vector<RatingEntry> players;

  static void describe(auto& self, auto& v) {
    v.field("advantage", self.advantage, "Elo of moving first (two players)");
    v.field("nu", self.nu, "Davidson's draw parameter (two players)");
    v.field("phi", self.phi, "over-dispersion; intervals are widened by its root where above 1");
    v.field("games", self.games, "rated, of all generations so far");
    v.field("components", self.components, "groups of players that never met; 1 is sound");
    v.groups("players", self.players, "one entry per player");
  }
};

struct RegressionRecord {
  bool checked = false, regressed = false;
  std::uint32_t against = 0;
  double difference = 0, se = 0, low = 0, high = 0;

  static void describe(auto& self, auto& v) {
    v.field("checked", self.checked,
            "there was an earlier champion with games against the anchors");
    v.field("regressed", self.regressed, "the interval lies below zero");
    v.field("against", self.against, "the earlier champion that did best against the anchors");
    v.field("difference", self.difference, "Elo against the anchors, candidate less that champion");
    v.field("se", self.se, "its standard error");
    v.field("low", self.low, "interval at promote.regression_confidence");
    v.field("high", self.high, "interval at promote.regression_confidence");
  }
};

struct EvidenceRecord {
  std::string file, hash;

  static void describe(auto& self, auto& v) {
    v.field("file", self.file, "relative to the run");
    v.field("hash", self.hash, "content hash");
  }
};

struct RatingFile {
  std::uint32_t generation = 0;
  std::string net;  ///< the candidate's content hash
  Decision decision = Decision::kRejected;
  std::string reason;
  std::uint32_t champion_before = 0, champion_after = 0;
  std::string protocol;
  std::uint64_t games = 0, distinct_games = 0;
  int blocked = 0;
  std::vector<std::string> warnings;
  GateRecord gate;
  RegressionRecord regression;
  FitRecord rating;
  std::vector<ExamSetResult> exam;
  std::vector<EvidenceRecord> evidence;

  static void describe(auto& self, auto& v) {
    v.field("generation", self.generation, "of the candidate");
    v.field("net", self.net, "the candidate's content hash");
    v.field("decision", self.decision, kDecisionWords, "about the candidate");
    v.field("reason", self.reason, "in words, with the numbers");
    v.field("champion_before", self.champion_before, "generation");
    v.field("champion_after", self.champion_after, "generation");
    v.field("protocol", self.protocol, "hash; only games of one protocol are rated together");
    v.field("games", self.games, "of this generation that were used");
    v.field("distinct_games", self.distinct_games, "of them");
    v.field("blocked", self.blocked, "generations since the last promotion, this one included");
    v.field("warnings", self.warnings, "for a person to look at");
    v.group("gate", self.gate, "candidate against champion");
    v.group("regression", self.regression, "against the anchors");
    v.group("rating", self.rating, "one fit over all games of the protocol so far");
    v.groups("exam", self.exam, "the candidate's, where the run holds one");
    v.groups("evidence", self.evidence, "this generation's match files that were used");
  }
};

Result<RatingFile> read_rating_file(const Path& path);
Result<void> write_rating_file(const Path& path, const RatingFile& rating);

}  // namespace az
