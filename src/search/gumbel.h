// gumbel.h — the formulas of Gumbel AlphaZero: sequential halving, completed values, improved
// policy, interior choice.
//
// Source: Danihelka, Guez, Schrittwieser, Silver 2022, "Policy improvement by planning with
// Gumbel", and its authors' mctx (seq_halving.py, qtransforms.py, action_selection.py). Where mctx
// rescales values by each node's own minimum and maximum, here they are mapped to [0, 1] by the
// game's payoff bounds: rescaling blows up noise when all are nearly equal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/search_config.h"
#include "search/tree.h"

namespace az {

/// Sequential halving over `considered` actions as a table: simulation i goes to the best action
/// among those that have exactly out[i] visits of this search. One action takes all. out:
/// [simulations]. L = ceil(log2 m); k = m; until the simulations are used: each of the k best gets
/// max(1, floor(n / (L k))) more visits, then k = max(2, floor(k / 2)). L counts from the actions
/// that are there, not from the configured number.
void halving_table(int considered, int simulations, std::vector<std::uint32_t>& out);

/// The factor of sigma for utilities: sigma(q) = (c_visit + max n) · c_scale · (u + 1) / 2; the
/// constant cancels.
float sigma_scale(const GumbelConfig& config, const Edges& edges);

/// v_mix, the utility of an action without visits: (v_net + S · Σ P q / Σ P) / (1 + S), sums over
/// visited actions, S = the visits that were really made. Without visits v_net.
float mixed_value(const Edges& edges, float net_value);

/// pi' = softmax(l + sigma(completed q)) over all legal actions. out: [edges.size].
void improved_policy(const GumbelConfig& config, const Edges& edges, float net_value,
                     std::span<float> out);

/// Below the root: argmax pi'(a) − n(a) / (1 + Σ n). scratch: [edges.size]. The first among equals.
std::size_t select_by_improved_policy(const GumbelConfig& config, const Edges& edges,
                                      float net_value, std::span<float> scratch);

}  // namespace az
