#include "plan/run_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "games/registry.h"

namespace az {
namespace {

constexpr std::string_view kDefaultGame = "connect_four";

/// Sections whose keys depend on their `name`; the described ones follow from RunSections.
constexpr std::string_view kNamedSections[] = {"game"};

Value without_named(const Value& tree) {
  Value rest = tree;
  for (const std::string_view section : kNamedSections) rest.erase(section);
  return rest;
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty()) out += "  " + line + "\n";
  return out;
}

}  // namespace

Result<RunConfig> read_run_config(const Value& tree) {
  RunConfig config;
  AZ_TRY(config.sections, read_config<RunSections>(without_named(tree), ""));
  const Value* game = tree.find("game");
  if (game == nullptr)
    return fail(fmt::format("{}: no section game", tree.origin().file),
                "include one of configs/games/*.yaml", Exit::kUsage);
  AZ_TRY(config.game, complete_game_section(*game));
  return config;
}

Value print_run_config(const RunConfig& config) {
  const Value sections = print_config(config.sections);
  Value tree = Value::map();
  bool named = false;
  for (const auto& [key, value] : sections.members()) {
    if (value.is_map() && !named) {  // seed and generations first, then the game, then the sections
      tree.set("game", config.game);
      named = true;
    }
    tree.set(key, value);
  }
  if (!named) tree.set("game", config.game);
  return tree;
}

std::string base_yaml() {
  std::string text =
      "# Every key, its default, one line of help and the range it must lie in.\n"
      "# Made by `arrayzero config --base > configs/base.yaml`; a test compares.\n"
      "# A run's file holds only what differs: configs/README.md.\n";
  const std::string sections = help_yaml<RunSections>();
  // The named sections stand where the first described section begins.
  std::size_t first = sections.size(), at = 0;
  for (const std::string& line : split(sections, '\n')) {
    if (line.find(": ") == std::string::npos ||
        trim(line.substr(0, line.find('#'))).ends_with(':')) {
      first = std::min(first, at);
    }
    at += line.size() + 1;
  }
  text += sections.substr(0, first);
  text += fmt::format("{:<32} # the game and its settings: configs/games/\n{:<32} # one of {}\n",
                      "game:", fmt::format("  name: {}", kDefaultGame), join(game_names(), ", "));
  text += indented(game_settings_help(kDefaultGame));
  text += sections.substr(first);
  return text;
}

}  // namespace az
