// learning_rate.h — the learning rate as a function of the step.
#pragma once

#include <cstdint>

#include "train/train_config.h"

namespace az {

/// step: 0-based, since generation 0. Warm-up is linear from 1/warmup to 1; cosine falls from there
/// to final_fraction at horizon_steps and stays. Source: Loshchilov & Hutter 2017
/// (arXiv:1608.03983), eq. 5.
double learning_rate_at(const OptimizerConfig& config, std::int64_t step);

/// Decay of the moving average at a step since generation 0: the first averages forget the random
/// weights sooner.
double ema_decay_at(double decay, std::int64_t step);

}  // namespace az
