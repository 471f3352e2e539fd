#include "games/variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/field.h"
#include "core/text.h"
#include "games/registry.h"

namespace az {
namespace {

struct Share {
  double share = 0;
  static void describe(auto& self, auto& v) {
    v.field("share", self.share, Range{0, 1}, "share of the games; all shares sum to 1");
  }
  Result<void> check() const {
    if (share > 0) return {};
    return fail("a share of 0: this variant would never be played", "leave the entry out");
  }
};

/// Shares are written by people: three of 0.333333 are the whole.
constexpr double kShareTolerance = 1.5e-6;

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

/// One net plays them all, so it must read their positions and number their actions alike.
Result<void> check_same_net(const GameInfo& variant, const GameInfo& game, const Value& entry) {
  const auto differs = [&](const char* what, const char* hint) {
    return fail(fmt::format("{}variants: {} has other {} than {}", at(entry), variant.variant, what,
                            game.variant),
                hint, Exit::kUsage);
  };
  if (variant.canvas != game.canvas || variant.action_space_id != game.action_space_id)
    return differs("actions",
                   "one net plays them all: a game with several sizes needs the largest as "
                   "`canvas` in `game:`; what else changes the actions can only stand there");
  if (variant.encoder_id != game.encoder_id)
    return differs("input planes",
                   "one net reads them all: what changes the planes can only stand in `game:`");
  if (variant.symmetries != game.symmetries)
    return differs("symmetries",
                   "training turns all positions alike: all boards are square, or none is");
  return {};
}

/// What a position is worth may not depend on what the net cannot see.
Result<void> check_seen(const GameVariants& variants, const Value& entry) {
  const Value &first = variants.sections.front(), &section = variants.sections.back();
  for (const std::string_view key : unseen_settings(section.find("name")->text()))
    if (first.find(key)->text() != section.find(key)->text())
      return fail(fmt::format("{}variants: {} is {} here and {} in another entry", at(entry), key,
                              section.find(key)->text(), first.find(key)->text()),
                  "no net can tell the two apart: set it in `game:`, for all", Exit::kUsage);
  return {};
}

/// Two texts of one game, as `columns: 0` and `columns: 9` on nine lines, would be two variants.
Result<void> check_new(const GameVariants& variants, const Value& entry) {
  AZ_TRY(const Value own, effective_game_section(variants.sections.back()));
  for (std::size_t other = 0; other + 1 < variants.sections.size(); ++other) {
    AZ_TRY(const Value theirs, effective_game_section(variants.sections[other]));
    if (own.to_yaml() == theirs.to_yaml())
      return fail(fmt::format("{}variants: {} stands there twice", at(entry),
                              variants.games.back()->info().variant),
                  "one entry per variant; `share` says how often it is played", Exit::kUsage);
  }
  return {};
}

Result<void> add_variant(GameVariants& variants, const Value& entry) {
  AZ_TRY(const double share, share_of(entry));
  Value changes = entry;
  changes.erase("share");
  if (changes.find("name") != nullptr)
    return fail(at(entry) + "variants: `name` cannot change: one net serves one game",
                "leave it to `game:`", Exit::kUsage);
  AZ_OK(variants.add(variants.section, changes, "variants"));
  AZ_OK(check_same_net(variants.games.back()->info(), variants.game->info(), entry));
  AZ_OK(check_seen(variants, entry));
  AZ_OK(check_new(variants, entry));
  variants.settings.push_back(changes.members().empty() ? "" : changes.to_yaml());
  variants.shares.push_back(share);
  return {};
}

Result<void> check_sum(const GameVariants& variants, const Value& list) {
  double total = 0;
  for (const double share : variants.shares) total += share;
  if (std::abs(total - 1) <= kShareTolerance) return {};
  std::vector<std::string> scaled;
  for (const double share : variants.shares) scaled.push_back(fmt::format("{:.8g}", share / total));
  return fail(fmt::format("{}variants: the shares sum to {}, not 1", at(list), total),
              "in proportion they would be " + join(scaled, ", "), Exit::kUsage);
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

std::vector<const Game*> VariantList::pointers() const {
  std::vector<const Game*> all;
  for (const auto& each : games) all.push_back(each.get());
  return all;
}

Result<void> VariantList::add(const Value& section, const Value& changes, std::string_view called) {
  Value own = Value::map(changes.origin());
  own.merge(section);
  own.merge(changes);
  AZ_TRY(Value complete, complete_game_section(own, called));
  AZ_TRY(auto game, make_game(complete));
  games.push_back(std::move(game));
  sections.push_back(std::move(complete));
  return {};
}

Result<GameVariants> make_game_variants(const Value& run_config) {
  const Value* section = run_config.find("game");
  if (section == nullptr)
    return fail((run_config.origin().file.empty() ? "" : run_config.origin().file + ": ") +
                    "no section game",
                "include one of configs/games/*.yaml", Exit::kUsage);
  AZ_OK(check_list(run_config));
  GameVariants variants;
  AZ_TRY(variants.section, complete_game_section(*section));
  AZ_TRY(variants.game, make_game(*section));
  for (const Value& entry : entries(run_config)) AZ_OK(add_variant(variants, entry));
  if (variants.games.empty()) {
    AZ_OK(variants.add(variants.section, Value::map(), "game"));
    variants.settings.emplace_back();
    variants.shares.push_back(1);
    return variants;
  }
  AZ_OK(check_sum(variants, *run_config.find("variants")));
  return variants;
}

Result<Value> checked_variants(const Value& run_config) {
  const auto variants = make_game_variants(run_config);
  if (!variants) return tl::unexpected<Error>(variants.error());
  Value list = Value::list();
  for (const Value& entry : entries(run_config)) list.append(entry);
  return list;
}

const Value* only_of_size(std::span<const Value> sections, const Value& section) {
  const auto board = [](const Value& of) {
    const auto all = effective_game_section(of);
    std::string text;
    for (const char* key : {"name", "size", "rows", "columns"})
      if (const Value* value = all ? all->find(key) : nullptr) text += value->text() + " ";
    return text;
  };
  const std::string wanted = board(section);
  const Value* only = nullptr;
  for (const Value& each : sections) {
    if (board(each) != wanted) continue;
    if (only != nullptr) return nullptr;
    only = &each;
  }
  return only;
}

std::uint32_t draw_variant(std::span<const double> shares, StreamName name) {
  if (shares.size() == 1) return 0;
  name.purpose = Purpose::kVariant;
  name.ply = 0;
  return static_cast<std::uint32_t>(Rng(name).choose(shares));
}

std::vector<std::size_t> share_out(std::span<const double> shares, std::size_t count) {
  std::vector<std::size_t> counts;
  std::vector<std::pair<double, std::size_t>> rest;  // what each still misses, negative
  std::size_t given = 0;
  for (const double share : shares) {
    const double own = share * static_cast<double>(count);
    counts.push_back(static_cast<std::size_t>(own));
    rest.emplace_back(static_cast<double>(counts.back()) - own, rest.size());
    given += counts.back();
  }
  std::sort(rest.begin(), rest.end());
  for (std::size_t i = 0; given < count; ++i, ++given) ++counts[rest[i].second];
  return counts;
}

}  // namespace az
