// replay_config.h — the `replay:` section: which games training draws from, and what a row teaches.
#pragma once

#include <cstdint>

#include "config/field.h"

namespace az {

enum class WindowKind { kPower, kGenerations };
inline const Words<WindowKind> kWindowKindWords{
    {{"power", WindowKind::kPower}, {"generations", WindowKind::kGenerations}}};

struct ReplayConfig {
  WindowKind window = WindowKind::kPower;
  int generations = 20;
  std::int64_t minimum_rows = 10000;
  std::int64_t maximum_rows = 100000000;
  double exponent = 0.65;
  double slope = 0.4;
  double hold_out = 0.03;
  double value_mix = 0.5;
  bool augment = true;

  static void describe(auto& self, auto& v) {
    v.field("window", self.window, kWindowKindWords,
            "how the window grows: with a power of all rows so far, or the last generations");
    v.field("generations", self.generations, Range{1, 1e6},
            "window: generations — how many of the newest");
    v.field("minimum_rows", self.minimum_rows, Range{1, 1e12},
            "fewest rows to train on; the power law starts here");
    v.field("maximum_rows", self.maximum_rows, Range{1, 1e12}, "most rows in the window");
    v.field("exponent", self.exponent, Range{0.01, 1},
            "a of the power law, unitless [KataGo: 0.65]");
    v.field("slope", self.slope, Range{0.001, 1},
            "b of the power law: rows the window grows by per new row, at the start [KataGo: 0.4]");
    v.field("hold_out", self.hold_out, Range{0, 0.5},
            "share of the games that only measure the loss; forks stay with their parent");
    v.field("value_mix", self.value_mix, Range{0, 1},
            "share of the search's root outcome in the outcome target; the rest is the result");
    v.field("augment", self.augment, "show every row through a random symmetry of the board");
  }
};

}  // namespace az
