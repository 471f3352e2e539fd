#include "games/variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/field.h"
#include "games/registry.h"

namespace az {
namespace {

struct Share {
  double share = 0;
  static void describe(auto& self, auto& v) {
    v.field("share", self.share, Range{0, 1}, "share of the games; all shares sum to 1");
  }
};

std::string at(const Value& value) {
  const std::string origin = value.origin().to_string();
  return origin.empty() ? "" : origin + ": ";
}

Result<double> share_of(const Value& entry) {
  if (!entry.is_map() || entry.find("share") == nullptr)
    return fail(at(entry) + "variants: an entry without `share`",
                "a list of {share: 0.5, size: 7, …}: what each changes in `game:`", Exit::kUsage);
  Value only = Value::map(entry.origin());
  only.set("share", *entry.find("share"));
  AZ_TRY(const Share share, read_config<Share>(only, "variants"));
  return share.share;
}

Result<void> check_same_net(const GameInfo& variant, const GameInfo& game, const Value& entry) {
  const auto differs = [&](const char* what) {
    return fail(fmt::format("{}variants: {} has other {} than {}", at(entry), variant.variant, what,
                            game.variant),
                "one net plays them all: a game with several sizes needs the largest as `canvas` "
                "in `game:`",
                Exit::kUsage);
  };
  if (variant.action_space_id != game.action_space_id) return differs("actions");
  if (variant.encoder_id != game.encoder_id) return differs("input planes");
  if (variant.symmetries != game.symmetries) return differs("symmetries");
  return {};
}

Result<void> add_variant(GameVariants& variants, const Value& entry) {
  AZ_TRY(const double share, share_of(entry));
  Value changes = entry;
  changes.erase("share");
  if (changes.find("name") != nullptr)
    return fail(at(entry) + "variants: `name` cannot change: one net serves one game",
                "leave it to `game:`", Exit::kUsage);
  Value section = variants.section;
  section.merge(changes);
  AZ_TRY(section, complete_game_section(section));
  AZ_TRY(auto game, make_game(section));
  AZ_OK(check_same_net(game->info(), variants.game->info(), entry));
  for (const auto& other : variants.games)
    if (other->info().rules_id == game->info().rules_id)
      return fail(fmt::format("{}variants: {} stands there twice", at(entry), game->info().variant),
                  "one entry per variant; `share` says how often it is played", Exit::kUsage);
  variants.games.push_back(std::move(game));
  variants.sections.push_back(std::move(section));
  variants.settings.push_back(changes.members().empty() ? "" : changes.to_yaml());
  variants.shares.push_back(share);
  return {};
}

std::span<const Value> entries(const Value& run_config) {
  const Value* list = run_config.find("variants");
  if (list == nullptr) return {};
  return list->items();
}

Result<void> check_list(const Value& run_config) {
  const Value* list = run_config.find("variants");
  if (list == nullptr || list->is_null() || list->is_list()) return {};
  return fail(at(*list) + "variants: not a list", "a list of {share: 0.5, size: 7, …}",
              Exit::kUsage);
}

}  // namespace

std::vector<const Game*> GameVariants::pointers() const {
  std::vector<const Game*> all;
  for (const auto& each : games) all.push_back(each.get());
  return all;
}

Result<GameVariants> make_game_variants(const Value& run_config) {
  const Value* section = run_config.find("game");
  if (section == nullptr) return fail("the configuration has no game", "", Exit::kUsage);
  AZ_OK(check_list(run_config));
  GameVariants variants;
  AZ_TRY(variants.section, complete_game_section(*section));
  AZ_TRY(variants.game, make_game(*section));
  for (const Value& entry : entries(run_config)) AZ_OK(add_variant(variants, entry));
  if (variants.games.empty()) {
    AZ_TRY(auto game, make_game(*section));
    variants.games.push_back(std::move(game));
    variants.sections.push_back(variants.section);
    variants.settings.emplace_back();
    variants.shares.push_back(1);
  }
  double total = 0;
  for (const double share : variants.shares) total += share;
  if (std::abs(total - 1) > 1e-9)
    return fail(fmt::format("{}variants: the shares sum to {}, not 1",
                            at(*run_config.find("variants")), total),
                "", Exit::kUsage);
  return variants;
}

Result<Value> complete_variants(const Value& run_config) {
  AZ_TRY(const GameVariants variants, make_game_variants(run_config));
  (void)variants;
  Value list = Value::list();
  for (const Value& entry : entries(run_config)) list.append(entry);
  return list;
}

std::uint32_t draw_variant(std::span<const double> shares, StreamName name) {
  if (shares.size() == 1) return 0;
  name.purpose = Purpose::kVariant;
  name.ply = 0;
  return static_cast<std::uint32_t>(Rng(name).choose(shares));
}

std::vector<std::uint32_t> variants_in_turn(std::span<const double> shares, std::size_t count) {
  std::vector<std::uint32_t> turns;
  std::vector<double> owed(shares.size());
  while (turns.size() < count) {
    for (std::size_t v = 0; v < shares.size(); ++v) owed[v] += shares[v];
    const auto most = std::max_element(owed.begin(), owed.end());
    *most -= 1;
    turns.push_back(static_cast<std::uint32_t>(most - owed.begin()));
  }
  return turns;
}

}  // namespace az
