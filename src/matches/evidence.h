// evidence.h — what the match files of a generation say, and whether they may be believed.
//
// Nothing is taken on trust: a block counts only when its file is whole, was played under the
// registered protocol by the registered nets, holds every registered game exactly once, and every
// game replays to its recorded outcome.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "matches/registration.h"
#include "rating/schedule.h"
#include "store/match.h"

namespace az {

/// Reads and verifies one registered block; nothing when its file does not exist yet. Any other
/// flaw is an error (65).
Result<std::optional<Match>> read_block(const RunDir& run, const Registration& list,
                                        const RegisteredBlock& block);

/// Fails unless `games` are the registered games of `block`: every opening from every seat once, no
/// game twice, each legal and finished. `file` is how messages call them.
Result<void> check_games(const Registration& list, const RegisteredBlock& block,
                         std::span<const MatchGame> games, const std::string& file);

/// Score of every unit (all seats of one opening) for agent 0, mapped so that the lowest payoff is
/// 0 and the highest 1.
ScoreCounts unit_scores(const Registration& list, const Match& match);

/// What the games of a generation amount to.
struct Evidence {
  std::vector<Match> champion;       ///< the deciding prefix, in order
  Prefix prefix;                     ///< not complete: missing names what is still to be played
  std::vector<Match> anchors;        ///< every registered block of anchors and of the ladder
  std::vector<std::string> missing;  ///< file names of registered blocks that the decision needs
  int surplus = 0;  ///< champion blocks played beyond the prefix: neither read nor rated
  std::uint64_t games = 0, distinct_games = 0;  ///< of champion and anchors
};

/// Fails on any file that is there but must not be believed, and on games that repeat across files.
Result<Evidence> gather_evidence(const RunDir& run, const Registration& list);

/// The deciding prefix as far as it is played; what az_evaluate asks before it starts a block.
Result<Prefix> champion_prefix(const RunDir& run, const Registration& list);

}  // namespace az
