// stored_variants.h — the games behind a file, made again from the settings that it carries.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "games/game.h"
#include "store/file_identity.h"

namespace az {

/// By settings_id. Fails when this program's rules are not the ones that the file names.
struct StoredVariants {
  std::vector<std::unique_ptr<Game>> games;
  std::vector<Value> sections;  ///< the `game:` section of each
  std::vector<const Game*> pointers() const;
};
/// settings: per-game settings as YAML, merged over the file's game section; "" is the section
/// itself.
Result<StoredVariants> make_variants(const StoredGame& stored,
                                     const std::vector<std::string>& settings,
                                     const std::string& file);

}  // namespace az
