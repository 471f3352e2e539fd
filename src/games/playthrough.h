// playthrough.h — a random game as text: boards, legal ids, digests of planes, hashes and the end,
// to be compared.
//
// A recorded playthrough pins down all that a game shows to the program: whoever changes the rules,
// the ids or the encoder sees it as a difference, and another engine can be held against the same
// text. The head is YAML and says how to record the game again:
//
//   game:
//     name: hex
//     size: 5
//   seed: 1
//   <empty line>
//   family: hex …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/value.h"
#include "core/result.h"

namespace az {

/// Plays one uniformly random game of the variant that a `game:` section describes.
Result<std::string> record_playthrough(const Value& game_section, std::uint64_t seed);

/// Records the game again that a playthrough's head describes; what follows the head is not read.
Result<std::string> repeat_playthrough(std::string_view recorded, const std::string& name);

/// An error that names the first line that differs, and both versions of it.
Result<void> compare_playthroughs(std::string_view expected, std::string_view actual);

}  // namespace az
