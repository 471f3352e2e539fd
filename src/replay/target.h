// target.h — what a row teaches: the policy over its legal actions, and an outcome between result
// and search.
#pragma once

#include <span>

#include "core/game_info.h"
#include "store/game_record.h"

namespace az {

/// Spreads a sparse policy over the legal actions: entries keep their probability, what is missing
/// to 1 goes to the other legal actions alike; with no other action the entries are scaled to 1.
/// legal, entries: ascending ids, entries a subset of legal.  out: [legal], sums to 1.
void dense_policy(std::span<const Action> legal, std::span<const PolicyEntry> entries,
                  std::span<float> out);

/// (1 − mix) · result + mix · root, turned so that relative seat 0 is the mover. All
/// [outcome_size]; result and root by absolute seat.  Source of mixing: learning from both
/// (arXiv:1902.10565 discusses, AlphaZero.jl measures).
void mixed_outcome(const GameInfo& info, int to_play, std::span<const float> result,
                   std::span<const float> root, double mix, std::span<float> out);

}  // namespace az
