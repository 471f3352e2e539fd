// window_source.h — a generation's window on disk: collects what the shards say, chooses, records
// the choice, loads it.
//
// The manifest is written once, before the first step; a resumed job trains on what it says. Every
// shard that is loaded must have the hash and the rows that the manifest names.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "games/variants.h"
#include "layout/run_dir.h"
#include "replay/dataset.h"
#include "replay/replay_config.h"
#include "replay/window.h"
#include "store/manifest.h"

namespace az {

/// Facts of every shard of the run: of older generations' from the index that was written when they
/// were new, so that the work grows with the generations and a file that no window can reach is not
/// opened; of the newest's, and where no index lies, from the shards' headers. Unreadable and
/// foreign files are errors.
Result<std::vector<ShardFacts>> collect_shards(const RunDir& run, const WindowDemands& demands);

/// Who was to play each generation up to `generation`: the champion since its promotion; before
/// that, what the window manifest of each generation says. The first `without_net` generations are
/// played without a net (zeros), as the configuration declares.
Result<std::map<Generation, Hash128>> declared_players(const RunDir& run, Generation generation,
                                                       Generation without_net);

/// The manifest of demands.generation: read if it exists, else chosen and written, with the
/// generation's index beside it. Rank 0 only. tag: names this writer in temporary files.
Result<WindowManifest> prepare_window(const RunDir& run, const ReplayConfig& config,
                                      const WindowDemands& demands, std::string_view tag);

/// Shards that the indices of older generations name and that are gone, from the manifest's oldest
/// generation on: a window that was chosen without them.
Result<std::vector<Path>> missing_shards(const RunDir& run, const WindowManifest& manifest);

/// Loads every shard of the manifest into memory; each is read whole, and its content hashed.
/// Held-out games: replay/hold_out.h. The newest generation's games are replayed by the rules;
/// older ones were when they were new.
Result<Dataset> load_window(const RunDir& run, const WindowManifest& manifest,
                            const ReplayConfig& config, const GameVariants& variants,
                            std::uint64_t seed);

}  // namespace az
