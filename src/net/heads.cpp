#include "net/heads.h"

#include <torch/types.h>

namespace az {

void PolicyHead::forward(const GameInfo& info, const torch::Tensor& features, const BoardMask& mask,
                         Heads& heads) const {
  const torch::Tensor pool = mask.pool(mask.clear(torch::relu(pooled(features))));
  const torch::Tensor biased =
      torch::relu(maps(features) + pooled_bias(pool).unsqueeze(2).unsqueeze(3));
  const auto by_site = [&](const Layer& on_cells, const Layer& without_place) {
    torch::Tensor all = on_cells(biased).reshape(
        {features.size(0), std::int64_t{info.policy_maps} * info.canvas.cells()});
    if (info.policy_globals == 0) return all;
    return torch::cat({all, without_place(pool)}, 1);
  };
  heads.policy = by_site(logits, globals);
  if (reply.weight.defined()) heads.reply = by_site(reply, reply_globals);
}

void ValueHead::forward(const torch::Tensor& features, const BoardMask& mask, Heads& heads) const {
  const torch::Tensor on_cells = mask.clear(torch::relu(maps(features)));
  const torch::Tensor summary = torch::relu(hidden(mask.pool(on_cells)));
  heads.outcome = outcome(summary);
  if (owner.weight.defined()) heads.owner = owner(on_cells).flatten(1);
  if (score.weight.defined()) heads.score = score(summary).squeeze(1);
  if (ending.weight.defined()) heads.ending = ending(summary);
}

}  // namespace az
