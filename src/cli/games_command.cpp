#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/text.h"
#include "games/registry.h"

namespace az {

Result<void> games_command(const std::string& game, bool json) {
  std::vector<std::string> names = game_names();
  if (!game.empty()) {
    AZ_TRY(const auto made, make_game(game));
    names = {game};
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows{{"game", "variant", "players", "actions", "canvas",
                                              "planes", "scalars", "symmetries", "heuristic"}};
  for (const std::string& name : names) {
    AZ_TRY(const auto made, make_game(name));
    const GameInfo& info = made->info();
    rows.push_back({name, info.variant, std::to_string(info.players),
                    std::to_string(info.action_count),
                    fmt::format("{}x{}", info.canvas.height, info.canvas.width),
                    std::to_string(info.bit_planes), std::to_string(info.scalars),
                    std::to_string(info.symmetries), info.has_heuristic() ? "yes" : "no"});
    nlohmann::ordered_json entry;
    entry["game"] = name;
    entry["about"] = game_blurb(name);
    entry["variant"] = info.variant;
    entry["players"] = info.players;
    entry["actions"] = info.action_count;
    entry["canvas"] = {info.canvas.height, info.canvas.width};
    entry["bit_planes"] = info.bit_planes;
    entry["scalars"] = info.scalars;
    entry["symmetries"] = info.symmetries;
    entry["heuristic"] = info.has_heuristic();
    entry["settings"] = game_settings_help(name);
    list.push_back(std::move(entry));
  }
  if (json) {
    fmt::print("{}\n", list.dump(2));
    return {};
  }
  fmt::print("{}", table(rows));
  if (!game.empty())
    fmt::print("\n{}\n\nsettings (game: in a configuration):\n{}", game_blurb(game),
               game_settings_help(game));
  return {};
}

}  // namespace az
