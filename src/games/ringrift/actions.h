// actions.h — the action ids of a board: cell · maps + map, then the actions without a place.
//
// Cell first, because then a list that is made cell by cell ascends by itself.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/game_info.h"
#include "core/result.h"
#include "games/ringrift/placement.h"

namespace az::ringrift {

/// The actions that no cell belongs to, in the order of their ids.
enum class Global : std::uint8_t {
  kSkipPlacement,
  kSkipCapture,
  kSkipRecovery,
  kStopTerritory,
  kNoPlacement,  ///< from here on what is played when nothing else can be
  kNoMovement,
  kNoLine,
  kNoTerritory,
};
inline constexpr std::array<std::string_view, 8> kGlobalNames{"SP", "SC", "SR", "ST",
                                                              "NP", "NM", "NL", "NT"};
inline constexpr int kGlobals = static_cast<int>(kGlobalNames.size());

enum class Kind : std::uint8_t { kPlace, kMove, kLine, kWindow, kPay, kRegion, kGlobal };

/// An action taken apart.
struct Parts {
  Kind kind = Kind::kGlobal;
  int cell = 0;
  int a = 0;  ///< rings to place; direction; axis; border, counted from the mover; the global
  int b = 0;  ///< distance
};

/// The maps of one kind of action are neighbours, in the order of Kind.
template <Board kBoard>
class Actions {
 public:
  using G = Geometry<kBoard>;
  static constexpr int kPlace = 0, kMove = kMostPlaced, kLine = kMove + G::kDirections * G::kReach,
                       kWindow = kLine + G::kAxes, kPay = kWindow + G::kAxes, kRegion = kPay + 1;

  explicit Actions(int players) : maps_(kRegion + players + 1) {}

  int maps() const { return maps_; }
  int count() const { return G::kCells * maps_ + kGlobals; }

  Action place(int cell, int rings) const { return at(cell, kPlace + rings - 1); }
  Action move(int cell, int direction, int distance) const {
    return at(cell, kMove + direction * G::kReach + distance - 1);
  }
  Action line(int cell, int axis) const { return at(cell, kLine + axis); }
  Action window(int cell, int axis) const { return at(cell, kWindow + axis); }
  Action pay(int cell) const { return at(cell, kPay); }
  Action region(int cell, int border) const { return at(cell, kRegion + border); }
  Action global(Global which) const {
    return static_cast<Action>(G::kCells * maps_ + static_cast<int>(which));
  }

  Site site(Action action) const {
    const int id = static_cast<int>(action);
    if (id >= G::kCells * maps_) return {Site::kGlobal, id - G::kCells * maps_};
    return {id % maps_, id / maps_};
  }
  /// action: below count().
  Parts parts(Action action) const {
    const Site where = site(action);
    const int cell = where.cell;
    if (where.map == Site::kGlobal) return {Kind::kGlobal, 0, where.cell};
    if (where.map < kMove) return {Kind::kPlace, cell, where.map + 1};
    if (where.map < kLine)
      return {Kind::kMove, cell, (where.map - kMove) / G::kReach,
              (where.map - kMove) % G::kReach + 1};
    if (where.map < kWindow) return {Kind::kLine, cell, where.map - kLine};
    if (where.map < kPay) return {Kind::kWindow, cell, where.map - kWindow};
    if (where.map < kRegion) return {Kind::kPay, cell};
    return {Kind::kRegion, cell, where.map - kRegion};
  }
  Action id(const Parts& parts) const;

  /// P2:c3 place · M:c3:NE4 move, capture, slide · L:c3:E a line · W:c3:E a window of one ·
  /// X:c3 the stack that pays · T:c3:1 a region, by its border's colour from the mover on.
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;

 private:
  Action at(int cell, int map) const { return static_cast<Action>(cell * maps_ + map); }

  int maps_;
};

}  // namespace az::ringrift
