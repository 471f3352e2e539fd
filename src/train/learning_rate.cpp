#include "train/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace az {

double learning_rate_at(const OptimizerConfig& config, std::int64_t step) {
  const auto now = static_cast<double>(step + 1), warmup = static_cast<double>(config.warmup_steps);
  if (step < config.warmup_steps) return config.learning_rate * now / warmup;
  if (config.schedule == Schedule::kConstant) return config.learning_rate;
  const double span = std::max(1.0, static_cast<double>(config.horizon_steps) - warmup);
  const double done = std::clamp((now - warmup) / span, 0.0, 1.0);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * done));
  return config.learning_rate * (config.final_fraction + (1 - config.final_fraction) * cosine);
}

double ema_decay_at(double decay, std::int64_t step) {
  const auto now = static_cast<double>(step);
  return std::min(decay, (1 + now) / (10 + now));
}

}  // namespace az
