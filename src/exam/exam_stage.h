// exam_stage.h — az_exam: examines a generation's net on the run's solved positions, raw and with
// search.
//
// Ranks share the positions. Done twice it changes nothing. Started with --file it is a tool
// instead (exam_tool.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "exam/exam_config.h"
#include "infer/infer_config.h"
#include "search/search_config.h"
#include "stage/context.h"

namespace az {

struct ExamStage {
  static constexpr std::string_view kName = "exam";
  static inline const std::vector<std::string> kFlags{};
  struct Config {
    SearchConfig search;
    InferConfig infer;
    ExamConfig exam;
    static void describe(auto& self, auto& v) {
      v.group("search", self.search, "search");
      v.group("infer", self.infer, "inference");
      v.group("exam", self.exam, "solved positions");
    }
  };
  static Result<void> run(Context& context, const Config& config);
};

}  // namespace az
