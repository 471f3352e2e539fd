// settings.h — which Go: the board, the rules and what the planes show.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "config/field.h"
#include "core/game_info.h"

namespace az {

enum class KoRule : std::uint8_t { kSimple, kPositional, kSituational };
enum class DeadStones : std::uint8_t { kNone, kPassAlive };

struct GoSettings {
  static constexpr int kMostSide = 19, kMostHistory = 8, kMostMoves = 60'000;
  static constexpr std::array<std::string_view, 1> kUnseen{"dead_stones"};

  int size = 9, columns = 0, canvas = 0;
  double komi = 7.5;
  KoRule ko = KoRule::kPositional;
  bool suicide = false;
  DeadStones dead_stones = DeadStones::kNone;
  int max_moves = 0;
  int history = 3;

  static void describe(auto& self, auto& v) {
    v.field("size", self.size, Range{1, kMostSide}, "lines from bottom to top");
    v.field("columns", self.columns, Range{0, kMostSide}, "lines from left to right; 0: size");
    v.field("canvas", self.canvas, Range{0, kMostSide},
            "side of the input planes, at least size; 0: size; nets play all sizes of one canvas");
    v.field("komi", self.komi, Range{-400, 400}, "points for white, a multiple of 0.5");
    v.field("ko", self.ko,
            Words<KoRule>{{{"simple", KoRule::kSimple},
                           {"positional", KoRule::kPositional},
                           {"situational", KoRule::kSituational}}},
            "what may not be repeated: the last but one board, a board, a board with its mover");
    v.field("suicide", self.suicide, "a move may take its own chain of two or more off");
    v.field(
        "dead_stones", self.dead_stones,
        Words<DeadStones>{{{"none", DeadStones::kNone}, {"pass_alive", DeadStones::kPassAlive}}},
        "scoring takes off: nothing, or stones within pass-alive territory (Benson), which "
        "then also ends decided games");
    v.field("max_moves", self.max_moves, Range{0, kMostMoves},
            "then the area decides; 0: three times the board, at least 20");
    v.field("history", self.history, Range{0, kMostHistory}, "earlier boards that the planes show");
  }
  Result<void> check() const;

  int width() const { return columns == 0 ? size : columns; }
  int longer_side() const { return std::max(size, width()); }
  int canvas_side() const { return canvas == 0 ? longer_side() : canvas; }
  int usual_cap() const { return std::max(20, 3 * size * width()); }
  int move_cap() const { return max_moves > 0 ? max_moves : usual_cap(); }
  GoSettings effective() const {
    GoSettings all = *this;
    all.columns = width();
    all.canvas = canvas_side();
    all.max_moves = move_cap();
    return all;
  }
};

/// Planes without the history, and scalars: encode.cpp says which.
inline constexpr int kGoPlanes = 10, kGoScalars = 5;

GameInfo go_info(const GoSettings& settings);

}  // namespace az
