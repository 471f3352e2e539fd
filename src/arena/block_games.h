// block_games.h — plays the games of one registered block, all in lockstep: two agents, every
// opening from every seat.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "agents/agent.h"
#include "config/value.h"
#include "core/file.h"
#include "core/result.h"
#include "search/evaluator.h"
#include "store/match.h"

namespace az {

struct BlockOrder {
  std::span<const Game* const> games;  ///< the variants, by settings_id; at least one
  const Agent* candidate = nullptr;    ///< agent 0
  const Agent* opponent = nullptr;     ///< agent 1: every seat that the candidate does not hold
  std::span<const std::vector<Action>> openings;
  std::uint64_t first_opening = 0;  ///< number of openings[0] in the generation's list
  std::uint64_t seed = 0;
  std::uint32_t generation = 0;
  std::span<const Value> sections{};          ///< [games] complete; for engines
  std::span<const std::uint32_t> variants{};  ///< [openings] settings_ids; empty: all 0
  Path conversation{};  ///< where an engine's goes when it fails; empty: nowhere
};

/// Games by opening, then by the candidate's seat. evaluators: [2] the candidate's and the
/// opponent's; unused ones may be null. Games that reach the move cap are adjudicated. Every draw
/// depends on (seed, generation, opening, seat, ply) alone. Nothing when stop() ended it early: a
/// block is played whole or not at all.
///
/// An engine gets a process for the block, whatever variants are in it, and plays its games one
/// after another: whatever it remembers from game to game is the same when the block is played
/// again, on whatever rank, and no more of its processes think than there are ranks. Its failure is
/// an error, never a result; it loses what it resigns (two players).
Result<std::optional<std::vector<MatchGame>>> play_block(const BlockOrder& order,
                                                         std::span<Evaluator* const> evaluators,
                                                         const std::function<bool()>& stop);

}  // namespace az
