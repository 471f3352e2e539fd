// run_config.h — the whole configuration of a run: every section, checked before anything is
// queued.
//
// Each section's struct lives in its own folder's <folder>_config.h; this file only names them.
#pragma once

#include <cstdint>
#include <string>

#include "arena/arena_config.h"
#include "config/field.h"
#include "config/value.h"
#include "core/result.h"
#include "exam/exam_config.h"
#include "infer/infer_config.h"
#include "promote/promote_config.h"
#include "replay/replay_config.h"
#include "search/search_config.h"
#include "selfplay/selfplay_config.h"
#include "train/train_config.h"

namespace az {

/// The sections that are described structs, in the order of configs/base.yaml.
struct RunSections {
  std::uint64_t seed = 1;
  int generations = 0;
  SearchConfig search;
  InferConfig infer;
  SelfPlayConfig selfplay;
  ReplayConfig replay;
  TrainConfig train;
  ArenaConfig arena;
  ExamConfig exam;
  PromoteConfig promote;

  static void describe(auto& self, auto& v) {
    v.field("seed", self.seed, "every random draw of the run comes from it");
    v.field("generations", self.generations, Range{0, 1e6},
            "generations to run; 0: what the pipeline says");
    v.group("search", self.search, "how a move is searched, in self-play");
    v.group("infer", self.infer, "how nets are evaluated");
    v.group("selfplay", self.selfplay, "how many games, by whom, from which starts");
    v.group("replay", self.replay, "which games training draws from");
    v.group("train", self.train, "how a net learns");
    v.group("arena", self.arena, "which games a candidate must play");
    v.group("exam", self.exam, "solved positions that nets are examined on");
    v.group("promote", self.promote, "when a candidate becomes champion");
  }
};

struct RunConfig {
  RunSections sections;
  Value game;      ///< name and every setting of the game
  Value variants;  ///< what the run's variants change in it; an empty list: it alone is played
  Value net;       ///< name and every setting of the architecture
};

/// Checks every key of every section and fills in what is not written. Messages name file, line and
/// key.
Result<RunConfig> read_run_config(const Value& tree);

/// Every key with its value: what a run freezes into run.yaml.
Value print_run_config(const RunConfig& config);

/// configs/base.yaml: every key, its default, one line of help.
std::string base_yaml();

}  // namespace az
