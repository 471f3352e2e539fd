#include "store/stored_variants.h"

#include <fmt/format.h>

#include "games/registry.h"

namespace az {

Result<VariantList> stored_variants(const StoredGame& stored,
                                    const std::vector<std::string>& settings,
                                    const std::string& file) {
  AZ_TRY(const Value section, parse_yaml(stored.section, file + ": game section"));
  AZ_TRY(const auto own, make_game(section));
  AZ_OK(check_same_game(stored, own->info(), false, file));
  VariantList variants;
  for (const std::string& text : settings) {
    AZ_TRY(const Value changes, parse_yaml(text.empty() ? "{}" : text, file + ": settings"));
    AZ_OK(variants.add(section, changes, "settings"));
    if (variants.games.back()->info().action_space_id != stored.action_space_id)
      return fail(fmt::format("{}: its actions are numbered differently", file),
                  "it was made by another version");
  }
  return variants;
}

}  // namespace az
