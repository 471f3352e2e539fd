// registration.h — the games that a generation's evaluation consists of, fixed before the first is
// played.
//
// az_evaluate plays this list, az_promote demands it: both derive it from the frozen configuration
// and the nets' hashes, so neither trusts the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arena/arena_config.h"
#include "config/value.h"
#include "core/hash.h"
#include "core/score_scale.h"
#include "games/variants.h"
#include "layout/run_dir.h"
#include "rating/sprt.h"
#include "search/search_config.h"
#include "store/match.h"

namespace az {

struct RegisteredBlock {
  std::string opponent;             ///< names the file: "champion", "random", "search100", "self4"
  StoredAgent agent;                ///< the opponent
  std::uint64_t block = 0;          ///< number in this opponent's list
  std::uint64_t first_opening = 0;  ///< number of its first opening in the generation's list
};

struct Registration {
  Generation generation = 0;
  std::uint64_t seed = 0;
  std::string game_section;  ///< YAML
  GameVariants variants;
  StoredAgent candidate;
  SearchConfig search;           ///< of the nets, both sides
  std::string protocol_section;  ///< YAML: all that must be equal for games to be rated together
  Hash128 protocol;
  int players = 2;
  ScoreScale scale;
  int openings_per_block = 0;
  std::vector<std::uint32_t> block_variants;  ///< [openings_per_block] which variant each opening
                                              ///< of a block is of, ascending
  std::vector<std::vector<Action>> openings;  ///< by number, all blocks' in the order of `blocks`
  std::vector<RegisteredBlock> blocks;        ///< the champion's, each anchor's, the ladder's
  int champion_blocks =
      0;  ///< how many of `blocks` are the champion's; 0: candidate and champion are one net
  SprtSettings gate;

  /// Of the opening with this number: every block holds the variants by their shares, in whole
  /// openings.
  std::uint32_t variant_of(std::uint64_t opening) const {
    return block_variants[opening % block_variants.size()];
  }
  /// Counts of no games: the support and the reference of the gate's scores.
  ScoreCounts no_games() const;
};

/// RegisteredBlock::opponent of a stored block.
std::string opponent_name(const MatchHeader& header);

/// run_config: the frozen run.yaml of the run at `root`, below which files are named. A champion
/// that is the candidate itself gets no blocks. Fails when there are too few distinct openings,
/// when their files are not those that the run began with, when a block's openings cannot be shared
/// out among the variants to within a tenth of every share, and while it is not known who an engine
/// is.
Result<Registration> register_matches(const Path& root, const Value& run_config,
                                      const ArenaConfig& arena, Generation generation,
                                      const Hash128& candidate, Generation champion_generation,
                                      const Hash128& champion);

}  // namespace az
