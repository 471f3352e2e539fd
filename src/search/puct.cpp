#include "search/puct.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace az {
namespace {

// Eight edges at a time, in the vector types of GCC and Clang: the compilers do not find this form
// of a first-maximum search by themselves, and it is half of a net-free search's time.
constexpr std::size_t kLanes = 8;
using Floats [[gnu::vector_size(32)]] = float;
using Ints [[gnu::vector_size(32)]] = std::int32_t;
constexpr Ints kLane{0, 1, 2, 3, 4, 5, 6, 7};

template <class V, class T>
V load(const T* from) {
  V value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// Every lane becomes the combination of all lanes; `combine` is associative and commutative.
template <class V, class Combine>
V across_lanes(V x, Combine combine) {
  x = combine(x, __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3));
  x = combine(x, __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5));
  return combine(x, __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6));
}

}  // namespace

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
  for (std::size_t begin = 0; begin < edges.size; begin += kLanes) {
    const Ints visits = load<Ints>(edges.visits + begin);
    const Floats q = visits > 0 ? load<Floats>(edges.q + begin) : Floats{} + first_play;
    const Floats scores = q + exploration * load<Floats>(priors + begin) /
                                  (1.0f + __builtin_convertvector(visits, Floats));
    const Floats highest = across_lanes(scores, [](Floats a, Floats b) { return a > b ? a : b; });
    if (!(highest[0] > best_score)) continue;
    best_score = highest[0];
    const Ints lanes = scores == highest ? kLane : Ints{} + static_cast<int>(kLanes);
    best = begin + static_cast<std::size_t>(
                       across_lanes(lanes, [](Ints x, Ints y) { return x < y ? x : y; })[0]);
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
