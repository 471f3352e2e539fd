// selfplay_config.h — the `selfplay:` section: how many games, by whom, from which starts, and what
// a shard must prove.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "config/field.h"

namespace az {

/// A share of the games starts after a number of uniformly random plies.
struct OpeningConfig {
  double share = 1;
  int min_plies = 0, max_plies = 0;
  static void describe(auto& self, auto& v) {
    v.field("share", self.share, Range{0, 1}, "share of the games; all shares sum to 1");
    v.field("min_plies", self.min_plies, Range{0, 10000}, "fewest random plies");
    v.field("max_plies", self.max_plies, Range{0, 10000}, "most random plies, drawn uniformly");
  }
  Result<void> check() const {
    if (min_plies > max_plies)
      return fail(fmt::format("min_plies {} > max_plies {}", min_plies, max_plies));
    return {};
  }
};

/// Bounds that a shard must meet before it becomes visible.
struct ShardBounds {
  double min_support_fraction = 0.5;
  double min_mean_entropy = 0.02;
  double max_duplicate_fraction = 0.2;
  static void describe(auto& self, auto& v) {
    v.field("min_support_fraction", self.min_support_fraction, Range{0, 1},
            "least share of searched plies whose policy target has two or more moves");
    v.field("min_mean_entropy", self.min_mean_entropy, Range{0, 100},
            "least mean entropy of the policy targets, nats");
    v.field("max_duplicate_fraction", self.max_duplicate_fraction, Range{0, 1},
            "largest share of games that repeat another of the shard; 1 for games that can be "
            "enumerated");
  }
};

enum class SelfPlayEvaluator { kNet, kUniform };

/// The game's heuristic plays the first generations: a net learns in minutes from games between
/// good players what its own random games would teach it in many generations.
struct TeacherConfig {
  int generations = 0;
  int simulations = 100;
  static void describe(auto& self, auto& v) {
    v.field("generations", self.generations, Range{0, 1e6},
            "how many of the first generations' games the game's heuristic plays, and not the "
            "champion; 0: none");
    v.field("simulations", self.simulations, Range{1, 1 << 20},
            "of its search; all else as in `search`; not fewer than search.simulations");
  }
};

struct SelfPlayConfig {
  std::uint64_t games = 1000;
  std::uint64_t games_per_shard = 100;
  int slots = 64;
  SelfPlayEvaluator evaluator = SelfPlayEvaluator::kNet;
  TeacherConfig teacher;
  std::vector<OpeningConfig> openings{OpeningConfig{}};
  double carry_period_s = 120;
  double progress_period_s = 30;
  double min_games_per_s = 0;
  ShardBounds bounds;

  static void describe(auto& self, auto& v) {
    v.field("games", self.games, Range{1, 1e9}, "games per generation");
    v.field("games_per_shard", self.games_per_shard, Range{1, 1e6},
            "games per HDF5 file; shard s holds games s·n … (s+1)·n−1");
    v.field("slots", self.slots, Range{1, 1 << 16},
            "games played at once by a rank; half of them make a batch");
    v.field(
        "evaluator", self.evaluator,
        Words<SelfPlayEvaluator>{
            {{"net", SelfPlayEvaluator::kNet}, {"uniform", SelfPlayEvaluator::kUniform}}},
        "who judges positions after the teacher's generations: the champion, or nobody (uniform "
        "priors, draws), for tests of the pipeline");
    v.group("teacher", self.teacher, "who plays before the champion does");
    v.groups("openings", self.openings,
             "list of {share, min_plies, max_plies}: random starts, for diversity");
    v.field("carry_period_s", self.carry_period_s, Range{1, 1e6},
            "seconds between two saves of unfinished games");
    v.field("progress_period_s", self.progress_period_s, Range{0.1, 1e6},
            "seconds between two progress lines");
    v.field("min_games_per_s", self.min_games_per_s, Range{0, 1e9},
            "a rank that plays slower halts the run; judged over the play of a life in which at "
            "least `slots` games ended, and not of a teacher; 0: no floor");
    v.group("bounds", self.bounds, "what a shard must prove before it becomes visible");
  }
  /// How many of the generations 1 … generation are played without a net.
  std::uint64_t without_net(std::uint64_t generation) const {
    return evaluator == SelfPlayEvaluator::kUniform
               ? generation
               : std::min(generation, static_cast<std::uint64_t>(teacher.generations));
  }
  bool is_taught(std::uint64_t generation) const {
    return generation > 0 && generation <= static_cast<std::uint64_t>(teacher.generations);
  }
  Result<void> check() const {
    if (teacher.generations > 0 && evaluator == SelfPlayEvaluator::kUniform)
      return fail("teacher: evaluator: uniform leaves nobody to teach");
    double total = 0;
    for (const OpeningConfig& opening : openings) total += opening.share;
    if (std::abs(total - 1) > 1e-9)
      return fail(fmt::format("openings: the shares sum to {}, not 1", total));
    return {};
  }
};

}  // namespace az
