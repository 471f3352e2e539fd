#include "games/connect_four/rules.h"

#include <bit>
#include <charconv>

#include "core/check.h"
#include "games/position_hash.h"

namespace az {

Result<void> ConnectFour::Settings::check() const {
  if ((rows + 1) * columns > 64)
    return fail(
        fmt::format("{} rows x {} columns do not fit: (rows + 1) * columns is {}, at most 64", rows,
                    columns, (rows + 1) * columns));
  return {};
}

ConnectFour::ConnectFour(const Settings& settings)
    : rows_(static_cast<std::uint8_t>(settings.rows)),
      columns_(static_cast<std::uint8_t>(settings.columns)) {
  check(settings.check().has_value(), "{} x {} do not fit", settings.rows, settings.columns);
}

GameInfo ConnectFour::info(const Settings& settings) {
  GameInfo info;
  info.action_count = settings.columns;
  info.symmetries = 2;
  info.canvas = {settings.rows, settings.columns};
  info.bit_planes = 3;
  info.policy_maps = 1;
  info.max_plies = settings.rows * settings.columns;
  info.payoff_by_place = {1, -1};
  return info;
}

void ConnectFour::legal(std::vector<Action>& actions) const {
  if (terminal()) return actions.clear();
  // Local copies: the compiler must assume that writing actions may change members of type uint8_t.
  const unsigned columns = columns_, height = rows_ + 1u;
  actions.resize(columns);
  Action* const list = actions.data();
  std::uint64_t full = (stones_[0] | stones_[1]) >> (rows_ - 1);
  std::size_t count = 0;
  for (Action column = 0; column < columns; ++column, full >>= height) {
    list[count] = column;  // branch-free: a full column's entry is overwritten
    count += ~full & 1;
  }
  actions.resize(count);
}

inline bool ConnectFour::four_in_line(std::uint64_t stones) const {
  const unsigned h = rows_ + 1u;
  for (const unsigned step : {1u, h - 1, h, h + 1}) {  // up, down-right, right, up-right
    const std::uint64_t pairs = stones & stones >> step;
    if (pairs & pairs >> 2 * step) return true;
  }
  return false;
}

void ConnectFour::apply(Action action) {
  const std::uint64_t taken = stones_[0] | stones_[1];
  const unsigned bottom = action * (rows_ + 1u);
  // Adding the bottom bit carries through the column's stones to its first free cell.
  const std::uint64_t stone = (taken + (std::uint64_t{1} << bottom)) & column_bits(action) & ~taken;
  check(!terminal() && action < columns_ && stone != 0, "illegal action {}", action);
  const auto mover = static_cast<std::size_t>(to_play());
  stones_[mover] |= stone;
  ++plies_;
  if (four_in_line(stones_[mover])) {
    winner_ = static_cast<std::int8_t>(mover);
    reason_ = EndReason::kWin;
  } else if (plies_ == rows_ * columns_) {
    reason_ = EndReason::kDraw;
  }
}

void ConnectFour::adjudicate() {
  if (!terminal()) reason_ = EndReason::kAdjudicated;
}

Outcome ConnectFour::outcome() const {
  Outcome outcome = duel_outcome(winner_, reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

Site ConnectFour::site(Action action) const {
  const int height = std::popcount((stones_[0] | stones_[1]) & column_bits(action));
  const int row = height == rows_ ? 0 : rows_ - 1 - height;
  return {0, row * columns_ + static_cast<int>(action)};
}

Action ConnectFour::transform(Action action, int symmetry) const {
  return symmetry == 0 ? action : columns_ - 1u - action;
}

int ConnectFour::transform_cell(int cell, int symmetry) const {
  if (symmetry == 0) return cell;
  return cell / columns_ * columns_ + columns_ - 1 - cell % columns_;
}

std::string ConnectFour::to_string(Action action) const { return std::to_string(action + 1); }

Result<Action> ConnectFour::parse(std::string_view text) const {
  unsigned column = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), column);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '0' ||
      column > columns_)
    return fail(fmt::format("'{}' is not a column", text), fmt::format("1 … {}", columns_));
  return column - 1;
}

std::string ConnectFour::draw() const {
  std::string text;
  for (int row = rows_ - 1; row >= 0; --row) {
    for (int column = 0; column < columns_; ++column) {
      const int bit = column * (rows_ + 1) + row;
      text += stones_[0] >> bit & 1 ? " X" : stones_[1] >> bit & 1 ? " O" : " .";
    }
    text += '\n';
  }
  for (int column = 1; column <= columns_; ++column) text += fmt::format("{:2}", column);
  return text + '\n';
}

std::uint64_t ConnectFour::hash() const {
  return position_hash(stones_[0], stones_[1],
                       static_cast<int>(reason_) << 16 | rows_ << 8 | columns_);
}

}  // namespace az
