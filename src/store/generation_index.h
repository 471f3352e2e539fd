// generation_index.h — all games of a generation as one HDF5 file, selfplay/gNNNN.h5, without
// copying them.
//
// Flat datasets are virtual: they point into the shards by relative names, so a run can be moved.
// Offsets are rebased and stored. HDF5 reads an absent source as the fill value without any error;
// every fill value here cannot be data, and a reader that meets one fails. For outside analysis
// (h5py reads a generation as one table) and for the check that a generation is whole.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "core/result.h"
#include "layout/run_dir.h"
#include "store/manifest.h"
#include "store/shard.h"

namespace az {

struct GenerationIndex {
  std::uint32_t generation = 0;
  std::vector<WindowShard> shards;
  std::uint64_t games = 0, plies = 0;
  Hash128 hash;
};

/// What manifests and indices say of a shard.
WindowShard shard_entry(const Shard& shard);

/// Reads and verifies the shards 0 … shard_count − 1 of the generation and writes the index beside
/// their folder.
Result<GenerationIndex> write_generation_index(const RunDir& run, Generation generation,
                                               std::uint64_t shard_count,
                                               std::string_view tag = {});
Result<GenerationIndex> read_generation_index(const Path& path);
/// The table of shards alone, its content hash not verified: for who holds the shards against it.
Result<std::vector<WindowShard>> read_indexed_shards(const Path& path);
/// Reads every virtual dataset through to the shards; kData when a source is absent (fill met) or
/// the lengths differ.
Result<void> check_generation_index(const Path& path);

}  // namespace az
