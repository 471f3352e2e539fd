// train_stage.h — az_train: makes generation 0's net (--init), or trains a generation's net on the
// window of its self-play.
//
// Reads selfplay/, champion.yaml and the last checkpoint; writes windows/gNNNN.yaml and
// selfplay/gNNNN.h5 before the first step, checkpoints/gNNNN/ on the way and on a stop,
// nets/gNNNN.h5 last: that file is what says "done".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "replay/replay_config.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "stage/context.h"
#include "train/train_config.h"

namespace az {

struct TrainStage {
  static constexpr std::string_view kName = "train";
  static inline const std::vector<std::string> kFlags{"init"};
  struct Config {
    std::uint64_t seed = 1;
    SearchConfig search;
    SelfPlayConfig selfplay;
    ReplayConfig replay;
    TrainConfig train;
    static void describe(auto& self, auto& v) {
      v.field("seed", self.seed, "the run's seed");
      v.group("search", self.search, "search of self-play");
      v.group("selfplay", self.selfplay, "self-play");
      v.group("replay", self.replay, "the window");
      v.group("train", self.train, "training");
    }
  };
  static Result<void> run(Context& context, const Config& config);
};

}  // namespace az
