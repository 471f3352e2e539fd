#include "search/puct.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace az {

float exploration_factor(const PuctConfig& config, std::uint32_t visits) {
  double c = config.c_init;
  if (config.c_log != 0) c += config.c_log * std::log((visits + config.c_base) / config.c_base);
  return static_cast<float>(c * std::sqrt(visits + config.visit_offset));
}

float first_play_utility(const PuctConfig& config, const Node& node, double reduction) {
  if (config.first_play == FirstPlay::kZero) return 0;
  const float mass = std::min(node.visited_mass, 1.0f), weight = mass * mass;
  const float mean =
      node.visits > 0 ? node.value_sum / static_cast<float>(node.visits) : node.net_value;
  return weight * mean + (1 - weight) * node.net_value -
         static_cast<float>(reduction) * std::sqrt(mass);
}

std::size_t puct_select(const Edges& edges, const float* priors, float exploration,
                        float first_play) {
  std::size_t best = 0;
  float best_score = -INFINITY;
  for (std::size_t begin = 0; begin < edges.size; begin += 8) {
    std::array<float, 8> scores;
    for (std::size_t i = 0; i < 8; ++i) {  // the stride is a multiple of 8, so this is one vector
      const auto visits = static_cast<float>(static_cast<std::int32_t>(edges.visits[begin + i]));
      const float q = visits > 0 ? edges.q[begin + i] : first_play;
      scores[i] = q + exploration * priors[begin + i] / (1.0f + visits);
    }
    const std::size_t count = std::min<std::size_t>(8, edges.size - begin);
    for (std::size_t i = 0; i < count; ++i)
      if (scores[i] > best_score) {
        best_score = scores[i];
        best = begin + i;
      }
  }
  return best;
}

std::size_t forced_playout(const Edges& edges, const float* priors, double k,
                           std::uint32_t visits) {
  const double factor = k * visits;
  for (std::size_t i = 0; i < edges.size; ++i) {
    const double n = edges.visits[i];
    if (n > 0 && n * n < factor * static_cast<double>(priors[i])) return i;
  }
  return edges.size;
}

void pruned_visits(const PuctConfig& config, const Edges& edges, const float* priors,
                   std::uint32_t visits, std::span<float> out) {
  const std::size_t best = most_visited(edges);
  const float exploration = exploration_factor(config, visits);
  const auto score = [&](std::size_t i, double n) {
    return static_cast<double>(edges.q[i]) +
           static_cast<double>(exploration * priors[i]) / (1.0 + n);
  };
  const double target = score(best, edges.visits[best]);
  for (std::size_t i = 0; i < edges.size; ++i) {
    double n = edges.visits[i];
    if (i != best && n > 0) {
      const double forced =
          std::sqrt(config.forced_playouts * static_cast<double>(priors[i]) * visits);
      const double least = std::max(0.0, n - std::floor(forced));
      while (n > least && score(i, n - 1) < target) --n;
      if (n <= 1) n = 0;
    }
    out[i] = static_cast<float>(n);
  }
}

std::size_t most_visited(const Edges& edges) {
  return static_cast<std::size_t>(std::max_element(edges.visits, edges.visits + edges.size) -
                                  edges.visits);
}

std::size_t best_lower_bound(const PuctConfig& config, const Edges& edges) {
  const std::size_t most = most_visited(edges);
  const double needed = config.lcb_min_visits * edges.visits[most];
  std::size_t best = most;
  double best_bound = -INFINITY;
  for (std::size_t i = 0; i < edges.size; ++i) {
    const double n = edges.visits[i];
    if (n == 0 || n < needed) continue;
    const double q = static_cast<double>(edges.q[i]);
    const double spread = std::max(0.0, static_cast<double>(edges.square_sums[i]) - n * q * q);
    const double bound = q - config.lcb_deviations * std::sqrt(spread + 1.0) / n;
    if (bound > best_bound) {
      best_bound = bound;
      best = i;
    }
  }
  return best;
}

}  // namespace az
