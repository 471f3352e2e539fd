// variants.h — the variants of one game that a run plays with one net: the `game:` section, or what
// the entries of `variants:` make of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "core/rng.h"
#include "games/game.h"

namespace az {

/// Variants of a game; the index into the lists is the settings_id of stored games.
struct VariantList {
  std::vector<std::unique_ptr<Game>> games;
  std::vector<Value> sections;  ///< the complete `game:` section of each

  std::vector<const Game*> pointers() const;
  /// What `changes` make of `section`. called: how messages call the changes.
  Result<void> add(const Value& section, const Value& changes, std::string_view called);
};

/// All share players, actions and planes, so that any of them stands for all where a net is made.
/// At least one.
struct GameVariants : VariantList {
  Value section;                      ///< the complete `game:` section
  std::unique_ptr<Game> game;         ///< that section's own: what files and nets name
  std::vector<std::string> settings;  ///< of each: what it changes in `section`, YAML; "": nothing
  std::vector<double> shares;         ///< of the games; sum to 1
};

/// From a run's configuration. Errors (kUsage) name file and line: unknown keys, shares that are 0
/// or do not sum to 1, two entries that mean the same, a variant with other actions or planes than
/// the game's or one that a net could not tell from another though it is worth something else.
Result<GameVariants> make_game_variants(const Value& run_config);
/// `variants:` as a run freezes it: the entries as they were written, checked; an empty list where
/// there is none.
Result<Value> checked_variants(const Value& run_config);

/// Of these complete sections the one of the game and the board (size, rows, columns) of `section`;
/// nullptr where none is or several are.
const Value* only_of_size(std::span<const Value> sections, const Value& section);

/// The variant of a self-play game. name: seed, generation and game; the rest is set here.
std::uint32_t draw_variant(std::span<const double> shares, StreamName name);
/// How many of `count` things each variant gets: none is a whole one from its share.
std::vector<std::size_t> share_out(std::span<const double> shares, std::size_t count);

}  // namespace az
