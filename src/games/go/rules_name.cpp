#include "games/go/rules_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

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
  bool handicap_bonus = false;
  std::string_view remark = {};
};
/// In small letters, without blanks and hyphens. KataGo's, and what files say.
constexpr std::array kKnown = {
    Known{"tromptaylor", KoRule::kPositional, true},
    Known{"chinese", KoRule::kSimple, false, true},
    Known{"chineseogs", KoRule::kPositional, false, true},
    Known{"chinesekgs", KoRule::kPositional, false, true},
    Known{"aga", KoRule::kSituational, false, true},
    Known{"bga", KoRule::kSituational, false, true},
    Known{"french", KoRule::kSituational, false, true},
    Known{"nz", KoRule::kSituational, true},
    Known{"newzealand", KoRule::kSituational, true},
    Known{"agabutton", KoRule::kSituational, false, true, kButton},
    Known{"stonescoring", KoRule::kSimple, false, false, kStones},
    Known{"japanese", KoRule::kSimple, false, false, kTerritory},
    Known{"korean", KoRule::kSimple, false, false, kTerritory},
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

/// Takes one of the words off the front of a text: which; nothing where none is there.
std::optional<std::size_t> take(std::string_view& text, std::string_view key,
                                std::initializer_list<std::string_view> words) {
  if (!text.starts_with(key)) return std::nullopt;
  std::size_t index = 0;
  for (const std::string_view word : words) {
    if (text.substr(key.size()).starts_with(word)) {
      text.remove_prefix(key.size() + word.size());
      return index;
    }
    ++index;
  }
  return std::nullopt;
}

/// The order in which KataGo writes them; the last three only where they are not 0.
std::optional<GoRulesName> parse_katago(std::string_view text) {
  const auto ko = take(text, "ko", {"SIMPLE", "POSITIONAL", "SITUATIONAL"});
  const auto score = take(text, "score", {"AREA", "TERRITORY"});
  const auto tax = take(text, "tax", {"NONE", "SEKI", "ALL"});
  const auto suicide = take(text, "sui", {"0", "1"});
  const auto button = take(text, "button", {"0", "1"});
  const auto bonus = take(text, "whb", {"0", "N-1", "N"});
  const auto friendly = take(text, "fpok", {"0", "1"});
  if (!ko || !score || !tax || !suicide || !text.empty()) return std::nullopt;
  GoRulesName rules{.ko = static_cast<KoRule>(*ko), .suicide = *suicide == 1, .remark = {}};
  if (*score != 0)
    rules.remark = kTerritory;
  else if (*tax != 0)
    rules.remark = kStones;
  else if (button.value_or(0) != 0)
    rules.remark = kButton;
  rules.handicap_bonus = bonus.value_or(0) != 0;
  if (friendly) rules.friendly_pass = *friendly == 1;
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
    if (text == known.name)
      return GoRulesName{known.ko, known.suicide, std::string(known.remark), known.handicap_bonus};
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
