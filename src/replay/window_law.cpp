#include "replay/window_law.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check.h"

namespace az {

double window_rows(const ReplayConfig& config, std::int64_t total_rows) {
  const auto minimum = static_cast<double>(config.minimum_rows);
  const auto total = static_cast<double>(total_rows);
  check(total >= minimum, "window of {} rows, minimum {}", total_rows, config.minimum_rows);
  const double a = config.exponent, s = minimum;
  const double grown =
      (std::pow(total - minimum + s, a) - std::pow(s, a)) / (a * std::pow(s, a - 1));
  return std::clamp(minimum + config.slope * grown, minimum,
                    std::max(minimum, static_cast<double>(config.maximum_rows)));
}

double rows_due(const ReplayConfig& config, std::span<const std::int64_t> rows) {
  check(!rows.empty(), "a window of no generation");
  const bool by_law = config.window == WindowKind::kPower;
  const auto newest = static_cast<double>(rows.back());
  if (!by_law)
    rows = rows.last(std::min(rows.size(), static_cast<std::size_t>(config.generations)));
  const auto total = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
  double due = std::min(static_cast<double>(total), static_cast<double>(config.maximum_rows));
  if (by_law && total >= config.minimum_rows)
    due = std::min(static_cast<double>(total), window_rows(config, total));
  return std::max(due, newest);  // the newest generation is in it, whole
}

}  // namespace az
