// decide.h — from a run's files to the decision about one generation, without changing anything.
#pragma once

#include "arena/arena_config.h"
#include "config/value.h"
#include "exam/exam_config.h"
#include "layout/champion.h"
#include "layout/rating_file.h"
#include "layout/run_dir.h"
#include "promote/promote_config.h"

namespace az {

struct Verdict {
  RatingFile file;    ///< to be written
  Champion champion;  ///< who plays from here on
};

/// Fails with 66 when games are missing ("have 3, need block …") or the exam that the configuration
/// names sets for, with 65 when games, nets or the
/// exam cannot be believed.
Result<Verdict> decide(const RunDir& run, const Value& run_config, const ArenaConfig& arena,
                       const PromoteConfig& promote, const ExamConfig& exam, Generation generation);

}  // namespace az
