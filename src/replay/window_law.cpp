#include "replay/window_law.h"

#include <algorithm>
#include <cmath>

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

}  // namespace az
