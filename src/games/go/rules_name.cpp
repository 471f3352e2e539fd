#include "games/go/rules_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace az {
namespace {

constexpr std::string_view kTerritory = "territory is not counted here: the area decides",
                           kButton = "there is no button here: the area less komi decides",
                           kStones = "there is no group tax here: the area decides";

struct Known {
  std::string_view name;
  KoRule ko;
  bool suicide;
  std::string_view remark = {};
};
/// In small letters, without blanks and hyphens. KataGo's, and what files say.
constexpr std::array kKnown = {
    Known{"tromptaylor", KoRule::kPositional, true},
    Known{"chinese", KoRule::kSimple, false},
    Known{"chineseogs", KoRule::kPositional, false},
    Known{"chinesekgs", KoRule::kPositional, false},
    Known{"aga", KoRule::kSituational, false},
    Known{"bga", KoRule::kSituational, false},
    Known{"french", KoRule::kSituational, false},
    Known{"nz", KoRule::kSituational, true},
    Known{"newzealand", KoRule::kSituational, true},
    Known{"agabutton", KoRule::kSituational, false, kButton},
    Known{"stonescoring", KoRule::kSimple, false, kStones},
    Known{"japanese", KoRule::kSimple, false, kTerritory},
    Known{"korean", KoRule::kSimple, false, kTerritory},
};

struct KoWords {
  std::string_view setting, katago;  ///< by KoRule
};
constexpr std::array kKoWords = {KoWords{"simple", "SIMPLE"}, KoWords{"positional", "POSITIONAL"},
                                 KoWords{"situational", "SITUATIONAL"}};

const KoWords& words(KoRule ko) { return kKoWords[static_cast<std::size_t>(ko)]; }

/// Without what people write one way or another.
std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

std::optional<GoRulesName> parse_katago(std::string_view name) {
  GoRulesName rules;
  const auto* const ko = std::find_if(kKoWords.begin(), kKoWords.end(), [&](const KoWords& word) {
    return name.starts_with(fmt::format("ko{}", word.katago));
  });
  const std::size_t suicide = name.find("sui");
  if (ko == kKoWords.end() || suicide == std::string_view::npos || suicide + 3 >= name.size())
    return std::nullopt;
  rules.ko = static_cast<KoRule>(ko - kKoWords.begin());
  rules.suicide = name[suicide + 3] == '1';
  const auto has = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
  if (!has("scoreAREA"))
    rules.remark = kTerritory;
  else if (!has("taxNONE"))
    rules.remark = kStones;
  else if (has("button1"))
    rules.remark = kButton;
  return rules;
}

}  // namespace

std::string_view go_ko_word(KoRule ko) { return words(ko).setting; }

std::string_view katago_ko_word(KoRule ko) { return words(ko).katago; }

std::optional<KoRule> parse_katago_ko(std::string_view word) {
  for (std::size_t i = 0; i < kKoWords.size(); ++i)
    if (kKoWords[i].katago == word) return static_cast<KoRule>(i);
  return std::nullopt;
}

std::optional<GoRulesName> parse_go_rules(std::string_view name) {
  if (auto rules = parse_katago(trim(name))) return rules;
  const std::string text = plain(name);
  for (const Known& known : kKnown)
    if (text == known.name) return GoRulesName{known.ko, known.suicide, std::string(known.remark)};
  return std::nullopt;
}

std::optional<GoRulesName> parse_sgf_rules(std::string_view name) {
  return parse_go_rules(plain(name) == "chinese" ? "chinese-kgs" : name);
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
