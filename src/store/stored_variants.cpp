#include "store/stored_variants.h"

#include <fmt/format.h>

#include "games/registry.h"

namespace az {

std::vector<const Game*> StoredVariants::pointers() const {
  std::vector<const Game*> all;
  for (const auto& game : games) all.push_back(game.get());
  return all;
}

Result<StoredVariants> make_variants(const StoredGame& stored,
                                     const std::vector<std::string>& settings,
                                     const std::string& file) {
  StoredVariants variants;
  AZ_TRY(const Value section, parse_yaml(stored.section, file + ": game section"));
  for (const std::string& text : settings) {
    Value tree = section;
    if (!text.empty()) {
      AZ_TRY(const Value own, parse_yaml(text, file + ": settings"));
      tree.merge(own);
    }
    AZ_TRY(auto game, make_game(tree));
    if (text.empty()) AZ_OK(check_same_game(stored, game->info(), false, file));
    if (game->info().action_space_id != stored.action_space_id)
      return fail(fmt::format("{}: its actions are numbered differently", file),
                  "it was made by another version");
    variants.games.push_back(std::move(game));
    variants.sections.push_back(std::move(tree));
  }
  return variants;
}

}  // namespace az
