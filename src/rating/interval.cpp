#include "rating/interval.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace az {

double normal_quantile_two_sided(double confidence) {
  double low = 0, high = 40;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (std::erf(middle / std::sqrt(2.0)) < confidence ? low : high) = middle;
  }
  return low;
}

Estimate wilson(double successes, double trials, double z) {
  Estimate estimate;
  if (!(trials > 0)) return estimate;
  const double p = successes / trials, square = z * z / trials;
  const double centre = p + square / 2;
  const double half = z * std::sqrt(p * (1 - p) / trials + square / trials / 4);
  estimate.value = p;
  // At 0 and 1 the interval ends there exactly; the formula rounds.
  estimate.low = successes <= 0 ? 0 : (centre - half) / (1 + square);
  estimate.high = successes >= trials ? 1 : (centre + half) / (1 + square);
  estimate.count = static_cast<std::uint64_t>(std::llround(trials));
  return estimate;
}

Estimate mean_share(std::span<const double> values, std::span<const std::uint64_t> cluster,
                    double z) {
  check(cluster.empty() || cluster.size() == values.size(), "{} clusters of {} values",
        cluster.size(), values.size());
  if (values.empty()) return {};
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double trials = n;
  if (!cluster.empty()) {
    std::map<std::uint64_t, double> residual;
    for (std::size_t i = 0; i < values.size(); ++i) residual[cluster[i]] += values[i] - mean;
    double sum = 0;
    for (const auto& [key, r] : residual) sum += r * r;
    const auto clusters = static_cast<double>(residual.size());
    if (clusters > 1 && sum > 0) {
      const double variance = sum / (n * n) * clusters / (clusters - 1);
      trials = std::min(n, mean * (1 - mean) / variance);
    }
  }
  Estimate estimate = wilson(mean * trials, trials, z);
  estimate.count = values.size();
  return estimate;
}

Estimate mean_of(std::span<const double> values, double z) {
  Estimate estimate;
  estimate.count = values.size();
  if (values.empty()) return estimate;
  const auto n = static_cast<double>(values.size());
  estimate.value = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return estimate;
  double sum = 0;
  for (const double value : values) sum += (value - estimate.value) * (value - estimate.value);
  const double half = z * std::sqrt(sum / (n - 1) / n);
  estimate.low = estimate.value - half;
  estimate.high = estimate.value + half;
  return estimate;
}

Estimate ratio_of(std::span<const double> part, std::span<const double> whole, double z) {
  check(part.size() == whole.size(), "{} parts of {} wholes", part.size(), whole.size());
  Estimate estimate;
  double parts = 0, wholes = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (!(whole[i] > 0)) continue;
    ++estimate.count;
    parts += part[i];
    wholes += whole[i];
  }
  if (estimate.count == 0) return estimate;
  estimate.value = parts / wholes;
  if (estimate.count < 2) return estimate;
  double sum = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (!(whole[i] > 0)) continue;
    const double residual = part[i] - estimate.value * whole[i];
    sum += residual * residual;
  }
  const auto n = static_cast<double>(estimate.count);
  const double half = z * std::sqrt(sum * n / (n - 1)) / wholes;
  estimate.low = estimate.value - half;
  estimate.high = estimate.value + half;
  return estimate;
}

Estimate quantile_of(std::span<const double> sorted, double q, double z) {
  Estimate estimate;
  estimate.count = sorted.size();
  if (sorted.empty()) return estimate;
  const auto n = static_cast<double>(sorted.size());
  const auto at = [&](double rank) {  // ranks from 1
    const double inside = std::clamp(rank, 1.0, n);
    return sorted[static_cast<std::size_t>(inside) - 1];
  };
  const double half = z * std::sqrt(n * q * (1 - q));
  estimate.value = at(std::ceil(n * q));
  estimate.low = at(std::floor(n * q - half));
  estimate.high = at(std::ceil(n * q + half) + 1);
  return estimate;
}

Estimate effective_number(std::span<const std::uint64_t> counts, double z) {
  Estimate estimate;
  double n = 0;
  for (const std::uint64_t count : counts) n += static_cast<double>(count);
  if (!(n > 0)) return estimate;
  double entropy = 0, square = 0;
  for (const std::uint64_t count : counts) {
    const double p = static_cast<double>(count) / n;
    entropy -= p * std::log(p);
    square += p * std::log(p) * std::log(p);
  }
  const double half = z * std::sqrt(std::max(0.0, square - entropy * entropy) / n);
  estimate.value = std::exp(entropy);
  estimate.low = std::max(1.0, std::exp(entropy - half));
  const auto once = static_cast<double>(std::count(counts.begin(), counts.end(), 1u));
  estimate.high = once < n / 2 ? std::exp(entropy + half) : std::numeric_limits<double>::infinity();
  estimate.count = static_cast<std::uint64_t>(n);
  return estimate;
}

}  // namespace az
