// position.h — what lies on the board and what the turn remembers; the steps that change stacks,
// markers and territory keep the sets, counts and caps in agreement.
//
// A stack is a list of rings in one pool, top to bottom, because a stack may hold all rings of a
// game and mostly holds few.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/game_info.h"
#include "games/ringrift/geometry.h"

namespace az::ringrift {

enum class Phase : std::uint8_t {
  kPlacement,
  kMovement,
  kCapture,  ///< after a move, from where it landed; may be declined
  kChain,    ///< after a capture; may not
  kLines,
  kTerritory,
  kElimination,
};
inline constexpr int kPhases = 7;

template <Board kBoard>
struct Position {
  using G = Geometry<kBoard>;
  using Set = typename G::Set;
  static constexpr int kPool = kMaxPlayers * G::kFacts.rings;
  static constexpr bool kSmall = kPool < 255 && G::kCells < 255;
  using Count = std::conditional_t<kSmall, std::uint8_t, std::uint16_t>;
  static constexpr Count kNone = std::numeric_limits<Count>::max();
  /// The cap of territory: no stack can overtake it.
  static constexpr Count kWall = kNone;
  template <class T>
  using BySeat = std::array<T, kMaxPlayers>;
  template <class T>
  using ByCell = std::array<T, static_cast<std::size_t>(G::kCells)>;

  // The board.
  BySeat<Set> controlled{}, markers{}, collapsed{};
  Set stacks{}, closed{};  ///< of all seats; closed: collapsed
  ByCell<Count> height{};  ///< 0: no stack
  ByCell<Count> cap{};     ///< 0: passable; kWall: collapsed
  ByCell<Count> top{}, bottom{};
  std::array<Count, kPool> below{};  ///< [ring] the next one down; of a free ring the next free
  std::array<std::uint8_t, kPool> colour{};  ///< [ring]
  BySeat<std::uint16_t> hand{}, credit{}, territory{}, in_stacks{};

  // The turn.
  Count free = 0;
  Count active = kNone;  ///< the stack that must move, has landed or goes on capturing
  Count slide_from = kNone, slide_to = kNone;  ///< a recovery that waits for its second half
  std::uint8_t players = 2, line_length = 4, mover = 0, last_mover = 0;
  Phase phase = Phase::kPlacement;
  bool placed = false, acted = false, recovered = false;  ///< this turn
  bool pays_line = false, pays_region = false;            ///< a payment is due
  bool has_region = false;  ///< in kTerritory: some region can be processed

  void clear_pool() {
    for (int ring = 0; ring < kPool; ++ring) at(below, ring) = static_cast<Count>(ring + 1);
  }

  template <class Array>
  static constexpr auto& at(Array& array, int index) {
    return array[static_cast<std::size_t>(index)];
  }

  int controller(int cell) const { return at(colour, at(top, cell)); }
  int height_at(int cell) const { return at(height, cell); }
  int cap_at(int cell) const { return at(cap, cell); }
  bool owns_rings(int seat) const { return at(hand, seat) > 0 || at(in_stacks, seat) > 0; }
  Set marked() const {
    Set all = markers[0];
    for (int seat = 1; seat < players; ++seat) all |= at(markers, seat);
    return all;
  }
  /// The rings of a stack, top first: visit(colour).
  template <class Visit>
  void for_rings(int cell, Visit&& visit) const {
    int ring = at(top, cell);
    for (int left = height_at(cell); left > 0; --left, ring = at(below, ring))
      visit(static_cast<int>(at(colour, ring)));
  }
  /// A ring of `seat` that is not the top one.
  bool has_buried(int cell, int seat) const {
    if (at(in_stacks, seat) == 0) return false;
    int ring = at(top, cell);
    for (int left = height_at(cell) - 1; left > 0; --left)
      if (ring = at(below, ring); at(colour, ring) == seat) return true;
    return false;
  }
  /// No stack, a marker and a ring under others': the seat may slide a marker to free a ring.
  bool may_recover(int seat) const {
    return at(in_stacks, seat) > 0 && !at(controlled, seat).any() && at(markers, seat).any();
  }

