// row_budget.h — training is paid for with new rows: steps = new rows · reuse / batch, the rest is
// carried over.
#pragma once

#include <cstdint>

namespace az {

struct RowBudget {
  std::int64_t steps = 0;  ///< to train now
  double left =
      0;  ///< rows that did not fill a batch: carried to the next generation, below one batch
};

/// carried: `left` of the generation before. Steps are capped at `maximum_steps`; what lies beyond
/// is forfeited, so that a long pause of training does not turn into a long bout of over-training.
RowBudget spend_rows(double carried, std::int64_t new_rows, double reuse, std::int64_t batch,
                     std::int64_t maximum_steps);

}  // namespace az
