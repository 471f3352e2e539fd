#include "games/hex/rules.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/check.h"
#include "games/grid.h"
#include "games/position_hash.h"

namespace az {
namespace {

/// The set bits of every byte, ascending; the rest is 0.
constexpr auto kMembers = [] {
  std::array<std::array<std::uint8_t, 8>, 256> members{};
  for (unsigned byte = 0; byte < 256; ++byte)
    for (std::size_t bit = 0, count = 0; bit < 8; ++bit)
      if (byte >> bit & 1) members[byte][count++] = static_cast<std::uint8_t>(bit);
  return members;
}();

}  // namespace

Result<void> Hex::Settings::check() const {
  if (canvas != 0 && canvas < size)
    return fail(fmt::format("a board of side {} does not fit a canvas of side {}", size, canvas),
                "canvas: 0 takes the size");
  return {};
}

Hex::Geometry Hex::make_geometry(int size, int canvas) {
  Geometry geometry;
  for (int row = 0; row < size; ++row)
    for (int column = 0; column < size; ++column) {
      const Bits128 cell = Bits128::bit(static_cast<unsigned>(row * canvas + column));
      const auto add = [&](bool member, Bits128& set) {
        if (member) set = set | cell;
      };
      add(true, geometry.board);
      add(row == 0, geometry.start_edge[0]);
      add(row == size - 1, geometry.end_edge[0]);
      add(column == 0, geometry.start_edge[1]);
      add(column == size - 1, geometry.end_edge[1]);
    }
  geometry.first_column = geometry.start_edge[1];
  geometry.last_column = geometry.end_edge[1];
  return geometry;
}

const Hex::Geometry& Hex::geometry(int size, int canvas) {
  using Table = std::array<std::array<Geometry, kMaxSize + 1>, kMaxSize + 1>;
  static const Table table = [] {
    Table all{};
    for (int c = 3; c <= kMaxSize; ++c)
      for (int s = 3; s <= c; ++s)
        all[static_cast<std::size_t>(s)][static_cast<std::size_t>(c)] = make_geometry(s, c);
    return all;
  }();
  return table[static_cast<std::size_t>(size)][static_cast<std::size_t>(canvas)];
}

Hex::Hex(const Settings& settings)
    : size_(static_cast<std::uint8_t>(settings.size)),
      canvas_(static_cast<std::uint8_t>(settings.canvas_side())),
      swap_(settings.swap) {
  check(size_ >= 3 && size_ <= canvas_ && canvas_ <= kMaxSize, "size {} on canvas {}", size_,
        canvas_);
  geometry_ = &geometry(size_, canvas_);
}

GameInfo Hex::info(const Settings& settings) {
  const int side = settings.canvas_side();
  GameInfo info;
  info.action_count = side * side + (settings.swap ? 1 : 0);
  info.symmetries = 2;
  info.canvas = {side, side};
  info.bit_planes = 3;
  info.mask_plane = 0;
  info.scalars = settings.swap ? 1 : 0;
  info.policy_maps = 1;
  info.policy_globals = settings.swap ? 1 : 0;
  info.max_plies = settings.size * settings.size + (settings.swap ? 1 : 0);
  info.payoff_by_place = {1, -1};
  return info;
}

void Hex::legal(std::vector<Action>& actions) const {
  if (terminal()) return actions.clear();
  const Bits128 empty = geometry_->board & ~(stones_[0] | stones_[1]);
  // Eight cells at a time: write all that a byte may hold, keep as many as it holds.
  std::array<Action, 128 + 8> list;
  std::size_t count = 0;
  for (unsigned base = 0; base < 128; base += 8) {
    const auto byte = static_cast<std::uint8_t>((base < 64 ? empty.low : empty.high) >> base % 64);
    for (std::size_t i = 0; i < 8; ++i) list[count + i] = base + kMembers[byte][i];
    count += static_cast<std::size_t>(std::popcount(byte));
  }
  if (can_swap()) list[count++] = swap_action();
  actions.assign(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(count));
}

void Hex::apply(Action action) {
  const auto mover = static_cast<std::size_t>(to_play());
  if (action == swap_action()) {
    check(can_swap() && !terminal(), "illegal swap");
    // The opening stone changes its colour and, for the other direction to be alike, is mirrored.
    unsigned opening = 0;
    stones_[0].for_each([&](unsigned cell) { opening = cell; });
    stones_ = {};
    connected_ = {};
    place(mover, transposed(opening));
  } else {
    check(!terminal() && action < swap_action() && geometry_->board.has(action) &&
              !(stones_[0] | stones_[1]).has(action),
          "illegal action {}", action);
    place(mover, action);
  }
  ++plies_;
}

inline Bits128 Hex::neighbours(Bits128 cells) const {
  const unsigned row = canvas_;
  const Bits128 not_first = cells & ~geometry_->first_column,
                not_last = cells & ~geometry_->last_column;
  return cells >> row | not_last >> (row - 1) | not_first >> 1 | not_last << 1 |
         not_first << (row - 1) | cells << row;
}

void Hex::place(std::size_t seat, unsigned cell) {
  Bits128 frontier = Bits128::bit(cell);
  stones_[seat] = stones_[seat] | frontier;
  Bits128 next = neighbours(frontier);
  Bits128& connected = connected_[seat];
  if (!((next & connected) | (frontier & geometry_->start_edge[seat])).any()) return;
  while (frontier.any()) {
    connected = connected | frontier;
    frontier = next & stones_[seat] & ~connected;
    next = neighbours(frontier);
  }
  if ((connected & geometry_->end_edge[seat]).any()) {
    winner_ = static_cast<std::int8_t>(seat);
    reason_ = EndReason::kWin;
  }
}

int Hex::stones_needed(int seat) const {
  const auto own = static_cast<std::size_t>(seat);
  const Bits128 empty = geometry_->board & ~(stones_[0] | stones_[1]);
  // Reached with k further stones: flood through own stones for free, then one step onto empty
  // cells.
  Bits128 reached, frontier = geometry_->start_edge[own] & stones_[own];
  Bits128 step = geometry_->start_edge[own] & empty;
  for (int needed = 0;; ++needed) {
    while (frontier.any()) {
      reached = reached | frontier;
      const Bits128 next = neighbours(frontier) & ~reached;
      step = step | (next & empty);
      frontier = next & stones_[own];
    }
    if ((reached & geometry_->end_edge[own]).any()) return needed;
    frontier = step & ~reached;
    step = {};
    if (!frontier.any()) return size_ * size_ + 1;
  }
}

void Hex::adjudicate() {
  if (terminal()) return;
  const int mine = stones_needed(to_play()), theirs = stones_needed(1 - to_play());
  winner_ = static_cast<std::int8_t>(mine <= theirs ? to_play() : 1 - to_play());
  reason_ = EndReason::kAdjudicated;
}

void Hex::heuristic(std::span<float> values) const {
  const int mine = stones_needed(to_play()), theirs = stones_needed(1 - to_play());
  const float lead = static_cast<float>(theirs - mine) + 0.5f;
  const auto mover = static_cast<std::size_t>(to_play());
  values[mover] = lead / (2 + std::abs(lead));
  values[1 - mover] = -values[mover];
}

Outcome Hex::outcome() const {
  Outcome outcome = duel_outcome(winner_, reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

Action Hex::transform(Action action, int symmetry) const {
  if (action == swap_action()) return action;
  return static_cast<Action>(transform_cell(static_cast<int>(action), symmetry));
}

int Hex::transform_cell(int cell, int symmetry) const {
  return square_symmetry(cell, symmetry == 0 ? 0 : 3, size_, canvas_);  // both mirrors: half a turn
}

std::string Hex::to_string(Action action) const {
  return action == swap_action() ? "swap" : cell_name(static_cast<int>(action), canvas_);
}

Result<Action> Hex::parse(std::string_view text) const {
  if (swap_ && text == "swap") return swap_action();
  AZ_TRY(const int cell, parse_cell(text, canvas_, canvas_));
  return static_cast<Action>(cell);
}

std::string Hex::draw() const {
  std::string text = " ";
  for (int column = 0; column < size_; ++column) text += {' ', static_cast<char>('a' + column)};
  text += '\n';
  for (int row = 0; row < size_; ++row) {
    text += fmt::format("{:>{}}", row + 1, row + 2);
    for (int column = 0; column < size_; ++column) {
      const auto cell = static_cast<unsigned>(row * canvas_ + column);
      text += stones_[0].has(cell) ? " X" : stones_[1].has(cell) ? " O" : " .";
    }
    text += '\n';
  }
  return text + "X connects top and bottom, O left and right\n";
}

std::uint64_t Hex::hash() const {
  const unsigned rest = static_cast<unsigned>(reason_) << 16 | static_cast<unsigned>(size_) << 12 |
                        static_cast<unsigned>(canvas_) << 4 | static_cast<unsigned>(swap_) << 1 |
                        (plies_ & 1u);
  return position_hash(stones_[0].low, stones_[0].high, stones_[1].low, stones_[1].high, rest);
}

}  // namespace az
