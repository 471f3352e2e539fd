#include "gtp/move_restriction.h"

#include <algorithm>

namespace az {

Result<std::vector<Action>> moves_left(std::span<const MoveRestriction> restrictions,
                                       const State& position) {
  std::vector<Action> legal;
  position.legal(legal);
  std::vector<Action> left = legal;
  for (const MoveRestriction& restriction : restrictions) {
    std::vector<Action> named;
    for (const std::string& move : restriction.moves) {
      AZ_TRY(named.emplace_back(), position.parse(move));
    }
    if (restriction.seat != position.to_play()) continue;
    std::erase_if(left, [&](Action action) {
      return (std::find(named.begin(), named.end(), action) != named.end()) != restriction.alone;
    });
  }
  if (left.empty()) return fail("no legal move is left");
  if (left.size() == legal.size()) left.clear();
  return left;
}

}  // namespace az
