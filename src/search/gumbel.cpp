#include "search/gumbel.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace az {

void halving_table(int considered, int simulations, std::vector<std::uint32_t>& out) {
  out.clear();
  if (considered <= 1) {
    for (int i = 0; i < simulations; ++i) out.push_back(static_cast<std::uint32_t>(i));
    return;
  }
  // ceil(log2 m)
  const int rounds = static_cast<int>(std::bit_width(static_cast<unsigned>(considered - 1)));
  int left = simulations;
  std::uint32_t base = 0;  // visits of each action still in
  for (int best = considered; left > 0; best = std::max(2, best / 2)) {
    const int each = std::max(1, simulations / (rounds * best));
    for (int visit = 0; visit < each; ++visit, ++base)
      for (int i = 0; i < best && left > 0; ++i, --left) out.push_back(base);
  }
}

float sigma_scale(const GumbelConfig& config, const Edges& edges) {
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < edges.size; ++i) most = std::max(most, edges.visits[i]);
  return static_cast<float>((config.c_visit + most) * config.c_scale * 0.5);
}

float mixed_value(const Edges& edges, float net_value) {
  float mass = 0, weighted = 0;
  std::uint32_t visits = 0;
  for (std::size_t i = 0; i < edges.size; ++i) {
    if (edges.visits[i] == 0) continue;
    visits += edges.visits[i];
    mass += edges.priors[i];
    weighted += edges.priors[i] * edges.q[i];
  }
  if (visits == 0) return net_value;
  if (mass <= 0) {  // every visited prior underflowed: weigh by visits
    mass = weighted = 0;
    for (std::size_t i = 0; i < edges.size; ++i) {
      mass += static_cast<float>(edges.visits[i]);
      weighted += edges.value_sums[i];
    }
  }
  const auto sum = static_cast<float>(visits);
  return (net_value + sum * weighted / mass) / (1 + sum);
}

void improved_policy(const GumbelConfig& config, const Edges& edges, float net_value,
                     std::span<float> out) {
  const float scale = sigma_scale(config, edges), mixed = mixed_value(edges, net_value);
  float highest = -INFINITY, sum = 0;
  for (std::size_t i = 0; i < edges.size; ++i) {
    out[i] = edges.log_priors[i] + scale * (edges.visits[i] > 0 ? edges.q[i] : mixed);
    highest = std::max(highest, out[i]);
  }
  for (std::size_t i = 0; i < edges.size; ++i) {
    out[i] = std::exp(out[i] - highest);
    sum += out[i];
  }
  for (std::size_t i = 0; i < edges.size; ++i) out[i] /= sum;
}

std::size_t select_by_improved_policy(const GumbelConfig& config, const Edges& edges,
                                      float net_value, std::span<float> scratch) {
  improved_policy(config, edges, net_value, scratch);
  std::uint32_t visits = 0;
  for (std::size_t i = 0; i < edges.size; ++i) visits += edges.visits[i];
  const float share = 1.0f / (1.0f + static_cast<float>(visits));
  std::size_t best = 0;
  float best_score = -INFINITY;
  for (std::size_t i = 0; i < edges.size; ++i) {
    const float score = scratch[i] - static_cast<float>(edges.visits[i]) * share;
    if (score > best_score) {
      best_score = score;
      best = i;
    }
  }
  return best;
}

}  // namespace az
