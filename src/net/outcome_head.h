// outcome_head.h — what the outcome logits mean, and their loss: one definition for inference and
// training.
//
// Two players: three logits, one softmax over the mover's win, draw, loss. More: seat by seat a
// softmax over the places given that the game is not drawn, and one logit of the draw: P(seat s
// takes place k) = (1 − d) softmax(s)_k. So every seat's places and the draw sum to 1, as in an
// outcome vector (core/outcome.h).
#pragma once

#include "core/game_info.h"
#include "net/tensor.h"

namespace az {

/// logits: [B, info.outcome_size()]; returns the probabilities, same shape. Differentiable.
torch::Tensor outcome_probabilities(const GameInfo& info, const torch::Tensor& logits);

/// Cross-entropy in nats, [B]. target: [B, info.outcome_size()] outcome vectors or mixtures of
/// them, seats counted from the mover as in the logits. With more than two players the seats' terms
/// are averaged, so that the scale does not grow with the number of players.
torch::Tensor outcome_cross_entropy(const GameInfo& info, const torch::Tensor& logits,
                                    const torch::Tensor& target);

}  // namespace az
