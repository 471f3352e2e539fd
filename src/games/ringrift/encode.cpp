// encode.cpp — RingRift as planes, the seats counted from the mover on (r = 0 is the mover):
//   board · for each r: stacks, markers, territory, stacks with 1, 2, 3 of its rings below the cap ·
//   stacks of at least 2, 3, 4, 5, 6, 8, 11, 15 rings · caps of at least 2, 3, 4, 5, 6, 8 ·
//   for each r: stacks that it controls once the cap is gone · the stack that must act or has
//   landed · a waiting recovery's marker: from, to · stacks that can move or capture · the mover's
//   lines.
// Scalars: for each r: hand, credit, territory as parts of what wins, owns rings, and of the rounds
// of the last player standing: begins them, was alone in them, was seen, could act · phase, one-hot
// · acted · recovered · a line is to be paid · a region is · a recovery waits · rounds alone / 3.
#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "games/grid.h"
#include "games/ringrift/lines.h"
#include "games/ringrift/rules.h"
#include "games/ringrift/territory.h"

namespace az {
namespace {

constexpr std::array kHeights{2, 3, 4, 5, 6, 8, 11, 15};
constexpr std::array kCaps{2, 3, 4, 5, 6, 8};
constexpr int kBuried = 3;
constexpr int kSeatPlanes = 3 + kBuried, kOtherPlanes = 5;
constexpr int kSeatScalars = 8, kOtherScalars = ringrift::kPhases + 6;

}  // namespace

GameInfo ringrift_info(const RingRiftSettings& settings) {
  const int side = settings.facts().side, players = settings.players;
  const auto sizes = [&](int maps, int symmetries) {
    GameInfo info;
    info.players = players;
    info.action_count = side * side * maps + ringrift::kGlobals;
    info.symmetries = symmetries;
    info.canvas = {side, side};
    info.bit_planes = 1 + (kSeatPlanes + 1) * players + static_cast<int>(kHeights.size()) +
                      static_cast<int>(kCaps.size()) + kOtherPlanes;
    info.mask_plane = 0;
    info.scalars = kSeatScalars * players + kOtherScalars;
    info.policy_maps = maps;
    info.policy_globals = ringrift::kGlobals;
    info.aux = {AuxTarget::kOwner};
    info.payoff_by_place = settings.payoffs();
    return info;
  };
  const auto on = [&]<ringrift::Board kBoard>() {
    return sizes(ringrift::Actions<kBoard>(players).maps(), ringrift::Geometry<kBoard>::kSymmetries);
  };
  using ringrift::Board;
  GameInfo info = settings.board == Board::kSquare8    ? on.operator()<Board::kSquare8>()
                  : settings.board == Board::kSquare19 ? on.operator()<Board::kSquare19>()
                  : settings.board == Board::kHex8     ? on.operator()<Board::kHex8>()
                                                       : on.operator()<Board::kHexagonal>();
  // Markers, territory and eliminated rings together only grow, to at most `most`. Of every round
  // of turns one step makes them grow, and a turn has at most four decisions that do not: placing,
  // declining a capture, choosing a recovery, stopping.
  const int most = 2 * settings.facts().spaces + players * settings.facts().rings;
  info.max_plies = most + 4 * players * (most + 1);
  if (settings.max_moves > 0) info.max_plies = std::min(info.max_plies, settings.max_moves);
  return info;
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::encode(Planes& planes) const {
  const Position& p = position_;
  const int players = p.players;
  const auto absolute = [&](int relative) { return (p.mover + relative) % players; };
  const auto relative = [&](int seat) { return (seat - p.mover + players) % players; };
  int next = 0;
  const auto put = [&](const Set& cells) {
    const auto plane = planes.plane(next++);
    std::copy(cells.words.begin(), cells.words.end(), plane.begin());
  };
  put(ringrift::kTables<kBoard>.board);
  for (int r = 0; r < players; ++r) {
    const int seat = absolute(r);
    put(p.at(p.controlled, seat));
    put(p.at(p.markers, seat));
    put(p.at(p.collapsed, seat));
    next += kBuried;
  }
  const int heights = next, caps = heights + static_cast<int>(kHeights.size()),
            under = caps + static_cast<int>(kCaps.size());
  Set able;
  p.stacks.for_each([&](int cell) {
    for (std::size_t i = 0; i < kHeights.size() && p.height_at(cell) >= kHeights[i]; ++i)
      planes.set(heights + static_cast<int>(i), cell);
    for (std::size_t i = 0; i < kCaps.size() && p.cap_at(cell) >= kCaps[i]; ++i)
      planes.set(caps + static_cast<int>(i), cell);
    int depth = 0;
    std::array<int, kMaxPlayers> buried{};
    p.for_rings(cell, [&](int seat) {
      const int r = relative(seat);
      if (depth == p.cap_at(cell)) planes.set(under + r, cell);
      if (depth++ < p.cap_at(cell)) return;
      if (int& count = buried[static_cast<std::size_t>(r)]; count < kBuried)
        planes.set(1 + r * kSeatPlanes + 3 + count++, cell);
    });
    if (ringrift::can_act(p, cell)) able.add(cell);
  });
  next = under + players;
  const auto put_cell = [&](int cell) {
    if (cell != Position::kNone) planes.set(next, cell);
    ++next;
  };
  const bool binds = p.phase == Phase::kMovement || p.phase == Phase::kCapture ||
                     p.phase == Phase::kChain;
  put_cell(binds ? p.active : Position::kNone);
  put_cell(p.slide_from);
  put_cell(p.slide_to);
  put(able);
  Set lines;
  ringrift::for_lines(p, [&](const ringrift::Line& line) {
    lines |= ringrift::line_cells<kBoard>(line.axis, line.start, line.length);
    return true;
  });
  put(lines);

  auto scalar = planes.scalars().begin();
  const auto number = [&](auto value) { *scalar++ = static_cast<float>(value); };
  const auto part = [&](int value, int whole) {
    number(static_cast<float>(value) / static_cast<float>(whole));
  };
  for (int r = 0; r < players; ++r) {
    const int seat = absolute(r);
    part(p.at(p.hand, seat), G::kFacts.rings);
    part(p.at(p.credit, seat), needed_.rings);
    part(p.at(p.territory, seat), needed_.spaces);
    number(p.owns_rings(seat));
    number(rounds_.first == seat);
    number(rounds_.exclusive == seat);
    number(rounds_.tracked >> seat & 1);
    number(rounds_.real >> seat & 1);
  }
  for (int phase = 0; phase < ringrift::kPhases; ++phase)
    number(static_cast<int>(p.phase) == phase);
  number(p.acted);
  number(p.recovered);
  number(p.pays_line);
  number(p.pays_region);
  number(p.slide_from != Position::kNone);
  part(rounds_.count, ringrift::LastStanding::kRounds);
}

template <ringrift::Board kBoard>
void RingRift<kBoard>::aux(AuxTarget target, int seat, std::span<float> out) const {
  check(target == AuxTarget::kOwner, "unknown target");
  std::fill(out.begin(), out.end(), 0.0f);
  for (int owner = 0; owner < position_.players; ++owner)
    position_.at(position_.collapsed, owner).for_each([&](int cell) {
      out[static_cast<std::size_t>(cell)] = owner == seat ? 1.0f : -1.0f;
    });
}

template <ringrift::Board kBoard>
int RingRift<kBoard>::transform_cell(int cell, int symmetry) const {
  return ringrift::kTables<kBoard>.image[static_cast<std::size_t>(symmetry)]
                                        [static_cast<std::size_t>(cell)];
}

/// A row and a region are named by their least cell, and the image of that need not be the image's.
template <ringrift::Board kBoard>
Action RingRift<kBoard>::transform(Action action, int symmetry) const {
  using ringrift::Kind;
  const Position& p = position_;
  ringrift::Parts parts = actions_.parts(action);
  if (parts.kind == Kind::kGlobal) return action;
  const auto& turned = ringrift::kTables<kBoard>.turned[static_cast<std::size_t>(symmetry)];
  const auto turn = [&](int direction) {
    return int{turned[static_cast<std::size_t>(direction)]};
  };
  const int cell = parts.cell;
  parts.cell = transform_cell(cell, symmetry);
  if (parts.kind == Kind::kMove) parts.a = turn(parts.a);
  if (parts.kind == Kind::kLine || parts.kind == Kind::kWindow) {
    const int direction = G::axis_direction(parts.a);
    int length = p.line_length;
    if (parts.kind == Kind::kLine) {
      const Set& own = p.at(p.markers, p.mover);
      length = own.has(cell) ? ringrift::line_through<kBoard>(own, parts.a, cell).length : 1;
    }
    const int last = cell + G::step(direction) *
                                std::min(length - 1, ringrift::reach<kBoard>(direction, cell));
    parts.cell = std::min(parts.cell, transform_cell(last, symmetry));
    parts.a = G::axis_of(turn(direction));
  }
  if (parts.kind == Kind::kRegion)
    ringrift::region_at(p, parts.a, cell).for_each([&](int member) {
      parts.cell = std::min(parts.cell, transform_cell(member, symmetry));
    });
  return actions_.id(parts);
}

/// Every cell by three signs: marker and owner, territory and owner, or the stack's controller and
/// height; below it the stacks, bottom ring first, and what else the position remembers.
template <ringrift::Board kBoard>
std::string RingRift<kBoard>::draw() const {
  const Position& p = position_;
  std::string text = "   ";
  for (int column = 0; column < G::kSide; ++column)
    text += fmt::format("   {}", static_cast<char>('a' + column));
  text += '\n';
  std::string stacks;
  for (int row = 0; row < G::kSide; ++row) {
    text += fmt::format("{:>3}", row + 1);
    if (G::kHex) text += std::string(static_cast<std::size_t>(2 * row), ' ');
    for (int column = 0; column < G::kSide; ++column) {
      const int cell = row * G::kSide + column;
      std::string sign = ringrift::kTables<kBoard>.board.has(cell) ? "." : " ";
      for (int seat = 0; seat < p.players; ++seat) {
        if (p.at(p.markers, seat).has(cell)) sign = fmt::format("o{}", seat + 1);
        if (p.at(p.collapsed, seat).has(cell)) sign = fmt::format("#{}", seat + 1);
      }
      if (p.height_at(cell) > 0) {
        sign = fmt::format("{}/{}", p.controller(cell) + 1, p.height_at(cell));
        std::string rings;
        p.for_rings(cell, [&](int seat) { rings += static_cast<char>('1' + seat); });
        stacks += fmt::format(" {}={}", cell_name(cell, G::kSide),
                              std::string(rings.rbegin(), rings.rend()));
      }
      text += fmt::format("{:>4}", sign);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  text += fmt::format("stacks{}\n", stacks);
  for (int seat = 0; seat < p.players; ++seat)
    text += fmt::format("seat {}: {} in hand, {} of {} eliminated, {} of {} territory\n", seat + 1,
                        p.at(p.hand, seat), p.at(p.credit, seat), needed_.rings,
                        p.at(p.territory, seat), needed_.spaces);
  constexpr std::array<std::string_view, ringrift::kPhases> kNames{
      "placement", "movement", "capture", "chain", "lines", "territory", "elimination"};
  text += fmt::format("seat {}: {}", p.mover + 1, kNames[static_cast<std::size_t>(p.phase)]);
  if (p.active != Position::kNone) text += ", stack " + cell_name(p.active, G::kSide);
  if (p.slide_from != Position::kNone)
    text += fmt::format(", slides {} to {}", cell_name(p.slide_from, G::kSide),
                        cell_name(p.slide_to, G::kSide));
  if (p.pays_line || p.pays_region) text += ", pays";
  return text + '\n';
}

template void RingRift<ringrift::Board::kSquare8>::encode(Planes&) const;
template void RingRift<ringrift::Board::kSquare8>::aux(AuxTarget, int, std::span<float>) const;
template int RingRift<ringrift::Board::kSquare8>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kSquare8>::transform(Action, int) const;
template std::string RingRift<ringrift::Board::kSquare8>::draw() const;
template void RingRift<ringrift::Board::kSquare19>::encode(Planes&) const;
template void RingRift<ringrift::Board::kSquare19>::aux(AuxTarget, int, std::span<float>) const;
template int RingRift<ringrift::Board::kSquare19>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kSquare19>::transform(Action, int) const;
template std::string RingRift<ringrift::Board::kSquare19>::draw() const;
template void RingRift<ringrift::Board::kHex8>::encode(Planes&) const;
template void RingRift<ringrift::Board::kHex8>::aux(AuxTarget, int, std::span<float>) const;
template int RingRift<ringrift::Board::kHex8>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kHex8>::transform(Action, int) const;
template std::string RingRift<ringrift::Board::kHex8>::draw() const;
template void RingRift<ringrift::Board::kHexagonal>::encode(Planes&) const;
template void RingRift<ringrift::Board::kHexagonal>::aux(AuxTarget, int, std::span<float>) const;
template int RingRift<ringrift::Board::kHexagonal>::transform_cell(int, int) const;
template Action RingRift<ringrift::Board::kHexagonal>::transform(Action, int) const;
template std::string RingRift<ringrift::Board::kHexagonal>::draw() const;

}  // namespace az
