// champion.h — the pointer to the net that plays: champion.yaml in a run directory, moved
// atomically by az_promote.
#pragma once

#include <string>

#include "core/hash.h"
#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

struct Champion {
  Generation generation = 0;  ///< which generation's net
  Hash128 net;                ///< content hash of that file
  Generation since = 0;       ///< the generation whose evaluation promoted it
  std::string file() const {
    return "nets/" + generation_name(generation) + ".h5";
  }  ///< relative to the run
};

/// Fails with kNotEnough when the run has no champion yet.
Result<Champion> read_champion(const RunDir& run);
/// The two halves of it: what one rank reads and every rank makes of it.
Result<std::string> read_champion_text(const RunDir& run);
Result<Champion> parse_champion(const RunDir& run, const std::string& text);
/// Replaces the pointer atomically.
Result<void> write_champion(const RunDir& run, const Champion& champion);

}  // namespace az
