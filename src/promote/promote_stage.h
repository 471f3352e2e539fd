// promote_stage.h — az_promote: decides about a generation's net from the games alone, and moves
// the champion's pointer.
//
// Verifies every game that the decision needs, writes ratings/gNNNN.yaml, then moves champion.yaml:
// done twice it changes nothing. A rejected candidate is success; a champion that would be weaker
// against the anchors halts the chain (76).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arena/arena_config.h"
#include "core/result.h"
#include "exam/exam_config.h"
#include "promote/promote_config.h"
#include "stage/context.h"

namespace az {

struct PromoteStage {
  static constexpr std::string_view kName = "promote";
  static inline const std::vector<std::string> kFlags{};
  struct Config {
    ArenaConfig arena;
    PromoteConfig promote;
    ExamConfig exam;
    static void describe(auto& self, auto& v) {
      v.group("arena", self.arena, "evaluation games");
      v.group("promote", self.promote, "the decision");
      v.group("exam", self.exam, "solved positions");
    }
  };
  static Result<void> run(Context& context, const Config& config);
};

}  // namespace az
