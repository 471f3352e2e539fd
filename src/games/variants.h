// variants.h — the variants of one game that a run plays with one net: the `game:` section, or what
// the entries of `variants:` make of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "core/rng.h"
#include "games/game.h"

namespace az {

/// All share players, actions and planes, so that any of them stands for all where a net is made.
/// At least one; the index into the lists is the settings_id of stored games.
struct GameVariants {
  Value section;                             ///< the complete `game:` section
  std::unique_ptr<Game> game;                ///< that section's own: what files and nets name
  std::vector<std::unique_ptr<Game>> games;  ///< those that are played
  std::vector<Value> sections;               ///< the complete section of each
  std::vector<std::string> settings;  ///< of each: what it changes in `section`, YAML; "": nothing
  std::vector<double> shares;         ///< of the games; sum to 1

  std::vector<const Game*> pointers() const;
};

/// From a run's configuration. Errors (kUsage) name file and line: unknown keys, shares that do not
/// sum to 1, two equal entries, a variant with other actions or planes than the game's.
Result<GameVariants> make_game_variants(const Value& run_config);
/// `variants:` as a run freezes it: every entry with its share; an empty list where there is none.
Result<Value> complete_variants(const Value& run_config);

/// The variant of a self-play game. name: seed, generation and game; the rest is set here.
std::uint32_t draw_variant(std::span<const double> shares, StreamName name);
/// Variants in turn, `count` of them, so that at any place none is further from its share than it
/// must be.
std::vector<std::uint32_t> variants_in_turn(std::span<const double> shares, std::size_t count);

}  // namespace az
