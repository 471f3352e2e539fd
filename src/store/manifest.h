// manifest.h — the window that a net was trained on: windows/gNNNN.yaml
// (data_layout/window.schema.yaml).
//
// Written before the first step, never changed; its hash stands in the net, the shards' hashes
// stand in it: so a net's descent can be recomputed from its files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "core/result.h"

namespace az {

struct WindowShard {
  std::uint32_t generation = 0;
  std::uint64_t shard = 0;
  Hash128 hash;  ///< content hash
  Hash128 net, search;
  std::uint32_t simulations = 0;
  std::uint64_t games = 0, rows = 0;

  bool operator==(const WindowShard&) const = default;
};

struct WindowManifest {
  std::uint32_t generation = 0;  ///< of the net that is trained on it
  std::string policy;  ///< how the window was chosen, as text: "generations=4", "power law …"
  std::vector<WindowShard> shards;  ///< ascending (generation, shard)

  std::uint64_t games() const;
  std::uint64_t rows() const;
  /// Of the content; stands in the file and in the net.
  Hash128 hash() const;
  bool operator==(const WindowManifest&) const = default;
};

Result<Hash128> write_manifest(const Path& path, const WindowManifest& manifest);
/// Fails when totals or hash disagree with the list.
Result<WindowManifest> read_manifest(const Path& path);

}  // namespace az
