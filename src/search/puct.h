// puct.h — the formulas of PUCT search: selection, first-play utility, forced playouts, target
// pruning, LCB choice.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "search/search_config.h"
#include "search/tree.h"

namespace az {

/// c(N) · sqrt(N + visit_offset) with c(N) = c_init + c_log ln((N + c_base) / c_base): the factor
/// of P / (1 + n). visits: N, the sum over the node's edges.
inline float exploration_factor(const PuctConfig& config, std::uint32_t visits) {
  auto c = static_cast<float>(config.c_init);
  if (config.c_log != 0)
    c += static_cast<float>(config.c_log * std::log((visits + config.c_base) / config.c_base));
  return c * std::sqrt(static_cast<float>(visits) + static_cast<float>(config.visit_offset));
}

/// Utility of an action without visits. kReduction: V − reduction · sqrt(m), where m is the prior
/// mass of the visited actions and V = m² · (mean over the node's visits) + (1 − m²) · (the net's
/// value). Source: KataGo, fpuParentWeightByVisitedPolicy with exponent 2.
float first_play_utility(const PuctConfig& config, const Node& node, double reduction);

/// argmax of q + exploration · P / (1 + n), the first among equals; q is first_play where n = 0.
/// priors: [stride].
std::size_t puct_select(const Edges& edges, const float* priors, float exploration,
                        float first_play);

/// The first tried action with fewer visits than sqrt(k P N), or edges.size. Source:
/// arXiv:1902.10565, section 3.2.
std::size_t forced_playout(const Edges& edges, const float* priors, double k, std::uint32_t visits);

/// Visits as a policy target: those that forcing alone explains are taken away. The most visited
/// action keeps all; every other loses up to sqrt(k P N) visits as long as its PUCT score stays
/// below the most visited one's, and is dropped when one visit remains. out: [edges.size], not
/// normalised. Source: arXiv:1902.10565, section 3.2.
void pruned_visits(const PuctConfig& config, const Edges& edges, const float* priors,
                   std::uint32_t visits, std::span<float> out);

/// Most visits, the first among equals.
std::size_t most_visited(const Edges& edges);

/// The highest q − d · s among actions with at least lcb_min_visits of the most visited one's
/// visits, where d is lcb_deviations and s² = (Σ (w − q)² + 1) / n²: the variance of the mean with
/// one prior observation of variance 1, so that a few equal results do not look certain.
std::size_t best_lower_bound(const PuctConfig& config, const Edges& edges);

}  // namespace az
