// stored_variants.h — the games behind a file, made again from the settings that it carries.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "games/variants.h"
#include "store/file_identity.h"

namespace az {

/// Fails when this program's rules are not the ones that the file names.
/// settings: per-game settings as YAML, merged over the file's game section; "" is the section
/// itself, which is checked in any case.
Result<VariantList> stored_variants(const StoredGame& stored,
                                    const std::vector<std::string>& settings,
                                    const std::string& file);

}  // namespace az
