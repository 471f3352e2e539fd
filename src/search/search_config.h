// search_config.h — the settings of one search (section `search:`): algorithm, budget, constants
// with units and source.
//
// Utility below means a payoff mapped to [−1, 1] by the game's bounds: 2 (v − value_low) /
// (value_high − value_low) − 1.
#pragma once

#include "config/field.h"

namespace az {

enum class SearchAlgorithm { kGumbel, kPuct };
inline const Words<SearchAlgorithm> kSearchAlgorithmWords{
    {{"gumbel", SearchAlgorithm::kGumbel}, {"puct", SearchAlgorithm::kPuct}}};

/// Which of several equally good actions comes first, in selection and in the final choice.
enum class TieOrder { kAscending, kMiddleOut };
inline const Words<TieOrder> kTieOrderWords{
    {{"ascending", TieOrder::kAscending}, {"middle_out", TieOrder::kMiddleOut}}};

/// The utility that PUCT assumes for an action without visits.
enum class FirstPlay { kZero, kReduction };
inline const Words<FirstPlay> kFirstPlayWords{
    {{"zero", FirstPlay::kZero}, {"reduction", FirstPlay::kReduction}}};

enum class NoiseShape { kUniform, kShaped };
inline const Words<NoiseShape> kNoiseShapeWords{
    {{"uniform", NoiseShape::kUniform}, {"shaped", NoiseShape::kShaped}}};

enum class MoveChoice { kVisits, kLcb };
inline const Words<MoveChoice> kMoveChoiceWords{
    {{"visits", MoveChoice::kVisits}, {"lcb", MoveChoice::kLcb}}};

/// score(a) = Q(a) + c(N) · P(a) · sqrt(N + visit_offset) / (1 + n(a)), N = Σ n, Q a utility,
/// c(N) = c_init + c_log · ln((N + c_base) / c_base).
/// Sources: AlphaZero (arXiv:1712.01815, pseudocode): c_init 1.25, c_log 1, c_base 19652. KataGo:
/// self-play c_init 1.1, c_log 0 early and 1.05, 0.28 late; matches 1.0, 0.45 with c_base 500;
/// visit_offset 0.01.
struct PuctConfig {
  double c_init = 1.1;
  double c_log = 0.0;
  double c_base = 500.0;
  double visit_offset = 0.01;

  FirstPlay first_play = FirstPlay::kReduction;
  double first_play_reduction = 0.2;
  double first_play_reduction_root = 0.0;

  double noise_weight = 0.25;
  double noise_alpha_total = 10.83;
  NoiseShape noise_shape = NoiseShape::kUniform;
  double root_temperature_start = 1.25;
  double root_temperature_end = 1.1;

  double forced_playouts = 2.0;
  MoveChoice move_choice = MoveChoice::kVisits;
  double lcb_deviations = 5.0;
  double lcb_min_visits = 0.15;

  static void describe(auto& self, auto& v) {
    v.field("c_init", self.c_init, Range{0, 100},
            "exploration constant, per unit of utility [AlphaGo Zero 2017, Methods, Select]");
    v.field("c_log", self.c_log, Range{0, 100},
            "growth of the constant with ln of the visits [AlphaZero]");
    v.field("c_base", self.c_base, Range{1, 1e9},
            "visits where that growth sets in [AlphaZero: 19652]");
    v.field("visit_offset", self.visit_offset, Range{0, 10},
            "visits added under the square root [KataGo: 0.01]");
    v.field("first_play", self.first_play, kFirstPlayWords,
            "utility of an action without visits: 0, or the parent's less a reduction");
    v.field("first_play_reduction", self.first_play_reduction, Range{0, 2},
            "times sqrt(policy mass already visited), below the root [KataGo]");
    v.field("first_play_reduction_root", self.first_play_reduction_root, Range{0, 2},
            "the same at the root when noise is on [KataGo self-play: 0]");
    v.field("noise_weight", self.noise_weight, Range{0, 1},
            "share of Dirichlet noise in the root priors [AlphaZero: 0.25]");
    v.field("noise_alpha_total", self.noise_alpha_total, Range{1e-3, 1e4},
            "sum of the Dirichlet parameters over the legal actions [KataGo: 0.03 · 361]");
    v.field("noise_shape", self.noise_shape, kNoiseShapeWords,
            "uniform, or half of it towards actions of more than average log-prior [KataGo]");
    v.field("root_temperature_start", self.root_temperature_start, Range{0.1, 10},
            "temperature of the root priors when noise is on, first ply [KataGo: 1.25]");
    v.field("root_temperature_end", self.root_temperature_end, Range{0.1, 10},
            "the same late in the game; halves its distance every temperature_halflife_plies");
    v.field(
        "forced_playouts", self.forced_playouts, Range{0, 100},
        "k: with noise a tried root action gets sqrt(k P N) visits, and targets are pruned; 0: off "
        "[arXiv:1902.10565, 3.2]");
    v.field("move_choice", self.move_choice, kMoveChoiceWords,
            "at temperature 0: most visits, or the best lower confidence bound [KataGo]");
    v.field("lcb_deviations", self.lcb_deviations, Range{0, 20},
            "radius of that bound in standard errors [KataGo: 5]");
    v.field("lcb_min_visits", self.lcb_min_visits, Range{0, 1},
            "share of the most visited action's visits that a choice needs [KataGo: 0.15]");
  }
  bool operator==(const PuctConfig&) const = default;
};

/// sigma(q) = (c_visit + max n) · c_scale · q with q in [0, 1].
/// Source: Danihelka et al. 2022 (Policy improvement by planning with Gumbel), equation 8.
struct GumbelConfig {
  int max_considered = 16;
  double c_visit = 50.0;
  double c_scale = 1.0;

