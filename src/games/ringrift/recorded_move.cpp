#include "games/ringrift/recorded_move.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "games/ringrift/recovery.h"
#include "games/ringrift/territory.h"

namespace az::ringrift {
namespace {

template <Board kBoard>
std::string keys_of(const typename Geometry<kBoard>::Set& cells) {
  std::vector<std::string> keys;
  cells.for_each([&](int cell) { keys.push_back(cell_key<kBoard>(cell)); });
  std::sort(keys.begin(), keys.end());
  return join(keys, ";");
}

/// The stack that lies on the way to a landing, or −1.
template <Board kBoard>
int overtaken(const Position<kBoard>& p, int from, int direction, int distance) {
  const int step = Geometry<kBoard>::step(direction);
  for (int k = 1, at = from + step; k < distance; ++k, at += step)
    if (p.cap_at(at) != 0) return at;
  return -1;
}

/// The second half of a recovery, behind "f>t".
template <Board kBoard>
std::string recovery_text(const RingRift<kBoard>& waiting, const Parts& second) {
  const auto& p = waiting.position();
  const std::string slide = cell_key<kBoard>(p.slide_from) + ">" + cell_key<kBoard>(p.slide_to);
  if (second.kind == Kind::kWindow)
    return fmt::format("RM {} {}", slide,
                       keys_of<kBoard>(line_cells<kBoard>(second.a, second.cell, p.line_length)));
  const Slide kind = slide_kind(p, p.slide_from, p.slide_to);
  return fmt::format("R{} {} e={}",
                     kind == Slide::kLine    ? 'L'
                     : kind == Slide::kPlain ? 'F'
                                             : 'S',
                     slide, cell_key<kBoard>(second.cell));
}

template <Board kBoard>
std::string move_text(const RingRift<kBoard>& rules, const Parts& parts) {
  const auto& p = rules.position();
  const std::string& key = cell_key<kBoard>(parts.cell);
  const auto row = [&] {
    return line_through<kBoard>(p.at(p.markers, p.mover), parts.a, parts.cell);
  };
  switch (parts.kind) {
    case Kind::kPlace:
      return fmt::format("P {} {}", key, parts.a);
    case Kind::kMove: {
      const std::string& to =
          cell_key<kBoard>(parts.cell + parts.b * Geometry<kBoard>::step(parts.a));
      const int target = overtaken(p, parts.cell, parts.a, parts.b);
      if (target < 0) return fmt::format("M {}>{}", key, to);
      return fmt::format("{} {}*{}>{}", p.phase == Phase::kChain ? 'K' : 'C', key,
                         cell_key<kBoard>(target), to);
    }
    case Kind::kLine:
      return fmt::format("{} {}", row().length > p.line_length ? "LA" : "L",
                         keys_of<kBoard>(line_cells<kBoard>(parts.a, parts.cell, row().length)));
    case Kind::kWindow:
      return fmt::format("LM {}|{}",
                         keys_of<kBoard>(line_cells<kBoard>(parts.a, row().start, row().length)),
                         keys_of<kBoard>(line_cells<kBoard>(parts.a, parts.cell, p.line_length)));
    case Kind::kPay:
      return fmt::format("{} {}",
                         p.phase == Phase::kLines         ? "EL"
                         : p.phase == Phase::kElimination ? "F"
                         : p.recovered                    ? "ER"
                                                          : "ET",
                         key);
    case Kind::kRegion: {
      const auto region = region_at(p, parts.a, parts.cell);
      return fmt::format("T {}|{}", keys_of<kBoard>(region), keys_of<kBoard>(border_of(p, region)));
    }
    case Kind::kGlobal:
      break;
  }
  return std::string(kGlobalNames[static_cast<std::size_t>(parts.a)]);
}

}  // namespace

template <Board kBoard>
const std::string& cell_key(int cell) {
  static const auto keys = [] {
    std::vector<std::string> all;
    for (int c = 0; c < Geometry<kBoard>::kCells; ++c) {
      const Vector at = Geometry<kBoard>::place(c);
      all.push_back(fmt::format("{},{}", at.x, at.y));
      if (Geometry<kBoard>::kHex) all.back() += fmt::format(",{}", -at.x - at.y);
    }
    return all;
  }();
  return keys.at(static_cast<std::size_t>(cell));
}

template <Board kBoard>
std::vector<RecordedMove> recorded_moves(const RingRift<kBoard>& position) {
  const auto& p = position.position();
  std::vector<RecordedMove> moves;
  std::vector<Action> legal, seconds;
  position.legal(legal);
  for (const Action action : legal) {
    const Parts parts = position.actions().parts(action);
    if (parts.kind != Kind::kMove || p.height_at(parts.cell) > 0) {
      moves.push_back({move_text(position, parts), {action}});
      continue;
    }
    RingRift<kBoard> waiting = position;
    waiting.apply(action);
    waiting.legal(seconds);
    for (const Action second : seconds)
      moves.push_back({recovery_text(waiting, position.actions().parts(second)), {action, second}});
  }
  return moves;
}

template std::vector<RecordedMove> recorded_moves(const RingRiftSquare8&);
template std::vector<RecordedMove> recorded_moves(const RingRiftSquare19&);
template std::vector<RecordedMove> recorded_moves(const RingRiftHex8&);
template std::vector<RecordedMove> recorded_moves(const RingRiftHexagonal&);

template const std::string& cell_key<Board::kSquare8>(int);
template const std::string& cell_key<Board::kSquare19>(int);
template const std::string& cell_key<Board::kHex8>(int);
template const std::string& cell_key<Board::kHexagonal>(int);

}  // namespace az::ringrift
