// rules.h — tic-tac-toe: the smallest game of the house, for tests that enumerate everything.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/planes.h"

namespace az {

/// Cell row · 3 + column is bit of the boards, action id and canvas cell alike.
class TicTacToe {
 public:
  struct Settings {
    static void describe(auto&, auto&) {}
  };
  static constexpr std::string_view kName = "tic_tac_toe";
  static constexpr std::string_view kBlurb = "three in a row on a 3 x 3 board; 5478 positions";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1;

  explicit TicTacToe(const Settings& = {}) {}
  static GameInfo info(const Settings&);

  int to_play() const { return plies_ & 1; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  void adjudicate();
  Outcome outcome() const;
  void encode(Planes& planes) const;
  Site site(Action action) const { return {0, static_cast<int>(action)}; }
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;
  std::string draw() const;
  std::uint64_t hash() const;

 private:
  std::array<std::uint16_t, 2> stones_{};  ///< by seat
  std::uint8_t plies_ = 0;
  std::int8_t winner_ = -1;
  EndReason reason_ = EndReason::kNone;
};

}  // namespace az
