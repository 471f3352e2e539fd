// subject.h — what is trained: the run's game and its net, with the identity that goes into files.
#pragma once

#include <memory>

#include "core/result.h"
#include "games/variants.h"
#include "net/net.h"
#include "stage/context.h"
#include "store/checkpoint.h"
#include "train/train_config.h"

namespace az {

struct Subject {
  GameVariants variants;
  std::unique_ptr<Net> net;  ///< on the device of this rank; parameters zero
  NetIdentity identity;
};

/// From the sections `game:`, `variants:` and `net:` of the run's configuration.
Result<Subject> make_subject(const Context& context, const TrainConfig& config);

}  // namespace az