  /// Onto a stack, or onto an empty cell. The rings come from outside the board.
  void push_top(int cell, int seat, int count) {
    const bool same = height_at(cell) > 0 && controller(cell) == seat;
    if (height_at(cell) > 0) at(controlled, controller(cell)).remove(cell);
    for (int k = 0; k < count; ++k) {
      const Count ring = take(seat);
      if (height_at(cell) == 0) at(bottom, cell) = ring;
      at(below, ring) = at(top, cell);
      at(top, cell) = ring;
      ++at(height, cell);
    }
    at(cap, cell) = static_cast<Count>((same ? cap_at(cell) : 0) + count);
    stacks.add(cell);
    at(controlled, seat).add(cell);
  }
  /// Under a stack.
  void push_bottom(int cell, int seat) {
    const Count ring = take(seat);
    at(below, at(bottom, cell)) = ring;
    at(bottom, cell) = ring;
    if (at(cap, cell) == at(height, cell) && controller(cell) == seat) ++at(cap, cell);
    ++at(height, cell);
  }
  /// Takes the top ring away and returns its colour.
  int pop_top(int cell) {
    const int seat = controller(cell);
    const Count ring = at(top, cell);
    at(top, cell) = at(below, ring);
    give(ring);
    --at(height, cell);
    if (at(cap, cell) > 1)
      --at(cap, cell);
    else
      uncover(cell, seat);
    return seat;
  }
  /// Takes the bottommost ring of `seat` away; the stack has one.
  void extract(int cell, int seat) {
    int over = kNone, before_last = kNone, last = kNone;
    int ring = at(top, cell);
    for (int left = height_at(cell); left > 0; --left) {
      if (at(colour, ring) == seat) {
        last = ring;
        before_last = over;
      }
      over = ring;
      ring = at(below, ring);
    }
    const int was = controller(cell);
    if (before_last == kNone)
      at(top, cell) = at(below, last);
    else
      at(below, before_last) = at(below, last);
    if (at(bottom, cell) == last) at(bottom, cell) = static_cast<Count>(before_last);
    give(static_cast<Count>(last));
    --at(height, cell);
    uncover(cell, was);
  }
  /// To a cell without a stack.
  void move_stack(int from, int to) {
    const int seat = controller(from);
    for (auto* array : {&height, &cap, &top, &bottom}) at(*array, to) = at(*array, from);
    at(height, from) = at(cap, from) = 0;
    stacks.remove(from);
    stacks.add(to);
    at(controlled, seat).remove(from);
    at(controlled, seat).add(to);
  }
  /// Eliminates the top ring, to the mover's credit.
  void eliminate_top(int cell) {
    pop_top(cell);
    ++at(credit, mover);
  }
  void eliminate_cap(int cell) {
    for (int left = cap_at(cell); left > 0; --left) eliminate_top(cell);
  }
  /// Cells without a stack, or whose stack goes with them, become the mover's territory for good.
  void collapse(const Set& cells) {
    (cells & stacks).for_each([&](int cell) {
      while (height_at(cell) > 0) eliminate_top(cell);
    });
    cells.for_each([&](int cell) { at(cap, cell) = kWall; });
    for (int seat = 0; seat < players; ++seat) at(markers, seat) -= cells;
    closed |= cells;
    at(collapsed, mover) |= cells;
    at(territory, mover) = static_cast<std::uint16_t>(at(territory, mover) + cells.count());
  }
  void collapse(int cell) {
    Set cells;
    cells.add(cell);
    collapse(cells);
  }

 private:
  Count take(int seat) {
    const Count ring = free;
    free = at(below, ring);
    at(colour, ring) = static_cast<std::uint8_t>(seat);
    ++at(in_stacks, seat);
    return ring;
  }
  void give(Count ring) {
    --at(in_stacks, at(colour, ring));
    at(below, ring) = free;
    free = ring;
  }
  /// After a ring went from a stack that `was` controlled: its control and cap.
  void uncover(int cell, int was) {
    at(controlled, was).remove(cell);
    if (height_at(cell) == 0) {
      at(cap, cell) = 0;
      stacks.remove(cell);
      return;
    }
    const int seat = controller(cell);
    int run = 1;
    for (int ring = at(top, cell); run < height_at(cell); ++run)
      if (ring = at(below, ring); at(colour, ring) != seat) break;
    at(cap, cell) = static_cast<Count>(run);
    at(controlled, seat).add(cell);
  }
};

}  // namespace az::ringrift
