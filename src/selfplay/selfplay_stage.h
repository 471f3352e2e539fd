// selfplay_stage.h — az_selfplay: the champion, or before it a teacher, plays games against itself
// into HDF5 shards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "infer/infer_config.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "stage/context.h"

namespace az {

struct SelfPlayStage {
  static constexpr std::string_view kName = "selfplay";
  static inline const std::vector<std::string> kFlags{};
  struct Config {
    std::uint64_t seed = 1;
    SearchConfig search;
    InferConfig infer;
    SelfPlayConfig selfplay;
    static void describe(auto& self, auto& v) {
      v.field("seed", self.seed, "the run's seed");
      v.group("search", self.search, "search of self-play");
      v.group("infer", self.infer, "inference");
      v.group("selfplay", self.selfplay, "self-play");
    }
  };
  static Result<void> run(Context& context, const Config& config);
};

}  // namespace az
