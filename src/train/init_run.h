// init_run.h — generation 0: a net of random weights from the seed, which becomes the first
// champion.
#pragma once

#include <cstdint>

#include "core/result.h"
#include "layout/run_dir.h"
#include "stage/context.h"
#include "train/subject.h"
#include "train/train_config.h"

namespace az {

/// Writes checkpoints/g0000/step-00000000.h5, nets/g0000.h5 and champion.yaml. Done again with the
/// same configuration it completes what is missing and changes nothing; a net of other weights or
/// settings is never overwritten.
Result<void> init_run(Context& context, const TrainConfig& config, std::uint64_t seed);

}  // namespace az
