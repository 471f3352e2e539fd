// window.h — which shards a generation trains on: chosen by a rule, refused with a reason, never
// patched up.
//
// Pure: works on what is known of every shard. replay/window_source.h collects that from a run
// directory.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/hash.h"
#include "core/result.h"
#include "layout/run_dir.h"
#include "replay/replay_config.h"

namespace az {

/// What the choice needs to know of a shard.
struct ShardFacts {
  Generation generation = 0;         ///< the folder it lies in
  Generation header_generation = 0;  ///< what the file itself says
  std::uint64_t shard = 0;
  Hash128 content, net, search, rules_id, action_space_id;
  std::int64_t simulations = 0;  ///< of a full search
  std::uint64_t games = 0;
  std::int64_t rows = 0;

  /// "g0007/s0003"
  std::string name() const { return generation_name(generation) + "/" + shard_name(shard); }
};

/// What the run declares, and therefore what every shard of the window must have been made with.
struct WindowDemands {
  Generation generation = 0;  ///< that is trained: its own self-play is the newest
  std::uint64_t games = 0;    ///< that its self-play must hold
  std::int64_t simulations = 0;
  Hash128 rules_id, action_space_id;
  std::map<Generation, Hash128>
      nets;               ///< the declared player of each generation; a missing one is an error
  Generation taught = 0;  ///< so many of the first generations are played by `teacher`
  Hash128 teacher{};      ///< as ShardFacts::search: who it is
};

struct WindowChoice {
  std::vector<ShardFacts> shards;  ///< ascending (generation, shard)
  std::int64_t total_rows = 0;     ///< N: of the whole run so far
  std::int64_t asked_rows = 0;     ///< W(N), or what the last generations hold
  std::int64_t rows = 0;           ///< in the chosen shards: whole shards, so at least asked_rows
  std::int64_t new_rows = 0;       ///< of `generation` itself
};

/// The newest generation, then older shards, whole, newest first, until they hold the rows that the
/// law asks for; with window: generations, all of the last so many (up to maximum_rows). facts:
/// every shard of the run, any order. Fails with 66 when games or rows are too few ("have X, need
/// Y"), 76 when the data are stale (the newest self-play is missing or repeated) or foreign (fewer
/// simulations, other rules or another net than declared), 65 when a file does not lie where it
/// belongs or the record of who played it is missing.
Result<WindowChoice> choose_window(const ReplayConfig& config, const WindowDemands& demands,
                                   std::span<const ShardFacts> facts);

/// What choose_window demands of one shard: rules, actions, simulations, player, place.
Result<void> check_shard(const WindowDemands& demands, const ShardFacts& shard);

}  // namespace az
