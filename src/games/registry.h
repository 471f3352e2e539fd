// registry.h — the games by name: one line per game in registry.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "games/game.h"

namespace az {

/// Makes the variant that a `game:` section describes: `name` picks the game, every other key is
/// one of its settings. Unknown names, keys and values are errors that name file, line and the
/// nearest word.
Result<std::unique_ptr<Game>> make_game(const Value& game_section);
/// The variant of defaults, for tests and tools.
Result<std::unique_ptr<Game>> make_game(std::string_view name);

/// Every registered game, in the order of the registry.
std::vector<std::string> game_names();
/// Those of them that have a heuristic (games/rules.h).
std::vector<std::string> games_with_heuristic();
/// One line about a game, for listings.
std::string_view game_blurb(std::string_view name);
/// YAML with every setting of a game, its default, range and help.
std::string game_settings_help(std::string_view name);
/// The `game:` section with every setting written out, defaults included: what a run freezes.
/// called: how messages call the section.
Result<Value> complete_game_section(const Value& game_section, std::string_view called = "game");
/// The same, and where one value stands for another (`columns: 0` for the size) that other: equal
/// texts, equal games.
Result<Value> effective_game_section(const Value& game_section);
/// Settings of a game that change what a position is worth and that no plane shows: one net cannot
/// play two of their values.
std::span<const std::string_view> unseen_settings(std::string_view name);
/// One `--set game.key=value` of a program that reads nothing but the game.
Result<void> apply_game_setting(Value& game_section, std::string_view assignment);

}  // namespace az
