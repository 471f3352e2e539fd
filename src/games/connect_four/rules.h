// rules.h — Connect Four on any board whose bitboard fits 64 bits.
//
// One word per seat holds its stones: bit column · (rows + 1) + height above the bottom; the spare
// bit above each column stays 0, so that no line wraps into the next column. Source of the layout:
// J. Tromp, "The Fhourstones Benchmark" (tromp.github.io/c4/fhour.html).
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
#include "games/planes.h"

namespace az {

/// Action id = column, 0 from the left.
class ConnectFour {
 public:
  struct Settings {
    int rows = 6, columns = 7;
    static void describe(auto& self, auto& v) {
      v.field("rows", self.rows, Range{4, 12}, "cells per column");
      v.field("columns", self.columns, Range{4, 12}, "columns; (rows + 1) * columns is at most 64");
    }
    Result<void> check() const;
  };
  static constexpr std::string_view kName = "connect_four";
  static constexpr std::string_view kBlurb = "drop stones into columns; four in a line win";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1;

  explicit ConnectFour(const Settings& settings);
  static GameInfo info(const Settings& settings);

  int to_play() const { return plies_ & 1; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  void adjudicate();
  Outcome outcome() const;
  void encode(Planes& planes) const;
  /// The cell where the stone lands; the top cell of a full column.
  Site site(Action action) const;
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  /// The column as people and the published test sets count it: "1" is the left one.
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;
  std::string draw() const;
  std::uint64_t hash() const;

 private:
  std::uint64_t column_bits(Action column) const {
    return ((std::uint64_t{1} << rows_) - 1) << (column * (rows_ + 1u));
  }
  bool four_in_line(std::uint64_t stones) const;

  std::array<std::uint64_t, 2> stones_{};  ///< by seat
  std::uint8_t rows_, columns_;
  std::uint8_t plies_ = 0;
  std::int8_t winner_ = -1;
  EndReason reason_ = EndReason::kNone;
};

}  // namespace az
