// evaluate_stage.h — az_evaluate: the candidate of a generation plays its registered blocks against
// champion and anchors.
//
// Worker w of W (array tasks × ranks) plays entries w, w + W, … of the registered list and skips
// what exists and what can no longer matter. A block's file appears whole or not at all; a stopped
// block is played again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arena/arena_config.h"
#include "core/result.h"
#include "infer/infer_config.h"
#include "stage/context.h"

namespace az {

struct EvaluateStage {
  static constexpr std::string_view kName = "evaluate";
  static inline const std::vector<std::string> kFlags{};
  struct Config {
    InferConfig infer;
    ArenaConfig arena;
    static void describe(auto& self, auto& v) {
      v.group("infer", self.infer, "inference");
      v.group("arena", self.arena, "evaluation games");
    }
  };
  static Result<void> run(Context& context, const Config& config);
};

}  // namespace az
