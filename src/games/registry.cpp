#include "games/registry.h"

#include <array>
#include <span>

#include "config/field.h"
#include "core/text.h"
#include "games/connect_four/rules.h"
#include "games/go/rules.h"
#include "games/hex/rules.h"
#include "games/ringrift/rules.h"
#include "games/state_of.h"
#include "games/tic_tac_toe/rules.h"

namespace az {
namespace {

struct Entry {
  std::string_view name, blurb;
  bool has_heuristic;
  Result<std::unique_ptr<Game>> (*make)(const Value& settings);
  Result<Value> (*complete)(const Value& settings, std::string_view called);
  Result<Value> (*effective)(const Value& settings);
  std::span<const std::string_view> unseen;
  std::string (*help)();
};

/// The first of Rs whose capacity holds the settings; the last one holds all.
template <Rules R, Rules... Rs>
std::unique_ptr<Game> make_first_fit(const typename R::Settings& settings) {
  if constexpr (sizeof...(Rs) > 0)
    if (!R::fits(settings)) return make_first_fit<Rs...>(settings);
  return std::make_unique<GameOf<R>>(settings);
}

template <class Settings>
constexpr std::span<const std::string_view> unseen() {
  if constexpr (requires { Settings::kUnseen; })
    return Settings::kUnseen;
  else
    return {};
}

/// One game. Where one capacity would make small boards pay for large ones the rules are a template
/// on it, and the line lists the instances from small to large: entry<Go<81>, Go<361>>().
template <Rules R, Rules... Rs>
constexpr Entry entry() {
  using Settings = typename R::Settings;
  return {.name = R::kName,
          .blurb = R::kBlurb,
          .has_heuristic = KnowsHeuristic<R>,
          .make = [](const Value& section) -> Result<std::unique_ptr<Game>> {
            AZ_TRY(const Settings settings, read_config<Settings>(section, "game"));
            return make_first_fit<R, Rs...>(settings);
          },
          .complete = [](const Value& section, std::string_view called) -> Result<Value> {
            AZ_TRY(const Settings settings, read_config<Settings>(section, std::string(called)));
            return print_config(settings);
          },
          .effective = [](const Value& section) -> Result<Value> {
            AZ_TRY(const Settings settings, read_config<Settings>(section, "game"));
            if constexpr (requires { settings.effective(); })
              return print_config(settings.effective());
            else
              return print_config(settings);
          },
          .unseen = unseen<Settings>(),
          .help = [] { return help_yaml<Settings>(); }};
}

constexpr std::array kGames = {
    entry<TicTacToe>(),
    entry<ConnectFour>(),
    entry<Hex>(),
    entry<Go<9>, Go<13>, Go<19>>(),
    entry<RingRiftSquare8, RingRiftHex8, RingRiftSquare19, RingRiftHexagonal>(),
};

struct Choice {
  const Entry* entry = nullptr;
  Value settings;  ///< the section without `name`
};

Result<Choice> choose(const Value& section) {
  const std::vector<std::string> names = game_names();
  // "" where no file but a command named it.
  const auto at = [](const Value& value) {
    const std::string origin = value.origin().to_string();
    return origin.empty() ? "" : origin + ": ";
  };
  if (!section.is_map() || section.find("name") == nullptr)
    return fail(at(section) + "game: no `name`", "one of " + join(names, ", "), Exit::kUsage);
  const Value& name = *section.find("name");
  for (const Entry& entry : kGames)
    if (name.is_scalar() && name.text() == entry.name) {
      Choice choice{&entry, section};
      choice.settings.erase("name");
      return choice;
    }
  const std::string word = name.is_scalar() ? name.text() : "";
  const std::string near = nearest(word, names);
  return fail(fmt::format("{}game.name: no game '{}'{}", at(name), word,
                          near.empty() ? "" : "; did you mean '" + near + "'?"),
              "one of " + join(names, ", "), Exit::kUsage);
}

/// The section's name and these settings.
Value named(const Value& game_section, const Value& settings) {
  Value section = Value::map(game_section.origin());
  section.set("name", *game_section.find("name"));
  for (const auto& [key, value] : settings.members()) section.set(key, value);
  return section;
}

const Entry* find_entry(std::string_view name) {
  for (const Entry& entry : kGames)
    if (entry.name == name) return &entry;
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<Game>> make_game(const Value& game_section) {
  AZ_TRY(const Choice choice, choose(game_section));
  return choice.entry->make(choice.settings);
}

Result<std::unique_ptr<Game>> make_game(std::string_view name) {
  Value section = Value::map();
  section.set("name", Value::scalar(std::string(name)));
  return make_game(section);
}

std::vector<std::string> game_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kGames) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> games_with_heuristic() {
  std::vector<std::string> names;
  for (const Entry& entry : kGames)
    if (entry.has_heuristic) names.emplace_back(entry.name);
  return names;
}

std::string_view game_blurb(std::string_view name) {
  const Entry* entry = find_entry(name);
  return entry == nullptr ? "" : entry->blurb;
}

std::string game_settings_help(std::string_view name) {
  const Entry* entry = find_entry(name);
  return entry == nullptr ? "" : entry->help();
}

Result<Value> complete_game_section(const Value& game_section, std::string_view called) {
  AZ_TRY(const Choice choice, choose(game_section));
  AZ_TRY(const Value settings, choice.entry->complete(choice.settings, called));
  return named(game_section, settings);
}

Result<Value> effective_game_section(const Value& game_section) {
  AZ_TRY(const Choice choice, choose(game_section));
  AZ_TRY(const Value settings, choice.entry->effective(choice.settings));
  return named(game_section, settings);
}

std::span<const std::string_view> unseen_settings(std::string_view name) {
  const Entry* entry = find_entry(name);
  return entry == nullptr ? std::span<const std::string_view>() : entry->unseen;
}

Result<void> apply_game_setting(Value& game_section, std::string_view assignment) {
  constexpr std::string_view kSection = "game.";
  if (!assignment.starts_with(kSection)) {
    const bool bare = assignment.substr(0, assignment.find('=')).find('.') == std::string::npos &&
                      !assignment.starts_with("game=");
    return fail(fmt::format("--set {}: only the game's settings can be set here", assignment),
                bare ? fmt::format("--set {}{}", kSection, assignment)
                     : "--set game.KEY=VALUE; `arrayzero games NAME` lists the keys",
                Exit::kUsage);
  }
  Value tree = Value::map();
  tree.set("game", game_section);
  AZ_OK(apply_setting(tree, assignment));
  game_section = *tree.find("game");
  return {};
}

}  // namespace az
