// shard.h — self-play games on disk: a fixed block of game numbers per HDF5 file
// (data_layout/shard.schema.yaml).
//
// Shard s of generation g is games [s·n, (s+1)·n), whoever plays them. A shard becomes visible only
// when complete and is never changed; equal games and header give equal bytes. Reading verifies the
// content hash, the schema and every offset, and never needs the game's rules (whether the moves
// are legal: store/verify_games.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "core/result.h"
#include "store/file_identity.h"
#include "store/game_record.h"
#include "store/h5.h"

namespace az {

/// A player that sat at some seat of some game.
struct StoredAgent {
  std::string label;  ///< for people: "champion g0003", "random"
  Hash128 net;        ///< zero: plays without a net
  Hash128 search;
  std::string engine{};  ///< YAML: who another program is; "": plays here

  bool operator==(const StoredAgent&) const = default;
};

/// started = finished + truncated + carried_over; a shard's games are finished or truncated.
struct GameCounters {
  std::uint64_t started = 0;
  std::uint64_t finished = 0;      ///< ended by the rules
  std::uint64_t truncated = 0;     ///< adjudicated at the move cap
  std::uint64_t carried_over = 0;  ///< not over yet: in carry files only

  bool operator==(const GameCounters&) const = default;
};

struct ShardHeader {
  StoredGame game;
  std::uint32_t generation = 0;
  std::uint64_t shard = 0;
  std::uint64_t first_game = 0, game_count = 0;  ///< the block of game numbers that this shard is
  Hash128 net;                                   ///< that played; zero: none, `agents` says who did
  Hash128 search;                 ///< hash_config of the search section, or who the heuristic is
  std::string search_section;     ///< YAML
  std::uint32_t simulations = 0;  ///< the declared budget of a full search
  std::uint64_t seed = 0;         ///< the run's
  std::string build;              ///< build_info().version
  std::string run_config;         ///< run.yaml, as text
  GameCounters counters;          ///< write_shard fills them in from the games
  std::vector<std::string> settings{
      ""};  ///< by settings_id: per-game settings as YAML, "" = the section's
  std::vector<StoredAgent> agents;  ///< by seat_agent

  bool operator==(const ShardHeader&) const = default;
};

struct Shard {
  ShardHeader header;
  std::vector<GameRecord> games;  ///< ascending ids
  Hash128 hash;                   ///< the content hash: the shard's identity
};

/// Writes games in the order of their ids and returns the content hash. Every game must be over and
/// lie in the header's block (a bug otherwise). `tag` names this writer in the temporary file:
/// "<job>.<restart>.<worker>.<pid>".
Result<Hash128> write_shard(const Path& path, const ShardHeader& header,
                            std::span<const GameRecord> games, std::string_view tag = {});
Result<Shard> read_shard(const Path& path);
/// From a file that was held against the shard schema; `name` is how messages call it.
Result<Shard> take_shard(const H5File& file, const std::string& name);

/// The header and the hash that the file claims, without reading or verifying the games: for
/// listings.
struct ShardSummary {
  ShardHeader header;
  Hash128 claimed_hash;
  std::uint64_t games = 0, plies = 0, rows = 0;  ///< rows: plies with positive weight
};
Result<ShardSummary> read_shard_header(const Path& path);

/// Plies with positive weight: what training counts.
std::uint64_t count_rows(std::span<const GameRecord> games);

}  // namespace az
