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
  std::string remark;  ///< what these rules have and this project has not; "": nothing
};

/// "Chinese", "AGA", "NZ", "Tromp-Taylor", "Japanese" … in any case, or KataGo's
/// "koSIMPLEscoreAREAtaxNONEsui0"; nothing for names that are not known. Source: SGF FF[4], RU;
/// KataGo, docs/GTP_Extensions.md.
std::optional<GoRulesName> parse_go_rules(std::string_view name);

/// The name that parse_go_rules understands, of rules with area scoring: "Chinese", where there is
/// no other KataGo's.
std::string go_rules_name(KoRule ko, bool suicide);

}  // namespace az
