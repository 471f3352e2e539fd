#include "net/outcome_head.h"

#include <torch/types.h>

namespace az {

torch::Tensor outcome_probabilities(const GameInfo& info, const torch::Tensor& logits) {
  if (info.players == 2) return torch::softmax(logits, 1);
  const std::int64_t players = info.players;
  const torch::Tensor places =
      torch::softmax(logits.narrow(1, 0, players * players).reshape({-1, players, players}), 2);
  const torch::Tensor draw = torch::sigmoid(logits.narrow(1, players * players, 1));
  return torch::cat({places.flatten(1) * (1 - draw), draw}, 1);
}

torch::Tensor outcome_cross_entropy(const GameInfo& info, const torch::Tensor& logits,
                                    const torch::Tensor& target) {
  if (info.players == 2) return -(target * torch::log_softmax(logits, 1)).sum(1);
  const std::int64_t players = info.players;
  const torch::Tensor log_places =
      torch::log_softmax(logits.narrow(1, 0, players * players).reshape({-1, players, players}), 2)
          .flatten(1);
  const torch::Tensor draw_logit = logits.select(1, players * players);
  const torch::Tensor draw = target.select(1, players * players);
  const torch::Tensor seats = (target.narrow(1, 0, players * players) * log_places).sum(1);
  return torch::binary_cross_entropy_with_logits(draw_logit, draw, {}, {}, at::Reduction::None) -
         seats / static_cast<double>(players);
}

}  // namespace az
