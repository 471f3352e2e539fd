#include "net/heads.h"

#include <torch/types.h>

namespace az {

torch::Tensor PolicyHead::forward(const GameInfo& info, const torch::Tensor& features,
                                  const BoardMask& mask) const {
  const torch::Tensor pool = mask.pool(mask.clear(torch::relu(pooled(features))));
  const torch::Tensor biased = maps(features) + pooled_bias(pool).unsqueeze(2).unsqueeze(3);
  torch::Tensor on_cells =
      logits(torch::relu(biased))
          .reshape({features.size(0), std::int64_t{info.policy_maps} * info.canvas.cells()});
  if (info.policy_globals == 0) return on_cells;
  return torch::cat({on_cells, globals(pool)}, 1);
}

void ValueHead::forward(const torch::Tensor& features, const BoardMask& mask, Heads& heads) const {
  const torch::Tensor on_cells = mask.clear(torch::relu(maps(features)));
  const torch::Tensor summary = torch::relu(hidden(mask.pool(on_cells)));
  heads.outcome = outcome(summary);
  if (owner.weight.defined()) heads.owner = owner(on_cells).flatten(1);
  if (score.weight.defined()) heads.score = score(summary).squeeze(1);
}

}  // namespace az
