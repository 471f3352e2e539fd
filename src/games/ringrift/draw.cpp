// draw.cpp — a position as text, for people.

#include <fmt/format.h>

#include "games/grid.h"
#include "games/ringrift/rules.h"

namespace az {

/// Every cell by three signs: marker and owner, territory and owner, or the stack's controller and
/// height; below it the stacks, bottom ring first, and what else the position remembers. Players
/// are the colours of the signs: player 1 sits in seat 0.
template <ringrift::Board kBoard>
std::string RingRift<kBoard>::draw() const {
  const Position& p = position_;
  const auto& board = ringrift::kTables<kBoard>.board;
  std::string text, stacks;
  if (!G::kHex) {
    text = "   ";
    for (int column = 0; column < G::kSide; ++column)
      text += fmt::format("   {}", static_cast<char>('a' + column));
    text += '\n';
  }
  for (int row = 0; row < G::kSide; ++row) {
    if (G::kHex) {  // columns run aslant, so that no heading stands above them
      int first = row * G::kSide;
      while (!board.has(first)) ++first;
      text += fmt::format("{:>4}", cell_name(first, G::kSide));
      text += std::string(static_cast<std::size_t>(2 * row), ' ');
    } else {
      text += fmt::format("{:>3}", row + 1);
    }
    for (int column = 0; column < G::kSide; ++column) {
      const int cell = row * G::kSide + column;
      std::string sign = board.has(cell) ? "." : " ";
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
    text += fmt::format("player {}: {} in hand, {} of {} eliminated, {} of {} territory\n",
                        seat + 1, p.at(p.hand, seat), p.at(p.credit, seat), needed_.rings,
                        p.at(p.territory, seat), needed_.spaces);
  constexpr std::array<std::string_view, ringrift::kPhases> kNames{
      "placement", "movement", "capture", "chain", "lines", "territory", "elimination"};
  text += fmt::format("player {}: {}", p.mover + 1, kNames[static_cast<std::size_t>(p.phase)]);
  if (p.active != Position::kNone) text += ", stack " + cell_name(p.active, G::kSide);
  if (p.slide_from != Position::kNone)
    text += fmt::format(", slides {} to {}", cell_name(p.slide_from, G::kSide),
                        cell_name(p.slide_to, G::kSide));
  if (p.pays_line || p.pays_region) text += ", pays";
  return text + '\n';
}

template std::string RingRift<ringrift::Board::kSquare8>::draw() const;
template std::string RingRift<ringrift::Board::kSquare19>::draw() const;
template std::string RingRift<ringrift::Board::kHex8>::draw() const;
template std::string RingRift<ringrift::Board::kHexagonal>::draw() const;

}  // namespace az
