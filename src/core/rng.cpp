#include "core/rng.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

#include "core/check.h"
#include "core/hash.h"

namespace az {

Rng::Rng(const StreamName& name) : name_{name.ply, name.game, name.generation} {
  const std::array<std::uint64_t, 2> words{name.seed, static_cast<std::uint64_t>(name.purpose)};
  const std::uint64_t key = hash64({reinterpret_cast<const char*>(words.data()), sizeof words});
  key_ = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

void Rng::refill() {
  using Philox = r123::Philox4x32;
  const Philox::ctr_type counter{{index_++, name_[0], name_[1], name_[2]}};
  const Philox::key_type key{{key_[0], key_[1]}};
  const auto block = Philox{}(counter, key);
  for (unsigned i = 0; i < 4; ++i) block_[i] = block[i];
  used_ = 0;
}

double Rng::normal() {
  // Box–Muller; 1 − U lies in (0, 1], so the logarithm is finite.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double Rng::gumbel() {
  double u = uniform();
  while (u == 0.0) u = uniform();
  return -std::log(-std::log(u));
}

double Rng::gamma(double alpha) {
  check(alpha > 0, "gamma({})", alpha);
  if (alpha < 1.0) {
    double u = uniform();
    while (u == 0.0) u = uniform();
    return gamma(alpha + 1.0) * std::pow(u, 1.0 / alpha);
  }
  const double d = alpha - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal(), v = std::pow(1.0 + c * x, 3);
    if (v <= 0.0) continue;
    double u = uniform();
    while (u == 0.0) u = uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

std::size_t Rng::choose(std::span<const double> weights) {
  double total = 0;
  for (const double w : weights) total += w;
  check(total > 0 && std::isfinite(total), "choose() from weights that sum to {}", total);
  double left = uniform() * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last;  // rounding left a crumb beyond the last positive weight
}

}  // namespace az
