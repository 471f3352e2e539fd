#include "games/tic_tac_toe/rules.h"

#include <algorithm>

#include "core/check.h"
#include "games/grid.h"
#include "games/position_hash.h"

namespace az {
namespace {

constexpr std::uint16_t kFull = 0x1ff;
constexpr std::array<std::uint16_t, 8> kLines = {0007, 0070, 0700, 0111, 0222, 0444, 0421, 0124};

}  // namespace

GameInfo TicTacToe::info(const Settings&) {
  GameInfo info;
  info.action_count = 9;
  info.symmetries = 8;
  info.canvas = {3, 3};
  info.bit_planes = 3;
  info.policy_maps = 1;
  info.max_plies = 9;
  info.payoff_by_place = {1, -1};
  return info;
}

void TicTacToe::legal(std::vector<Action>& actions) const {
  actions.clear();
  if (terminal()) return;
  for (Action cell = 0; cell < 9; ++cell)
    if (!((stones_[0] | stones_[1]) >> cell & 1)) actions.push_back(cell);
}

void TicTacToe::apply(Action action) {
  check(!terminal() && action < 9 && !((stones_[0] | stones_[1]) >> action & 1),
        "illegal action {}", action);
  const auto mover = static_cast<std::size_t>(to_play());
  stones_[mover] = static_cast<std::uint16_t>(stones_[mover] | 1u << action);
  ++plies_;
  if (std::any_of(kLines.begin(), kLines.end(),
                  [&](std::uint16_t line) { return (stones_[mover] & line) == line; })) {
    winner_ = static_cast<std::int8_t>(mover);
    reason_ = EndReason::kWin;
  } else if ((stones_[0] | stones_[1]) == kFull) {
    reason_ = EndReason::kDraw;
  }
}

void TicTacToe::adjudicate() {
  if (!terminal()) reason_ = EndReason::kAdjudicated;
}

Outcome TicTacToe::outcome() const {
  Outcome outcome = duel_outcome(winner_, reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

Action TicTacToe::transform(Action action, int symmetry) const {
  return static_cast<Action>(transform_cell(static_cast<int>(action), symmetry));
}

int TicTacToe::transform_cell(int cell, int symmetry) const {
  return square_symmetry(cell, symmetry, 3, 3);
}

std::string TicTacToe::to_string(Action action) const {
  return cell_name(static_cast<int>(action), 3);
}

Result<Action> TicTacToe::parse(std::string_view text) const {
  AZ_TRY(const int cell, parse_cell(text, 3, 3));
  return static_cast<Action>(cell);
}

std::string TicTacToe::draw() const {
  std::string text = "  a b c\n";
  for (int row = 0; row < 3; ++row) {
    text += static_cast<char>('1' + row);
    for (int column = 0; column < 3; ++column) {
      const int bit = row * 3 + column;
      text += stones_[0] >> bit & 1 ? " X" : stones_[1] >> bit & 1 ? " O" : " .";
    }
    text += '\n';
  }
  return text;
}

std::uint64_t TicTacToe::hash() const {
  return position_hash(stones_[0] | stones_[1] << 9, static_cast<int>(reason_));
}

}  // namespace az
