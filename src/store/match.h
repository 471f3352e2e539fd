// match.h — evaluation games on disk: one pre-registered block of pairs per HDF5 file
// (data_layout/match.schema.yaml).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "core/outcome.h"
#include "core/result.h"
#include "store/file_identity.h"
#include "store/shard.h"

namespace az {

struct MatchHeader {
  StoredGame game;
  std::uint32_t generation = 0;  ///< of the candidate
  std::uint64_t block = 0;       ///< number in the pre-registered list
  Hash128 protocol;              ///< what must be equal for games to be rated together
  std::string protocol_section;  ///< YAML
  std::uint64_t seed = 0;
  std::string build;
  std::vector<std::string> settings{
      ""};  ///< by settings_id: per-game settings as YAML, "" = the section's
  std::vector<StoredAgent> agents;  ///< 0: the candidate, 1: its opponent, …

  bool operator==(const MatchHeader&) const = default;
};

struct MatchGame {
  std::uint32_t settings_id = 0;    ///< row of the settings table (size, komi …)
  std::uint64_t pair = 0;           ///< games of one pair share the opening and rotate the seats
  std::uint64_t opening = 0;        ///< number of the seeded opening
  std::uint32_t opening_plies = 0;  ///< the first moves, taken from the opening
  std::array<std::uint8_t, kMaxPlayers> seat_agent{};  ///< row of the agent table
  Outcome outcome;
  std::vector<Action> moves;  ///< decisions only, opening included

  bool operator==(const MatchGame&) const = default;
};

struct Match {
  MatchHeader header;
  std::vector<MatchGame> games;
  Hash128 hash;
};

Result<Hash128> write_match(const Path& path, const MatchHeader& header,
                            std::span<const MatchGame> games, std::string_view tag = {});
Result<Match> read_match(const Path& path);

}  // namespace az
