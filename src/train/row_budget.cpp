#include "train/row_budget.h"

#include <algorithm>
#include <cmath>

namespace az {

RowBudget spend_rows(double carried, std::int64_t new_rows, double reuse, std::int64_t batch,
                     std::int64_t maximum_steps) {
  const double bucket = carried + static_cast<double>(new_rows) * reuse;
  const auto batch_rows = static_cast<double>(batch);
  const auto affordable = static_cast<std::int64_t>(std::floor(bucket / batch_rows));
  return {.steps = std::min(affordable, maximum_steps),
          .left = bucket - static_cast<double>(affordable) * batch_rows};
}

}  // namespace az
