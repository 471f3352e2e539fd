// shard_book.h — which games this worker owes, and what it has: hands out game numbers, writes
// complete shards, saves unfinished ones.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/result.h"
#include "games/game.h"
#include "layout/run_dir.h"
#include "selfplay/selfplay_config.h"
#include "store/game_record.h"
#include "store/shard.h"
#include "store/verify_games.h"

namespace az {

/// One worker's shards of a generation: shard s belongs to worker s mod workers. What exists on
/// disk is skipped, carried games are continued; so a requeued task, or another number of workers,
/// plays exactly what is missing.
class ShardBook {
 public:
  struct Counters {
    std::uint64_t owed = 0;     ///< games of this worker's missing shards
    std::uint64_t started = 0;  ///< games handed out (carried ones count once, in their first life)
    std::uint64_t carried_in = 0;    ///< unfinished games that an earlier life left
    std::uint64_t finished = 0;      ///< ended by the rules
    std::uint64_t truncated = 0;     ///< ended at the ply cap
    std::uint64_t carried_over = 0;  ///< unfinished when this life ended
    std::uint64_t plies = 0, searched_plies = 0, shards = 0, bytes = 0;

    /// At the end of a life every game that came in has gone out; anything else is a bug.
    void check_balance() const;
  };

  /// variants: by settings_id, as the header lists them; they outlive the book. shares: [variants]
  /// of the games.
  /// header: everything of the shards' header that does not depend on the shard. tag: makes
  /// temporary names unique.
  static Result<ShardBook> open(const RunDir& run, std::span<const Game* const> variants,
                                std::span<const double> shares, const SelfPlayConfig& config,
                                const ShardHeader& header, int worker, int workers,
                                std::string tag);

  /// The next game to play: a carried one, or a fresh record that holds only its id and the
  /// variant that this draws (games/variants.h). Nothing: no more work.
  std::optional<GameRecord> next();
  /// Takes a finished game; the shard's last one verifies and writes the shard.
  Result<void> finish(GameRecord record);
  /// Saves every unfinished shard: its finished games and the given unfinished ones.
  Result<void> save_carries(std::span<const GameRecord* const> unfinished);
  /// The end of this life: saves what is unfinished; a game that is neither there nor finished is a
  /// bug.
  Result<void> close(std::span<const GameRecord* const> unfinished);

  const Counters& counters() const { return counters_; }
  /// Called with (shard number, what its games show, bytes) after a shard became visible.
  std::function<void(std::uint64_t, const GameStatistics&, std::uint64_t)> on_shard;

 private:
  struct OpenShard {
    std::vector<GameRecord> finished;    ///< in the order in which they ended
    std::vector<GameRecord> unfinished;  ///< carried from an earlier life, not yet handed out
    std::uint64_t next_game = 0, end_game = 0;
    std::vector<bool>
        known;  ///< [games of the shard] finished or carried: not to be started afresh
  };

  ShardBook(const RunDir& run, std::span<const Game* const> variants,
            std::span<const double> shares, const SelfPlayConfig& config, const ShardHeader& header,
            std::string tag)
      : run_(run),
        variants_(variants.begin(), variants.end()),
        shares_(shares.begin(), shares.end()),
        config_(config),
        header_(header),
        tag_(std::move(tag)) {}
  std::uint32_t variant_of(std::uint64_t game) const;
  Result<void> load_carry(std::uint64_t shard, OpenShard& open);
  Result<void> write(std::uint64_t shard, OpenShard& open);

  RunDir run_;
  std::vector<const Game*> variants_;
  std::vector<double> shares_;
  SelfPlayConfig config_;
  ShardHeader header_;
  std::string tag_;
  std::map<std::uint64_t, OpenShard> open_;  ///< by shard number; complete ones leave
  Counters counters_;
};

}  // namespace az
