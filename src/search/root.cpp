#include "search/root.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace az {
namespace {

void normalise(std::span<float> values) {
  double sum = 0;
  for (const float v : values) sum += static_cast<double>(v);
  check(sum > 0 && std::isfinite(sum), "weights sum to {}", sum);
  for (float& v : values) v = static_cast<float>(static_cast<double>(v) / sum);
}

}  // namespace

void apply_policy_temperature(std::span<float> priors, double temperature) {
  if (temperature == 1.0) return;
  const float greatest = *std::max_element(priors.begin(), priors.end());
  for (float& p : priors)
    p = static_cast<float>(std::pow(static_cast<double>(p / greatest), 1.0 / temperature));
  normalise(priors);
}

void add_root_noise(std::span<float> priors, const PuctConfig& config, Rng& rng,
                    std::span<float> scratch) {
  const std::size_t size = priors.size();
  const auto alphas = scratch.first(size);
  std::fill(alphas.begin(), alphas.end(), 1.0f / static_cast<float>(size));
  if (config.noise_shape == NoiseShape::kShaped) {
    // 1e-20 keeps the logarithm of an underflowed prior finite.
    const auto shape = [](float p) { return std::log(std::min(p, 0.01f) + 1e-20f); };
    float mean = 0, above = 0;
    for (const float p : priors) mean += shape(p) / static_cast<float>(size);
    for (const float p : priors) above += std::max(0.0f, shape(p) - mean);
    if (above > 0)
      for (std::size_t i = 0; i < size; ++i)
        alphas[i] = 0.5f * (alphas[i] + std::max(0.0f, shape(priors[i]) - mean) / above);
  }
  double sum = 0;
  for (float& alpha : alphas) {
    // The floor keeps a draw from underflowing to 0 / 0 when there are very many actions.
    const double draw = rng.gamma(config.noise_alpha_total * static_cast<double>(alpha)) + 1e-30;
    alpha = static_cast<float>(draw);
    sum += draw;
  }
  const auto weight = static_cast<float>(config.noise_weight),
             scale = static_cast<float>(1.0 / sum);
  for (std::size_t i = 0; i < size; ++i)
    priors[i] = (1 - weight) * priors[i] + weight * alphas[i] * scale;
}

std::size_t choose_with_temperature(std::span<const float> weights, double temperature, Rng& rng,
                                    std::span<float> scratch) {
  const auto greatest = std::max_element(weights.begin(), weights.end());
  check(*greatest > 0, "no weight to choose by");
  if (temperature < 1e-3) return static_cast<std::size_t>(greatest - weights.begin());
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    scratch[i] = static_cast<float>(
        std::pow(static_cast<double>(weights[i] / *greatest), 1.0 / temperature));
    sum += static_cast<double>(scratch[i]);
  }
  double left = rng.uniform() * sum;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (scratch[i] <= 0) continue;
    last = i;
    left -= static_cast<double>(scratch[i]);
    if (left < 0) break;
  }
  return last;
}

}  // namespace az
