#include "rating/rating_fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace az {

double RatingFit::difference_se(int a, int b) const {
  const std::size_t n = elo.size();
  const auto at = [&](int row, int column) {
    return covariance[static_cast<std::size_t>(row) * n + static_cast<std::size_t>(column)];
  };
  const double variance = b < 0 ? at(a, a) : at(a, a) + at(b, b) - 2 * at(a, b);
  return std::sqrt(std::max(0.0, variance));
}

}  // namespace az
