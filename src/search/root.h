// root.h — randomness at the root: Gumbel and Dirichlet noise, temperature of priors and of the
// chosen move.
#pragma once

#include <span>

#include "core/rng.h"
#include "search/search_config.h"

namespace az {

/// priors ^ (1 / temperature), normalised again. priors: [A], sums to 1, changed in place.
void apply_policy_temperature(std::span<float> priors, double temperature);

/// Mixes Dirichlet noise into the root priors: (1 − w) P + w D.
/// priors: [A] over legal actions, sums to 1, changed in place. scratch: [A].
/// Dirichlet parameters sum to noise_alpha_total; `shaped` spreads half of it evenly and half in
/// proportion to max(0, ln(min(P, 0.01)) − mean), so actions that the net already half believes in
/// get more. Sources: AlphaZero (arXiv:1712.01815), Methods, Configuration; KataGo,
/// docs/KataGoMethods.md, shaped Dirichlet noise.
void add_root_noise(std::span<float> priors, const PuctConfig& config, Rng& rng,
                    std::span<float> scratch);

/// Index drawn in proportion to weights ^ (1 / temperature); temperature 0: the first of the
/// greatest. weights: [A], at least one positive. scratch: [A].
std::size_t choose_with_temperature(std::span<const float> weights, double temperature, Rng& rng,
                                    std::span<float> scratch);

}  // namespace az
