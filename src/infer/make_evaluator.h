// make_evaluator.h — the one way from a net to an Evaluator: checks that it fits the game, loads it
// strictly, puts the cache in front.
#pragma once

#include <memory>

#include "config/value.h"
#include "core/result.h"
#include "games/game.h"
#include "infer/infer_config.h"
#include "search/evaluator.h"
#include "store/checkpoint.h"

namespace az {

class Net;

/// A net in memory, made for this game's family. local_rank counts the ranks on one host: they take
/// its GPUs in turn. Sets the number of threads that LibTorch uses in this process. Errors: a GPU
/// that is absent, threads that would do nothing or have no core.
Result<std::unique_ptr<Evaluator>> make_evaluator(std::unique_ptr<Net> net, const Game& game,
                                                  const InferConfig& config, int local_rank = 0);

/// A net file's content. Errors (kData) name both sides: another family, action space, encoder or
/// architecture, weights that do not fit.
Result<std::unique_ptr<Evaluator>> make_evaluator(const NetFile& file, const Game& game,
                                                  const InferConfig& config, int local_rank = 0);

/// The same from disk; `net_hash`, where given, is the identity that the file must have.
Result<std::unique_ptr<Evaluator>> make_evaluator(const Path& net_file, const Game& game,
                                                  const InferConfig& config, int local_rank = 0,
                                                  const Hash128* net_hash = nullptr);

/// The untrained net that a `net:` section and a seed make.
Result<std::unique_ptr<Evaluator>> make_untrained_evaluator(const Value& net_section,
                                                            std::uint64_t seed, const Game& game,
                                                            const InferConfig& config,
                                                            int local_rank = 0);

}  // namespace az
