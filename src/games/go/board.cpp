#include "games/go/board.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "games/position_hash.h"

namespace az {

template <int kSide>
GoBoard<kSide>::GoBoard(int rows, int columns)
    : rows_(static_cast<std::uint8_t>(rows)),
      columns_(static_cast<std::uint8_t>(columns)),
      stride_(static_cast<std::uint8_t>(columns + 1)) {
  check(rows >= 1 && rows <= kSide && columns >= 1 && columns <= kSide, "board {} x {}", rows,
        columns);
  stone_.fill(Stone::kWall);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      stone_[point(row, column)] = Stone::kEmpty;
      empty_.add(point(row, column));
    }
}

template <int kSide>
std::uint64_t GoBoard<kSide>::word(unsigned point, int colour) {
  static constexpr auto kWordsOf = [] {
    std::array<std::array<std::uint64_t, 2>, kPoints> all{};
    for (std::uint64_t p = 0; p < kPoints; ++p)
      for (std::uint64_t c = 0; c < 2; ++c) all[p][c] = position_hash(p, c, 0x476f);
    return all;
  }();
  return kWordsOf[point][static_cast<std::size_t>(colour)];
}

template <int kSide>
auto GoBoard<kSide>::effect(unsigned point, int colour) const -> Effect {
  const auto own = static_cast<Stone>(colour), other = static_cast<Stone>(1 - colour);
  bool stands = false, captures = false, has_own = false;
  for (const unsigned q : around(point)) {
    const Stone stone = stone_[q];
    if (stone == Stone::kEmpty) {
      stands = true;
    } else if (stone == own) {
      has_own = true;
      stands |= !in_atari(q);
    } else if (stone == other) {
      captures |= in_atari(q);
    }
  }
  if (captures) return Effect::kCaptures;
  if (stands) return Effect::kStands;
  return has_own ? Effect::kSuicide : Effect::kLoneSuicide;
}

template <int kSide>
auto GoBoard<kSide>::playable(int colour, bool suicide) const -> Moves {
  const auto own = static_cast<std::size_t>(colour), other = 1 - own;
  Set reach = empty_ | stones_[own];
  if (!suicide)
    atari_[own].for_each(
        [&](unsigned head) { for_chain(head, [&](unsigned stone) { reach.remove(stone); }); });
  Moves moves{empty_ & reach.neighbours(stride_), {}};
  atari_[other].for_each([&](unsigned head) { moves.captures.add(chains_[head].last()); });
  if (ko_ != kNone) moves.captures.remove(ko_);
  if (ko_ != kNone) moves.points.remove(ko_);
  moves.points |= moves.captures;
  return moves;
}

template <int kSide>
auto GoBoard<kSide>::after(unsigned point, int colour) const -> After {
  const auto own = static_cast<Stone>(colour), other = static_cast<Stone>(1 - colour);
  After after{hash_with(point, colour), {counts_[0], counts_[1]}};
  ++after.counts[static_cast<std::size_t>(colour)];
  std::array<unsigned, 4> seen{};
  std::size_t chains = 0;
  const auto take_off = [&](unsigned stone, int whose) {
    const unsigned head = head_[stone];
    if (std::find(seen.begin(), seen.begin() + chains, head) != seen.begin() + chains) return;
    seen[chains++] = head;
    for_chain(head, [&](unsigned dead) {
      after.hash ^= word(dead, whose);
      --after.counts[static_cast<std::size_t>(whose)];
    });
  };
  bool stands = false;
  for (const unsigned q : around(point)) {
    const Stone stone = stone_[q];
    stands |= stone == Stone::kEmpty || (stone == own && !in_atari(q));
    if (stone != other || !in_atari(q)) continue;
    stands = true;
    take_off(q, 1 - colour);
  }
  if (stands) return after;
  after.hash ^= word(point, colour);  // it dies with its own
  --after.counts[static_cast<std::size_t>(colour)];
  for (const unsigned q : around(point))
    if (stone_[q] == own) take_off(q, colour);
  return after;
}

template <int kSide>
void GoBoard<kSide>::join(unsigned a, unsigned b) {
  if (size_[a] < size_[b]) std::swap(a, b);
  for_chain(b, [&](unsigned stone) { head_[stone] = static_cast<Point>(a); });
  std::swap(next_[a], next_[b]);
  chains_[a].join(chains_[b]);
  size_[a] = static_cast<Point>(size_[a] + size_[b]);
  atari_[static_cast<std::size_t>(stone_[b])].remove(b);
}

template <int kSide>
int GoBoard<kSide>::take_off(unsigned head) {
  const auto colour = static_cast<std::size_t>(stone_[head]);
  int taken = 0;
  unsigned stone = head;
  do {
    const unsigned next = next_[stone];
    stone_[stone] = Stone::kEmpty;
    head_[stone] = 0;
    stones_[colour].remove(stone);
    empty_.add(stone);
    dead_[colour].add(stone);
    hash_ ^= word(stone, static_cast<int>(colour));
    --counts_[colour];
    for (const unsigned q : around(stone))
      if (stone_[q] < Stone::kEmpty) {
        const unsigned neighbour = head_[q];
        if (neighbour == head) continue;  // dies, too
        chains_[neighbour].add(stone);
        settle(neighbour);
      }
    ++taken;
    stone = next;
  } while (stone != head);
  atari_[colour].remove(head);
  return taken;
}

template <int kSide>
void GoBoard<kSide>::put(unsigned point, int colour) {
  check(stone_[point] == Stone::kEmpty, "point {} is not empty", point);
  const auto own = static_cast<Stone>(colour);
  stone_[point] = own;
  stones_[static_cast<std::size_t>(colour)].add(point);
  empty_.remove(point);
  hash_ ^= word(point, colour);
  ++counts_[static_cast<std::size_t>(colour)];
  head_[point] = next_[point] = static_cast<Point>(point);
  size_[point] = 1;
  Chain& chain = chains_[point] = {};
  for (const unsigned q : around(point)) {
    chain.add_if(stone_[q] == Stone::kEmpty, q);
    chains_[head_[q]].remove(point);
  }
  for (const unsigned q : around(point)) {
    if (stone_[q] == own && head_[q] != head_[point]) join(head_[point], head_[q]);
    if (stone_[q] < Stone::kEmpty) settle(head_[q]);
  }
  settle(head_[point]);
}

template <int kSide>
void GoBoard<kSide>::play(unsigned point, int colour) {
  const auto other = static_cast<Stone>(1 - colour);
  put(point, colour);
  ko_ = kNone;
  int taken = 0;
  unsigned last_taken = kNone;
  bool shut_in = true;  // by stones of the other colour
  for (const unsigned q : around(point)) {
    const Stone stone = stone_[q];
    shut_in &= stone == other || stone == Stone::kWall;
    if (stone != other || chains_[head_[q]].count > 0) continue;
    taken += take_off(head_[q]);
    last_taken = q;
  }
  if (taken == 1 && shut_in) ko_ = static_cast<Point>(last_taken);
  if (chains_[head_[point]].count == 0) take_off(head_[point]);  // suicide
}

template <int kSide>
bool GoBoard<kSide>::is_alive() const {
  bool alive = true;
  (stones_[0] | stones_[1]).for_each([&](unsigned point) {
    alive &= chains_[head_[point]].count > 0;
  });
  return alive;
}

template class GoBoard<9>;
template class GoBoard<13>;
template class GoBoard<19>;

}  // namespace az
