// game_record.h — one self-play game in memory: decisions, search results and targets, flat
// (data_layout/shard.schema.yaml).
//
// What a shard stores and what training replays. A ply is a decision: steps without a choice are
// not recorded, whoever replays a game calls advance() (games/advance.h) after every ply and before
// the first.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/game_info.h"
#include "core/outcome.h"

namespace az {

/// How a ply's action was chosen. The numbers stand in stored games: append, never renumber.
enum class PlyKind : std::uint8_t {
  kFull = 0,     ///< full search: a training row
  kFast = 1,     ///< reduced search: played, not a policy target
  kOpening = 2,  ///< random opening move: no search, no target
};

struct Ply {
  Action action = 0;
  PlyKind kind = PlyKind::kFull;
  std::uint8_t seat = 0;          ///< who chose
  std::uint16_t legal_count = 0;  ///< legal actions at this decision, saturating at 65535
  float weight = 1;               ///< of the training row; 0: not a row
  std::uint32_t simulations = 0;  ///< n of this search; 0 for openings
  std::uint32_t considered = 0;   ///< m: root actions that the search considered
  bool operator==(const Ply&) const = default;
};

/// A root action that the search visited.
struct VisitedAction {
  Action action = 0;
  std::uint32_t visits = 0;
  float q =
      0;  ///< mean payoff of the seat that chose; stored in 8 bits over [value_low, value_high]
  bool operator==(const VisitedAction&) const = default;
};

/// One entry of a sparse policy target; together with the tail it sums to 1 over the legal actions.
struct PolicyEntry {
  Action action = 0;
  float probability = 0;
  bool operator==(const PolicyEntry&) const = default;
};

struct GameRecord {
  std::uint64_t id = 0;           ///< game number within the generation
  std::uint32_t settings_id = 0;  ///< row of the shard's settings table (size, komi …)
  std::string setup;  ///< initial position where it is not the game's own; empty otherwise
  std::uint32_t opening_plies = 0;
  std::int64_t parent_game = -1;                       ///< fork: the game it left …
  std::int32_t parent_ply = -1;                        ///< … and where
  std::array<std::uint8_t, kMaxPlayers> seat_agent{};  ///< row of the shard's agent table
  std::int32_t resumed_at =
      -1;  ///< first ply that was played after a restart; −1: never interrupted
  Outcome outcome;

  std::vector<Ply> plies;
  std::vector<std::uint32_t> visited_begin{0}, policy_begin{0};  ///< [plies + 1] offsets
  std::vector<VisitedAction> visited;  ///< ascending action ids within a ply
  std::vector<PolicyEntry> policy;  ///< ascending action ids within a ply; ≥ 99.9 % of the mass
  std::vector<float> net_outcome;   ///< [plies × outcome_size] the net's own opinion at the root
  std::vector<float> root_outcome;  ///< [plies × outcome_size] the search's mean

  std::span<const VisitedAction> visited_at(std::size_t ply) const {
    return std::span(visited).subspan(visited_begin[ply],
                                      visited_begin[ply + 1] - visited_begin[ply]);
  }
  std::span<const PolicyEntry> policy_at(std::size_t ply) const {
    return std::span(policy).subspan(policy_begin[ply], policy_begin[ply + 1] - policy_begin[ply]);
  }
  bool operator==(const GameRecord&) const = default;
};

}  // namespace az
