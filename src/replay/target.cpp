#include "replay/target.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"
#include "core/outcome.h"

namespace az {

void dense_policy(std::span<const Action> legal, std::span<const PolicyEntry> entries,
                  std::span<float> out) {
  check(out.size() == legal.size(), "policy of {} for {} legal actions", out.size(), legal.size());
  double mass = 0;
  for (const PolicyEntry& entry : entries) mass += entry.probability;
  const std::size_t others = legal.size() - entries.size();
  const double left = std::max(0.0, 1.0 - mass);
  // Quantisation may leave a mass a little above 1, and none to spread when every action has its
  // entry.
  const double scale = others == 0 || mass > 1 ? 1 / mass : 1;
  const double each = others == 0 ? 0 : left / static_cast<double>(others);
  std::size_t next = 0;
  for (std::size_t i = 0; i < legal.size(); ++i) {
    const bool listed = next < entries.size() && entries[next].action == legal[i];
    out[i] = static_cast<float>(listed ? entries[next].probability * scale : each);
    next += listed;
  }
  check(next == entries.size(), "policy target names action {}, which is not legal",
        next < entries.size() ? entries[next].action : 0);
}

void mixed_outcome(const GameInfo& info, int to_play, std::span<const float> result,
                   std::span<const float> root, double mix, std::span<float> out) {
  std::array<float, kMaxPlayers * kMaxPlayers + 1> mixed{};
  const auto absolute = std::span(mixed).first(static_cast<std::size_t>(info.outcome_size()));
  for (std::size_t i = 0; i < absolute.size(); ++i)
    absolute[i] = static_cast<float>((1 - mix) * result[i] + mix * root[i]);
  to_relative(info, to_play, absolute, out);
}

}  // namespace az
