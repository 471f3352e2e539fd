#include "plan/run_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "games/registry.h"
#include "games/variants.h"
#include "net/net_config.h"

namespace az {
namespace {

constexpr std::string_view kDefaultGame = "connect_four", kDefaultNet = "resnet";

/// A section whose keys depend on its `name`; the described ones follow from RunSections.
Result<const Value*> named_section(const Value& tree, std::string_view key) {
  if (const Value* section = tree.find(key)) return section;
  return fail(fmt::format("{}: no section {}", tree.origin().file, key),
              fmt::format("include one of configs/{}s/*.yaml", key), Exit::kUsage);
}

/// A loss of a head that the net does not have would be a setting without effect.
Result<void> check_reply(const RunConfig& config, const Value& net) {
  const Value* reply = config.net.find("reply");
  const bool has_head = reply != nullptr && reply->text() == "true";
  if (config.sections.train.loss.reply > 0 && !has_head)
    return fail(fmt::format("{}: train.loss.reply: {} asks for a head that the net does not have",
                            net.origin().file, config.sections.train.loss.reply),
                "set net.reply: true as well", Exit::kUsage);
  return {};
}

/// A teacher must have something to teach, and not less than the pupil's own search.
Result<void> check_teacher(const RunConfig& config, const Value& tree) {
  const TeacherConfig& teacher = config.sections.selfplay.teacher;
  if (teacher.generations == 0) return {};
  const std::string where = tree.origin().file + ": selfplay.teacher: ";
  AZ_TRY(const auto game, make_game(config.game));
  if (!game->info().has_heuristic())
    return fail(fmt::format("{}{} has no heuristic", where, game->info().family),
                "`arrayzero games` says which games have one", Exit::kUsage);
  if (teacher.simulations < config.sections.search.simulations)
    return fail(fmt::format("{}simulations: {}, search.simulations is {}", where,
                            teacher.simulations, config.sections.search.simulations),
                "raise it: weaker targets do not mix in unnoticed", Exit::kUsage);
  return {};
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty()) out += "  " + line + "\n";
  return out;
}

std::string named_help(std::string_view key, std::string_view name, std::string_view about,
                       const std::vector<std::string>& names, const std::string& settings) {
  return fmt::format("{:<32} # {}\n{:<32} # one of {}\n{}", fmt::format("{}:", key), about,
                     fmt::format("  name: {}", name), join(names, ", "), indented(settings));
}

/// Where in base.yaml the first section begins: a line "key: # …" without a value.
std::size_t first_section(const std::string& text) {
  std::size_t at = 0;
  for (const std::string& line : split(text, '\n')) {
    if (trim(std::string_view(line).substr(0, line.find('#'))).ends_with(':')) return at;
    at += line.size() + 1;
  }
  return text.size();
}

}  // namespace

Result<RunConfig> read_run_config(const Value& tree) {
  RunConfig config;
  Value described = tree;
  described.erase("game");
  described.erase("variants");
  described.erase("net");
  AZ_TRY(config.sections, read_config<RunSections>(described, ""));
  AZ_TRY(const Value* game, named_section(tree, "game"));
  AZ_TRY(config.game, complete_game_section(*game));
  AZ_TRY(config.variants, checked_variants(tree));
  AZ_TRY(const Value* net, named_section(tree, "net"));
  AZ_TRY(config.net, complete_net_section(*net));
  AZ_OK(check_reply(config, *net));
  AZ_OK(check_teacher(config, tree));
  return config;
}

Value print_run_config(const RunConfig& config) {
  const Value sections = print_config(config.sections);
  Value tree = Value::map();
  bool named = false;
  for (const auto& [key, value] : sections.members()) {
    if (value.is_map() && !named) {  // seed and generations first, then game and net
      tree.set("game", config.game);
      tree.set("variants", config.variants);
      tree.set("net", config.net);
      named = true;
    }
    tree.set(key, value);
  }
  return tree;
}

std::string base_yaml() {
  const std::string sections = help_yaml<RunSections>();
  const std::size_t first = first_section(sections);
  return "# Every key, its default, one line of help and the range it must lie in.\n"
         "# Made by `arrayzero config --base > configs/base.yaml`; a test compares.\n"
         "# A run's file holds only what differs: configs/README.md.\n" +
         sections.substr(0, first) +
         named_help("game", kDefaultGame, "the game and its settings: configs/games/", game_names(),
                    game_settings_help(kDefaultGame)) +
         fmt::format("{:<32} # {}\n", "variants: []",
                     "list of {share, and what it changes in game}: one net plays them all") +
         named_help("net", kDefaultNet, "the architecture and its settings: configs/nets/",
                    net_names(), net_settings_help(kDefaultNet)) +
         sections.substr(first);
}

}  // namespace az
