// game_sgf.h — games of Go from SGF trees and back: set-up, rules, moves, comments.
//
// SGF counts points from the upper left corner ("aa"), this project from the lower left one. An
// empty move is a pass, and so is "tt", for no board here has more than 19 lines. What a file says
// and GoSettings cannot (territory, unknown rules) is kept as a remark; what cannot be played is an
// error, never left out.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "config/value.h"
#include "core/game_info.h"
#include "core/result.h"
#include "games/go/set_up.h"
#include "games/go/settings.h"
#include "sgf/sgf.h"

namespace az {

/// One line of play.
struct GoGame {
  GoSettings settings;
  GoSetUp set_up;  ///< as read: by row, then column
  /// Every step of the rules in the ids of the settings' variant: also passes without a choice,
  /// which records of plies leave out.
  std::vector<Action> moves;
  /// [moves + 1]: on the start, then on every move; or none at all.
  std::vector<std::string> comments;
  std::array<std::string, 2> players;  ///< black, white; "": not said
  bool says_komi = true;               ///< read: KM said it; written in any case
  std::string result;                  ///< as RE says it: "B+3.5", "W+R", "0"; "": not said
  std::vector<std::string> remarks;    ///< what reading could not take over; not written
};

/// The main line: of every node the first child. `base` says what SGF does not: canvas, history,
/// dead stones, move cap, and komi, ko and suicide where KM or RU is missing. Set-up and game
/// properties stand before the first move. Passes after the second in a row are dropped with a
/// remark. Errors (kData) begin with "name:line:column: " and say the move.
Result<GoGame> read_go_game(const SgfTree& tree, const GoSettings& base, const std::string& name);
/// The same of the line that leads to a node.
Result<GoGame> read_go_line(const SgfTree& tree, std::uint32_t node, const GoSettings& base,
                            const std::string& name);
/// Every line, the main line first, without comments, which lines would share and each would copy;
/// more than a million nodes in all are an error.
Result<std::vector<GoGame>> read_go_lines(const SgfTree& tree, const GoSettings& base,
                                          const std::string& name);

/// What read_go_game reads; the rules by the name that says the ko rule and suicide.
SgfTree write_go_game(const GoGame& game);

/// "B+3.5", "W+12", "0" from black's lead in half points, komi counted.
std::string go_result(int score_x2);

/// The settings of a `game:` section that names Go; an error (kUsage) for other games.
Result<GoSettings> read_go_settings(const Value& game_section);

}  // namespace az
