// encode.cpp — Go as planes from the mover's view, the same for every size:
//   0 board · 1 own stones · 2 the other's · 3–5 own chains with 1, 2, 3 liberties · 6–8 the
//   other's · 9 points that only the ko rule forbids · then own and other stones 1, 2, … plies ago.
// Scalars: komi for the mover / 10 · the mover is black · the last ply was a pass · superko ·
// suicide.
#include <array>

#include "games/go/rules.h"

namespace az {
namespace {

/// `count` ≤ 32 bits from bit `begin` on.
template <class Set>
std::uint64_t bits(const Set& set, unsigned begin, unsigned count) {
  const unsigned word = begin / 64, shift = begin % 64;
  std::uint64_t value = set.words[word] >> shift;
  if (shift + count > 64) value |= set.words[word + 1] << (64 - shift);
  return value & ((std::uint64_t{1} << count) - 1);
}

void put_bits(std::span<std::uint64_t> plane, unsigned begin, unsigned count, std::uint64_t value) {
  const unsigned word = begin / 64, shift = begin % 64;
  plane[word] |= value << shift;
  if (shift + count > 64) plane[word + 1] |= value >> (64 - shift);
}

}  // namespace

template <int kSide>
Site Go<kSide>::site(Action action) const {
  if (action == pass_action()) return {Site::kGlobal, 0};
  return {0, static_cast<int>(action)};
}

template <int kSide>
void Go<kSide>::encode(Planes& planes) const {
  const int mover = to_play();
  const auto own = static_cast<std::size_t>(mover), other = 1 - own;
  int next = 0;
  const auto put = [&](const Set& set) {
    const auto plane = planes.plane(next++);
    const auto columns = static_cast<unsigned>(board_.columns());
    for (int row = 0; row < board_.rows(); ++row)
      put_bits(plane, static_cast<unsigned>(row * canvas_), columns,
               bits(set, board_.point(row, 0), columns));
  };
  put(board_.points());
  put(board_.stones(mover));
  put(board_.stones(1 - mover));
  for (const int colour : {mover, 1 - mover}) {
    std::array<Set, 3> few{};  // chains with 1, 2, 3 liberties
    board_.stones(colour).for_each([&](unsigned point) {
      if (board_.head(point) != point) return;
      Set chain;
      board_.for_chain(point, [&](unsigned stone) { chain.add(stone); });
      const int liberties = (board_.neighbours(chain) & board_.empty()).count();
      if (liberties <= 3) few[static_cast<std::size_t>(liberties) - 1] |= chain;
    });
    for (const Set& chains : few) put(chains);
  }
  Set forbidden;
  if (!terminal()) {
    if (board_.ko() != Board::kNone) forbidden.add(board_.ko());
    if (ko_rule_ != KoRule::kSimple)
      forbidden |= board_.playable(mover, suicide_).points - legal_points();
  }
  put(forbidden);
  for (int back = 1; back <= shown_; ++back) {
    const Past past =
        back <= plies_ ? past_[static_cast<std::size_t>(plies_ - back) % kMostHistory] : Past{};
    put(past.stones[own]);
    put(past.stones[other]);
  }
  const float komi = 0.5f * static_cast<float>(komi_x2_);
  const auto scalars = planes.scalars();
  scalars[0] = (mover == 0 ? -komi : komi) / 10;
  scalars[1] = mover == 0 ? 1.0f : 0.0f;
  scalars[2] = passes_ > 0 ? 1.0f : 0.0f;
  scalars[3] = ko_rule_ == KoRule::kSimple ? 0.0f : 1.0f;
  scalars[4] = suicide_ ? 1.0f : 0.0f;
}

template void Go<9>::encode(Planes&) const;
template void Go<13>::encode(Planes&) const;
template void Go<19>::encode(Planes&) const;
template Site Go<9>::site(Action) const;
template Site Go<13>::site(Action) const;
template Site Go<19>::site(Action) const;

}  // namespace az
