// go_position.h — what GTP asks of a Go position beyond what positions of all games answer, and the
// conventions around it: area, handicap points, the usual komi.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "games/go/settings.h"
#include "games/state.h"

namespace az {

bool is_go(const State& state);

/// The same position, but no pass has been counted and the game is not over.
std::unique_ptr<State> resumed(const State& go);

/// Tromp–Taylor area, black less white, in points, as the board lies; komi is not in it.
int area_difference(const State& go);
/// Every point is beyond capture for one side (Benson): nothing that matters can be played.
bool is_settled(const State& go);
/// Actions of the points with stones, ascending.
std::vector<Action> stones(const State& go);

/// "B+7.5", "W+3", "0": black less white in points, komi taken off.
std::string score_text(double points);

/// Even games under area scoring: 7.5 from 9 x 9 on, 9.5 on 7 x 7, 24.5 on 5 x 5, else 0.5.
double usual_komi(const GoSettings& settings);

/// The fixed handicap of GTP 2 (section 4.1.1) as "D4 Q16 …", points in the order of its table.
/// Errors: a board that is not square or under 7 x 7, a number outside 2 to 9 (4 on even sides and
/// 7 x 7).
Result<std::vector<std::string>> handicap_points(const GoSettings& settings, int stones);
/// The largest number that handicap_points() knows, or 0.
int most_handicap(const GoSettings& settings);

}  // namespace az
