// conformance.h — games that somebody else recorded, held against the rules step by step.
//
// A family that has such records registers their format in conformance.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace az {

/// What a replay found.
struct Conformance {
  std::uint64_t games = 0, steps = 0;
  std::uint64_t mismatches = 0;  ///< steps and ends that differ
  std::string first;             ///< the first of them in full, several lines

  void add(const Conformance& other);
};

/// The families whose records can be read.
std::vector<std::string> conformance_games();
/// Replays the games of one file. text: its contents; name: of the file, for messages. Fails
/// (kUsage) for an unknown family, (kData, with the line) for what cannot be read; what was read
/// and differs is counted.
Result<Conformance> replay_records(std::string_view family, std::string_view text,
                                   const std::string& name);

}  // namespace az
