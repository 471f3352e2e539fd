// carry.h — the state of a shard that was interrupted: its finished and its unfinished games
// (carry.schema.yaml).
//
// Written when a self-play stage stops early, found again by the shard's number, removed when the
// shard appears. The layout is the shard's; a game that is not over has outcome.reason kNone.
#pragma once

#include "store/shard.h"

namespace az {

/// Replaces the carry file. Games in any number within the header's block; ids unique.
Result<Hash128> write_carry(const Path& path, const ShardHeader& header,
                            std::span<const GameRecord> games, std::string_view tag = {});
Result<Shard> read_carry(const Path& path);

}  // namespace az
