#include "games/go/set_up.h"

#include <fmt/format.h>

#include "core/check.h"
#include "games/state_of.h"

namespace az {
namespace {

/// nullptr: the rules are another instance's.
template <int kSide>
Result<std::unique_ptr<State>> start(const Game& game, const State& empty, const GoSetUp& set_up) {
  const auto* state = dynamic_cast<const StateOf<Go<kSide>>*>(&empty);
  if (state == nullptr) return nullptr;
  Go<kSide> go = state->rules();
  AZ_OK(set_up_go(go, set_up));
  return std::make_unique<StateOf<Go<kSide>>>(game.info(), go);
}

}  // namespace

template <int kSide>
Result<void> set_up_go(Go<kSide>& go, const GoSetUp& set_up) {
  if (set_up.is_default()) return {};
  const auto& board = go.board();
  std::array<typename Go<kSide>::Set, 2> stones{};
  for (std::size_t colour = 0; colour < 2; ++colour)
    for (const auto& [row, column] : colour == 0 ? set_up.black : set_up.white) {
      if (row < 0 || row >= board.rows() || column < 0 || column >= board.columns())
        return fail(fmt::format("a stone of the set-up lies outside the board of {} x {}",
                                board.rows(), board.columns()));
      const unsigned point = board.point(row, column);
      if (stones[0].has(point) || stones[1].has(point))
        return fail(fmt::format("two stones of the set-up are on {}", go_point_name(row, column)));
      stones[colour].add(point);
    }
  if (!go.set_up(stones[0], stones[1], set_up.to_play))
    return fail("the set-up has a chain without a liberty");
  return {};
}

Result<std::unique_ptr<State>> set_up_go(const Game& game, const GoSetUp& set_up) {
  const std::unique_ptr<State> empty = game.new_state();
  for (const auto make : {start<9>, start<13>, start<19>}) {
    AZ_TRY(auto state, make(game, *empty, set_up));
    if (state != nullptr) return state;
  }
  check(false, "{} is not Go", game.info().family);
  return nullptr;
}

template Result<void> set_up_go<9>(Go<9>&, const GoSetUp&);
template Result<void> set_up_go<13>(Go<13>&, const GoSetUp&);
template Result<void> set_up_go<19>(Go<19>&, const GoSetUp&);

}  // namespace az
