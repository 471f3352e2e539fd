// reducer.h — sums the gradient over ranks piece by piece, each as soon as backward() has finished
// it.
//
// Buckets are taken from the end of the parameter list, which backward() reaches first, and are
// sent in the same order on every rank whatever the order in which they fill up.
#pragma once

#include <memory>
#include <vector>

#include "comm/collective.h"
#include "train/flat_parameters.h"

namespace az {

class GradientReducer {
 public:
  /// Both must outlive it; one reducer per net. With one rank it does nothing.
  GradientReducer(FlatParameters& parameters, Collective& collective, std::size_t bucket_bytes);
  ~GradientReducer();
  GradientReducer(const GradientReducer&) = delete;
  GradientReducer& operator=(const GradientReducer&) = delete;

  /// Before backward().
  void begin();
  /// After backward(): gradients() is now the sum over all ranks. Parameters that got no gradient
  /// count as zero.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace az
