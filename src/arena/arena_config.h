// arena_config.h — the settings of the evaluation games (section `arena:`): which blocks are
// registered, how they start, when the gate has seen enough.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/field.h"

namespace az {

enum class AnchorKind { kRandom, kSearch };

/// A fixed opponent that ties the ratings of all generations together.
struct AnchorConfig {
  AnchorKind kind = AnchorKind::kRandom;
  int simulations = 100;
  int blocks = 1;

  static void describe(auto& self, auto& v) {
    v.field("kind", self.kind,
            Words<AnchorKind>{{{"random", AnchorKind::kRandom}, {"search", AnchorKind::kSearch}}},
            "uniformly random moves, or PUCT without a net");
    v.field("simulations", self.simulations, Range{1, 1 << 20}, "of the search anchor");
    v.field("blocks", self.blocks, Range{0, 10000}, "blocks that every candidate plays against it");
  }
  /// Names the opponent in files and tables.
  std::string label() const {
    return kind == AnchorKind::kRandom ? "random" : fmt::format("search{}", simulations);
  }
};

enum class GateBounds { kNormalised, kLogistic };

struct GateConfig {
  GateBounds bounds = GateBounds::kNormalised;
  double elo0 = 0, elo1 = 35, alpha = 0.05, beta = 0.05;

  static void describe(auto& self, auto& v) {
    v.field("bounds", self.bounds,
            Words<GateBounds>{
                {{"normalised", GateBounds::kNormalised}, {"logistic", GateBounds::kLogistic}}},
            "scale of elo0 and elo1");
    v.field("elo0", self.elo0, Range{-1000, 1000}, "lead under H0: not better");
    v.field("elo1", self.elo1, Range{-1000, 1000}, "lead under H1: better; above elo0");
    v.field("alpha", self.alpha, Range{1e-6, 0.5}, "chance of promoting under H0");
    v.field("beta", self.beta, Range{1e-6, 0.5}, "chance of rejecting under H1");
  }
  Result<void> check() const {
    if (!(elo0 < elo1)) return fail(fmt::format("elo0 {} is not below elo1 {}", elo0, elo1));
    return {};
  }
};

struct ArenaConfig {
  int simulations = 32;
  int blocks = 25;
  int pairs_per_block = 16;
  int opening_plies_min = 2, opening_plies_max = 6;
  std::vector<AnchorConfig> anchors{{AnchorKind::kRandom, 100, 1}, {AnchorKind::kSearch, 100, 1}};
  GateConfig gate;

  static void describe(auto& self, auto& v) {
    v.field(
        "simulations", self.simulations, Range{0, 1 << 20},
        "per move, both sides; the other search settings are those of `search:`, without noise");
    v.field("blocks", self.blocks, Range{1, 10000},
            "registered blocks against the champion; the gate may end before the last");
    v.field("pairs_per_block", self.pairs_per_block, Range{1, 10000},
            "openings of a block, each played from every seat");
    v.field("opening_plies_min", self.opening_plies_min, Range{0, 1000},
            "fewest random plies of an opening");
    v.field("opening_plies_max", self.opening_plies_max, Range{0, 1000},
            "most random plies; lengths take turns");
    v.groups("anchors", self.anchors, "fixed opponents: list of {kind, simulations, blocks}");
    v.group("gate", self.gate, "the sequential test of candidate against champion");
  }
  Result<void> check() const {
    if (opening_plies_min > opening_plies_max)
      return fail(fmt::format("opening_plies_min {} > opening_plies_max {}", opening_plies_min,
                              opening_plies_max));
    std::set<std::string> labels;
    for (const AnchorConfig& anchor : anchors)
      if (!labels.insert(anchor.label()).second)
        return fail(fmt::format("anchors: two of them are {}", anchor.label()),
                    "one entry per opponent; `blocks` says how much is played against it");
    return {};
  }
};

}  // namespace az
