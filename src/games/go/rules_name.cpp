#include "games/go/rules_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace az {
namespace {

constexpr std::string_view kTerritory = "territory is not counted here: the area decides";

struct Known {
  std::string_view name;
  KoRule ko;
  bool suicide;
  std::string_view remark = {};
};
/// The first of equal rules is the name that is written. In small letters, without blanks and
/// hyphens.
constexpr std::array kKnown = {
    Known{"chinese", KoRule::kPositional, false},
    Known{"tromptaylor", KoRule::kPositional, true},
    Known{"aga", KoRule::kSituational, false},
    Known{"nz", KoRule::kSituational, true},
    Known{"bga", KoRule::kSituational, false},
    Known{"french", KoRule::kSituational, false},
    Known{"newzealand", KoRule::kSituational, true},
    Known{"japanese", KoRule::kSimple, false, kTerritory},
    Known{"korean", KoRule::kSimple, false, kTerritory},
};
constexpr std::array<std::string_view, 3> kKataGoKo = {"koSIMPLE", "koPOSITIONAL", "koSITUATIONAL"};

std::optional<GoRulesName> parse_katago(std::string_view name) {
  GoRulesName rules;
  const auto ko = std::find_if(kKataGoKo.begin(), kKataGoKo.end(),
                               [&](std::string_view word) { return name.starts_with(word); });
  const std::size_t suicide = name.find("sui");
  if (ko == kKataGoKo.end() || suicide == std::string_view::npos || suicide + 3 >= name.size())
    return std::nullopt;
  rules.ko = static_cast<KoRule>(ko - kKataGoKo.begin());
  rules.suicide = name[suicide + 3] == '1';
  if (name.find("scoreAREA") == std::string_view::npos ||
      name.find("taxNONE") == std::string_view::npos)
    rules.remark = kTerritory;
  return rules;
}

}  // namespace

std::optional<GoRulesName> parse_go_rules(std::string_view name) {
  if (auto rules = parse_katago(trim(name))) return rules;
  std::string plain;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const Known& known : kKnown)
    if (plain == known.name) return GoRulesName{known.ko, known.suicide, std::string(known.remark)};
  return std::nullopt;
}

std::string go_rules_name(KoRule ko, bool suicide) {
  switch (ko) {
    case KoRule::kPositional:
      return suicide ? "Tromp-Taylor" : "Chinese";
    case KoRule::kSituational:
      return suicide ? "NZ" : "AGA";
    case KoRule::kSimple:
      break;
  }
  return fmt::format("koSIMPLEscoreAREAtaxNONEsui{}", suicide ? 1 : 0);
}

}  // namespace az
