#include "tests/support/three_player.h"

#include <algorithm>

#include "core/check.h"
#include "games/grid.h"
#include "games/position_hash.h"
#include "games/state_of.h"

namespace az {
namespace {

constexpr int kRows = 3, kColumns = 4;

bool beside(int a, int b) {
  const int rows = std::abs(a / kColumns - b / kColumns),
            columns = std::abs(a % kColumns - b % kColumns);
  return rows + columns == 1;
}

std::array<float, kMaxPlayers> payoff_by_place(ThreePlayerPayoff payoff) {
  if (payoff == ThreePlayerPayoff::kRanks) return {1, 0, -1};
  return {1, -0.5f, -0.5f};
}

}  // namespace

GameInfo ThreePlayer::info(const Settings& settings) {
  GameInfo info;
  info.players = 3;
  info.action_count = kFields;
  info.symmetries = 4;
  info.canvas = {kRows, kColumns};
  info.bit_planes = 5;
  info.scalars = 3;
  info.policy_maps = 1;
  info.max_plies = settings.max_plies;
  info.aux = {AuxTarget::kOwner, AuxTarget::kScore, AuxTarget::kEnding};
  info.endings = 2;  // all taken, adjudicated
  info.payoff_by_place = payoff_by_place(settings.payoff);
  return info;
}

void ThreePlayer::legal(std::vector<Action>& actions) const {
  actions.clear();
  if (terminal()) return;
  for (int field = 0; field < kFields; ++field)
    if (last_ >= 0 && beside(field, last_) && owner_[static_cast<std::size_t>(field)] < 0)
      actions.push_back(static_cast<Action>(field));
  if (!actions.empty()) return;
  for (int field = 0; field < kFields; ++field)
    if (owner_[static_cast<std::size_t>(field)] < 0) actions.push_back(static_cast<Action>(field));
}

void ThreePlayer::apply(Action action) {
  check(!terminal() && action < kFields && owner_[action] < 0, "illegal action {}", action);
  owner_[action] = to_play_;
  last_ = static_cast<std::int8_t>(action);
  if (++taken_ == kFields) reason_ = EndReason::kScore;
  if (kWorth[action] != 3) to_play_ = static_cast<std::int8_t>((to_play_ + 1) % 3);
}

void ThreePlayer::adjudicate() {
  if (!terminal()) reason_ = EndReason::kAdjudicated;
}

int ThreePlayer::sum(int seat) const {
  int sum = 0;
  for (std::size_t field = 0; field < kFields; ++field)
    if (owner_[field] == seat) sum += kWorth[field];
  return sum;
}

void ThreePlayer::heuristic(std::span<float> values) const {
  const int all = sum(0) + sum(1) + sum(2);
  // 20, all there is to take, against 0 and 0 is 1 against -1/2 and -1/2.
  for (int seat = 0; seat < 3; ++seat)
    values[static_cast<std::size_t>(seat)] = static_cast<float>(3 * sum(seat) - all) / 40;
}

Outcome ThreePlayer::outcome() const {
  GameInfo sizes;
  sizes.players = 3;
  sizes.payoff_by_place = payoff_by_place(payoff_);
  std::array<int, 3> places{};
  for (int seat = 0; seat < 3; ++seat) {
    places[static_cast<std::size_t>(seat)] = 1;
    for (int other = 0; other < 3; ++other)
      places[static_cast<std::size_t>(seat)] += sum(other) > sum(seat);
  }
  Outcome outcome = place_outcome(sizes, places, reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

void ThreePlayer::encode(Planes& planes) const {
  for (int field = 0; field < kFields; ++field) {
    planes.set(0, field);
    if (const auto owner = owner_[static_cast<std::size_t>(field)]; owner >= 0)
      planes.set(1 + (owner - to_play_ + 3) % 3, field);
  }
  if (last_ >= 0) planes.set(4, last_);
  for (int relative = 0; relative < 3; ++relative)
    planes.scalars()[static_cast<std::size_t>(relative)] =
        static_cast<float>(sum((to_play_ + relative) % 3)) / 10.0f;
}

Action ThreePlayer::transform(Action action, int symmetry) const {
  return static_cast<Action>(transform_cell(static_cast<int>(action), symmetry));
}

int ThreePlayer::transform_cell(int cell, int symmetry) const {
  int row = cell / kColumns, column = cell % kColumns;
  if (symmetry & 1) column = kColumns - 1 - column;
  if (symmetry & 2) row = kRows - 1 - row;
  return row * kColumns + column;
}

void ThreePlayer::aux(AuxTarget target, int seat, std::span<float> out) const {
  if (target == AuxTarget::kOwner) {
    for (std::size_t field = 0; field < kFields; ++field)
      out[field] = owner_[field] < 0 ? 0.0f : owner_[field] == seat ? 1.0f : -1.0f;
  } else if (target == AuxTarget::kEnding) {
    out[0] = reason_ == EndReason::kScore ? 1.0f : 0.0f;
    out[1] = 1 - out[0];
  } else {
    out[0] = static_cast<float>(sum(seat) - std::max(sum((seat + 1) % 3), sum((seat + 2) % 3)));
  }
}

std::string ThreePlayer::to_string(Action action) const {
  return cell_name(static_cast<int>(action), kColumns);
}

Result<Action> ThreePlayer::parse(std::string_view text) const {
  AZ_TRY(const int cell, parse_cell(text, kRows, kColumns));
  return static_cast<Action>(cell);
}

std::string ThreePlayer::draw() const {
  std::string text = "  a b c d\n";
  for (int row = 0; row < kRows; ++row) {
    text += static_cast<char>('1' + row);
    for (int column = 0; column < kColumns; ++column) {
      const auto owner = owner_[static_cast<std::size_t>(row * kColumns + column)];
      text += {' ', owner < 0 ? '.' : static_cast<char>('A' + owner)};
    }
    text += '\n';
  }
  return text;
}

std::uint64_t ThreePlayer::hash() const {
  std::uint64_t owners = 0;
  for (const auto owner : owner_) owners = owners * 4 + static_cast<std::uint64_t>(owner + 1);
  return position_hash(owners, last_ + 1, to_play_, static_cast<int>(reason_),
                       static_cast<int>(payoff_));
}

std::unique_ptr<Game> three_player_game(ThreePlayerPayoff payoff, int max_plies) {
  return std::make_unique<GameOf<ThreePlayer>>(ThreePlayer::Settings{payoff, max_plies});
}

}  // namespace az
