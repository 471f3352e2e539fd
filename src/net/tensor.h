// tensor.h — torch::Tensor as declarations need it: a file that includes <torch/types.h> for its
// sake compiles six seconds longer.
#pragma once

#include <ATen/core/Tensor.h>

namespace torch {
using namespace at;  // as <torch/types.h> does
}
