// rules_name.h — the rules of Go by the names that people and files give them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "games/go/settings.h"

namespace az {

struct GoRulesName {
  KoRule ko = KoRule::kPositional;
  bool suicide = false;
  std::string remark;           ///< what these rules have and this project has not; "": nothing
  bool handicap_bonus = false;  ///< they give white points for black's handicap stones
  std::optional<bool> friendly_pass = {};  ///< where KataGo's own words say it
};

/// "chinese", "aga", "new-zealand", "tromp-taylor", "japanese" … in any case, or KataGo's
/// "koSIMPLEscoreAREAtaxNONEsui0" (then `button0`, `whb0`, `fpok0` where they are said), as KataGo
/// means them; nothing for names that are not known.
/// Source: KataGo, docs/GTP_Extensions.md.
std::optional<GoRulesName> parse_go_rules(std::string_view name);

/// RU of an SGF file: the same, but for "Chinese", which go_rules_name writes of positional
/// superko.
std::optional<GoRulesName> parse_sgf_rules(std::string_view name);

/// The name that parse_sgf_rules understands, of rules with area scoring: "Chinese", where there is
/// no other KataGo's.
std::string go_rules_name(KoRule ko, bool suicide);

/// As settings have it: "simple", and as KataGo has it: "SIMPLE".
std::string_view go_ko_word(KoRule ko);
std::string_view katago_ko_word(KoRule ko);
std::optional<KoRule> parse_katago_ko(std::string_view word);

}  // namespace az
