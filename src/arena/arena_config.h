// arena_config.h — the settings of the evaluation games (section `arena:`): which blocks are
// registered, how they start, who else plays, when the gate has seen enough.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/field.h"

namespace az {

/// A program that plays over GTP (engines/engine.h).
struct EngineConfig {
  std::string command;
  std::string name, version;
  double start_timeout_s = 30, move_timeout_s = 60;

  static void describe(auto& self, auto& v) {
    v.field("command", self.command,
            "its program and arguments, without a shell; {seed} becomes a number of each block");
    v.field("name", self.name,
            "what it must call itself; empty: `arrayzero run` asks it and writes it here");
    v.field("version", self.version, "the same of its version");
    v.field("start_timeout_s", self.start_timeout_s, Range{0.1, 3600},
            "for every answer until the first move");
    v.field("move_timeout_s", self.move_timeout_s, Range{0.1, 86400},
            "for every move; a later answer is an error, never a loss");
  }
  Result<void> check() const {
    if (command.empty()) return fail("command is empty", "name the engine's program");
    return {};
  }
  /// Who it is, as match files keep it: equal texts, equal ratings. How long it may think is not in
  /// it.
  std::string identity() const {
    Value text = Value::map();
    text.set("command", Value::scalar(command));
    text.set("name", Value::scalar(name));
    text.set("version", Value::scalar(version));
    return text.to_yaml();
  }
};

enum class AnchorKind { kRandom, kSearch, kHeuristic, kEngine };

/// A fixed opponent that ties the ratings of all generations together.
struct AnchorConfig {
  AnchorKind kind = AnchorKind::kRandom;
  int simulations = 100;
  int blocks = 1;
  std::string agent{};

  static void describe(auto& self, auto& v) {
    v.field("kind", self.kind,
            Words<AnchorKind>{{{"random", AnchorKind::kRandom},
                               {"search", AnchorKind::kSearch},
                               {"heuristic", AnchorKind::kHeuristic},
                               {"engine", AnchorKind::kEngine}}},
            "uniformly random moves, PUCT without a net, the game's hand-made knowledge, or an "
            "external engine");
    v.field("simulations", self.simulations, Range{0, 1 << 20},
            "of the search anchor (at least 1) and of the heuristic one (0 or 1: one ply)");
    v.field("blocks", self.blocks, Range{0, 10000}, "blocks that every candidate plays against it");
    v.field("agent", self.agent, "the engine's name among `agents`");
  }
  /// Names the opponent in files and tables.
  std::string label() const {
    switch (kind) {
      case AnchorKind::kRandom:
        return "random";
      case AnchorKind::kSearch:
        return fmt::format("search{}", simulations);
      case AnchorKind::kHeuristic:
        return simulations > 1 ? fmt::format("heuristic{}", simulations) : "heuristic";
      case AnchorKind::kEngine:
        break;
    }
    return agent;
  }
};

/// Where games begin: after random moves, or after those of SGF files.
struct OpeningsConfig {
  std::string file;
  int plies = 0;
  std::string hash;

  static void describe(auto& self, auto& v) {
    v.field("file", self.file,
            "SGF, or a folder of it (Go): every line's moves are one opening, in place of random "
            "plies");
    v.field("plies", self.plies, Range{0, 1000},
            "moves that are taken of a line at most; 0: all of them");
    v.field("hash", self.hash, "of what the files hold; `arrayzero run` writes it here");
  }
};

/// What thinking longer is worth: some generations' nets play themselves at other numbers of
/// simulations.
struct LadderConfig {
  std::vector<int> simulations;
  int blocks = 1;
  std::vector<std::uint32_t> generations;

  static void describe(auto& self, auto& v) {
    v.field("simulations", self.simulations, Range{1, 1 << 20},
            "per move of the net as its own opponent, one opponent each; none: no ladder");
    v.field("blocks", self.blocks, Range{1, 10000}, "blocks against each of them");
    v.field("generations", self.generations, Range{0, 1e6},
            "whose nets play it; empty: `arrayzero run` writes the last one here");
  }
  Result<void> check() const {
    if (std::set<int>(simulations.begin(), simulations.end()).size() < simulations.size())
      return fail("simulations: a number stands there twice");
    return {};
  }
  bool plays(std::uint32_t generation) const {
    return std::find(generations.begin(), generations.end(), generation) != generations.end();
  }
  /// Names the opponent in files and tables.
  static std::string label(int simulations) { return fmt::format("self{}", simulations); }
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
  OpeningsConfig openings;
  std::map<std::string, EngineConfig> agents;
  std::vector<AnchorConfig> anchors{{AnchorKind::kRandom, 100, 1}, {AnchorKind::kSearch, 100, 1}};
  LadderConfig ladder;
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
    v.group("openings", self.openings, "openings that somebody chose");
    v.groups("agents", self.agents, "external engines (GTP) by name; each has");
    v.groups("anchors", self.anchors,
             "fixed opponents: list of {kind: random | search | heuristic | engine, simulations, "
             "blocks, agent}");
    v.group(
        "ladder", self.ladder,
        "a candidate against its own net with other simulations (arena.simulations itself needs "
        "no games)");
    v.group("gate", self.gate, "the sequential test of candidate against champion");
  }
  Result<void> check() const {
    if (opening_plies_min > opening_plies_max)
      return fail(fmt::format("opening_plies_min {} > opening_plies_max {}", opening_plies_min,
                              opening_plies_max));
    std::set<std::string> labels;
    std::vector<std::string> names;
    for (const auto& [name, engine] : agents) {
      if (name.empty() || name == "champion" || name == "random" || name.starts_with("search") ||
          name.starts_with("self") || name.starts_with("heuristic") ||
          name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos)
        return fail(fmt::format("agents: '{}' cannot name an engine", name),
                    "small letters, digits, _ and -; not champion, random, search…, self… or "
                    "heuristic…: files are named by it");
      names.push_back(name);
    }
    for (const AnchorConfig& anchor : anchors) {
      if (anchor.kind == AnchorKind::kEngine && !agents.contains(anchor.agent))
        return fail(fmt::format("anchors: no engine '{}' among agents", anchor.agent),
                    names.empty() ? "agents: {NAME: {command: …}} describes one"
                                  : fmt::format("there are {}", join(names, ", ")));
      if (anchor.kind != AnchorKind::kEngine && !anchor.agent.empty())
        return fail(fmt::format("anchors: '{}' is named, but the kind is not engine", anchor.agent),
                    "{kind: engine, agent: NAME}");
      if (anchor.kind == AnchorKind::kSearch && anchor.simulations < 1)
        return fail("anchors: a search of 0 simulations", "simulations: 1 or more");
      if (!labels.insert(anchor.label()).second)
        return fail(fmt::format("anchors: two of them are {}", anchor.label()),
                    "one entry per opponent; `blocks` says how much is played against it");
    }
    return {};
  }
};

}  // namespace az
