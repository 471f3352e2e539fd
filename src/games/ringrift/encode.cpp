// encode.cpp — RingRift as planes, the seats counted from the mover on (r = 0 is the mover):
//   board · for each r: stacks, markers, territory, stacks with 1, 2, 3 of its rings below the cap
//   · stacks of at least 2, 3, 4, 5, 6, 8, 11, 15 rings · caps of at least 2, 3, 4, 5, 6, 8 · for
//   each r: stacks that it controls once the cap is gone · the stack that must act or has landed ·
//   a waiting recovery's marker: from, to · the mover's lines · for each r, as if it were to move:
//   stacks that can move or capture, where they can land, others' stacks that they can overtake,
//   where a marker closes a row, regions that are cut off and hold no stack of its own.
// Scalars: for each r: hand, credit, territory as parts of what wins, owns rings, and of the rounds
// of the last player standing: begins them, was alone in them, was seen, could act · phase, one-hot
// · acted · recovered · a line is to be paid · a region is · a recovery waits · rounds alone / 3.
#include <algorithm>
#include <array>

#include "core/check.h"
#include "games/ringrift/lines.h"
#include "games/ringrift/rules.h"
#include "games/ringrift/territory.h"

namespace az {
namespace {

constexpr std::array kHeights{2, 3, 4, 5, 6, 8, 11, 15};
constexpr std::array kCaps{2, 3, 4, 5, 6, 8};
constexpr int kBuried = 3;
constexpr int kSeatPlanes = 3 + kBuried, kOtherPlanes = 4;
/// By seat, behind all others: what would take a small net many layers to find.
constexpr int kViewPlanes = 5;
/// What AuxTarget::kEnding tells apart (the cap is the last).
constexpr std::array kEndings{EndReason::kRingElimination, EndReason::kTerritory,
                              EndReason::kLastStanding, EndReason::kLastStandingRounds,
                              EndReason::kAdjudicated};
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
    info.bit_planes = 1 + (kSeatPlanes + 1 + kViewPlanes) * players +
                      static_cast<int>(kHeights.size()) + static_cast<int>(kCaps.size()) +
                      kOtherPlanes;
    info.mask_plane = 0;
    info.scalars = kSeatScalars * players + kOtherScalars;
    info.policy_maps = maps;
    info.policy_globals = ringrift::kGlobals;
    info.aux = {AuxTarget::kOwner, AuxTarget::kEnding};
    info.endings = static_cast<int>(kEndings.size());
    info.payoff_by_place = settings.payoffs();
    return info;
  };
  const auto on = [&]<ringrift::Board kBoard>() {
    return sizes(ringrift::Actions<kBoard>(players).maps(),
                 ringrift::Geometry<kBoard>::kSymmetries);
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
  });
  next = under + players;
  const auto put_cell = [&](int cell) {
    if (cell != Position::kNone) planes.set(next, cell);
    ++next;
  };
  const bool binds =
      p.phase == Phase::kMovement || p.phase == Phase::kCapture || p.phase == Phase::kChain;
  put_cell(binds ? p.active : Position::kNone);
  put_cell(p.slide_from);
  put_cell(p.slide_to);
  Set lines;
  ringrift::for_lines(p, [&](const ringrift::Line& line) {
    lines |= ringrift::line_cells<kBoard>(line.axis, line.start, line.length);
    return true;
  });
  put(lines);
  std::array<Set, kMaxPlayers> missing{};
  ringrift::for_parts(p, [&](int, const Set& region) {
    for (int seat = 0; seat < players; ++seat)
      if (ringrift::is_missing(p, seat, region)) p.at(missing, seat) |= region;
    return true;
  });
  for (int r = 0; r < players; ++r) {
    const int seat = absolute(r);
    const auto contact = ringrift::contact_of(p, seat);
    put(contact.able);
    put(contact.landings);
    put(contact.attacked);
    put(ringrift::closing_cells(p, seat));
    put(p.at(missing, seat));
  }

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
  std::fill(out.begin(), out.end(), 0.0f);
  if (target == AuxTarget::kEnding) {
    const auto* const ending = std::find(kEndings.begin(), kEndings.end(), reason_);
    check(ending != kEndings.end(), "a game that ended in no known way");
    out[static_cast<std::size_t>(ending - kEndings.begin())] = 1;
    return;
  }
  check(target == AuxTarget::kOwner, "unknown target");
  for (int owner = 0; owner < position_.players; ++owner)
    position_.at(position_.collapsed, owner).for_each([&](int cell) {
      out[static_cast<std::size_t>(cell)] = owner == seat ? 1.0f : -1.0f;
    });
}

template void RingRift<ringrift::Board::kSquare8>::encode(Planes&) const;
template void RingRift<ringrift::Board::kSquare8>::aux(AuxTarget, int, std::span<float>) const;
template void RingRift<ringrift::Board::kSquare19>::encode(Planes&) const;
template void RingRift<ringrift::Board::kSquare19>::aux(AuxTarget, int, std::span<float>) const;
template void RingRift<ringrift::Board::kHex8>::encode(Planes&) const;
template void RingRift<ringrift::Board::kHex8>::aux(AuxTarget, int, std::span<float>) const;
template void RingRift<ringrift::Board::kHexagonal>::encode(Planes&) const;
template void RingRift<ringrift::Board::kHexagonal>::aux(AuxTarget, int, std::span<float>) const;

}  // namespace az
