// rules.h — Hex on rhombic boards of side 3 to 11, with or without the swap rule.
//
// Seat 0 connects the top row with the bottom row, seat 1 the left column with the right one. Cell
// row · canvas + column is bit, action id and canvas cell alike; its neighbours are (−1,0) (−1,+1)
// (0,−1) (0,+1) (+1,−1) (+1,0). Each seat keeps the set of its stones that are connected to its
// first edge; a stone joins it once, so that a whole game's floods cost little more than one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/hex/bits.h"
#include "games/planes.h"

namespace az {

class Hex {
 public:
  static constexpr int kMaxSize = 11;  ///< 121 cells fit two words

  struct Settings {
    int size = 11, canvas = 0;
    bool swap = false;
    static void describe(auto& self, auto& v) {
      v.field("size", self.size, Range{3, kMaxSize}, "side of the board");
      v.field(
          "canvas", self.canvas, Range{0, kMaxSize},
          "side of the input planes, at least size; 0: size; nets play all sizes of one canvas");
      v.field("swap", self.swap, "the second player may take over the opening stone (mirrored)");
    }
    Result<void> check() const;
    int canvas_side() const { return canvas == 0 ? size : canvas; }
    Settings effective() const { return {size, canvas_side(), swap}; }
  };
  static constexpr std::string_view kName = "hex";
  static constexpr std::string_view kBlurb =
      "connect your two edges of a rhombus of hexagons; no draws";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1, kHeuristicVersion = 1;

  explicit Hex(const Settings& settings);
  static GameInfo info(const Settings& settings);

  int to_play() const { return plies_ & 1; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  /// The seat that needs fewer further stones wins; at equal need the seat to move.
  void adjudicate();
  Outcome outcome() const;
  void encode(Planes& planes) const;
  /// Seat 1 sees the board transposed, so that the mover always connects top and bottom.
  Site site(Action action) const;
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;
  std::string draw() const;
  std::uint64_t hash() const;
  /// Who needs fewer further stones to connect is ahead; to move is worth half a stone.
  void heuristic(std::span<float> values) const;

  /// How many more stones `seat` needs to connect its edges; 0: it has; size² + 1: it cannot.
  int stones_needed(int seat) const;

 private:
  struct Geometry {
    Bits128 board, first_column, last_column;
    std::array<Bits128, 2> start_edge, end_edge;  ///< by seat
  };
  static Geometry make_geometry(int size, int canvas);
  static const Geometry& geometry(int size, int canvas);

  Action swap_action() const { return static_cast<Action>(canvas_ * canvas_); }
  bool can_swap() const { return swap_ && plies_ == 1; }
  unsigned transposed(unsigned cell) const { return cell % canvas_ * canvas_ + cell / canvas_; }
  Bits128 neighbours(Bits128 cells) const;
  void place(std::size_t seat, unsigned cell);

  std::array<Bits128, 2> stones_{};     ///< by seat
  std::array<Bits128, 2> connected_{};  ///< by seat: stones with a path to its start edge
  const Geometry* geometry_;
  std::uint8_t size_, canvas_, plies_ = 0;
  bool swap_;
  std::int8_t winner_ = -1;
  EndReason reason_ = EndReason::kNone;
};

}  // namespace az