  static void describe(auto& self, auto& v) {
    v.field("max_considered", self.max_considered, Range{1, 4096},
            "m: root actions that sequential halving starts with");
    v.field("c_visit", self.c_visit, Range{0, 1e6}, "visits added to the largest count in sigma");
    v.field("c_scale", self.c_scale, Range{0, 1e3}, "logits per visit and unit of q in sigma");
  }
  bool operator==(const GumbelConfig&) const = default;
};

struct SearchConfig {
  SearchAlgorithm algorithm = SearchAlgorithm::kGumbel;
  int simulations = 32;
  double full_probability = 1.0;
  int fast_simulations = 8;
  bool tree_reuse = false;
  bool collapse_forced = true;
  bool decisive_moves = true;
  TieOrder tie_order = TieOrder::kAscending;
  double temperature_start = 0.75;
  double temperature_end = 0.15;
  double temperature_halflife_plies = 0;
  GumbelConfig gumbel;
  PuctConfig puct;

  static void describe(auto& self, auto& v) {
    v.field("algorithm", self.algorithm, kSearchAlgorithmWords,
            "gumbel for up to about 64 simulations, puct from 200");
    v.field("simulations", self.simulations, Range{0, 1 << 24},
            "new nodes or terminals per full search; 0: the net alone");
    v.field("full_probability", self.full_probability, Range{0, 1},
            "share of full searches; the others are fast, without noise, and no training rows "
            "[arXiv:1902.10565, 3.1: 0.25]");
    v.field("fast_simulations", self.fast_simulations, Range{0, 1 << 24},
            "simulations of a fast search");
    v.field("tree_reuse", self.tree_reuse,
            "keep the played action's subtree; puct counts its visits as simulations, gumbel adds "
            "to them");
    v.field("collapse_forced", self.collapse_forced,
            "steps without a choice make no nodes, as in games");
    v.field("decisive_moves", self.decisive_moves,
            "a move that wins at once, where the game knows it (Go's second pass), is played, and "
            "a node that has one counts as won [Teytaud and Teytaud 2010]");
    v.field("tie_order", self.tie_order, kTieOrderWords,
            "first among equals: lowest action id, or the id nearest to the middle of the action "
            "space");
    v.field("temperature_start", self.temperature_start, Range{0, 10},
            "puct self-play: exponent 1/T on the visits when choosing a move, first ply [KataGo: "
            "0.75]");
    v.field("temperature_end", self.temperature_end, Range{0, 10},
            "the same late in the game [KataGo: 0.15]");
    v.field("temperature_halflife_plies", self.temperature_halflife_plies, Range{0, 1e6},
            "plies that halve the distance to the end value; 0: the canvas's longer edge [KataGo]");
    v.group("gumbel", self.gumbel, "Gumbel AlphaZero");
    v.group("puct", self.puct, "PUCT; utilities in [-1, 1]");
  }
  bool operator==(const SearchConfig&) const = default;
};

}  // namespace az
