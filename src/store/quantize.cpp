#include "store/quantize.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace az {
namespace {

constexpr double kTailUnit = (1 - kPolicyKept) / 254;

}  // namespace

void drop_tail(std::vector<PolicyEntry>& policy, std::size_t begin) {
  const auto entries = std::span(policy).subspan(begin);
  double spare = -kPolicyKept;
  for (const PolicyEntry& entry : entries) spare += static_cast<double>(entry.probability);
  // Only what is as small as the tail can be part of it: mostly few entries, often none.
  std::vector<PolicyEntry> small;
  for (const PolicyEntry& entry : entries)
    if (static_cast<double>(entry.probability) <= spare) small.push_back(entry);
  if (small.empty()) return;
  // Equal probabilities keep the lower action: the result does not depend on the sort.
  const auto goes_first = [](const PolicyEntry& a, const PolicyEntry& b) {
    return a.probability != b.probability ? a.probability < b.probability : a.action > b.action;
  };
  std::sort(small.begin(), small.end(), goes_first);
  std::size_t dropped = 0;
  while (dropped < small.size() && static_cast<double>(small[dropped].probability) <= spare)
    spare -= static_cast<double>(small[dropped++].probability);
  const PolicyEntry last = small[dropped - 1];
  const auto first = policy.begin() + static_cast<std::ptrdiff_t>(begin);
  policy.erase(std::remove_if(first, policy.end(),
                              [&](const PolicyEntry& entry) { return !goes_first(last, entry); }),
               policy.end());
}

PolicyCodes encode_policy(std::span<const PolicyEntry> policy, std::size_t legal_count) {
  PolicyCodes result;
  if (policy.empty()) return result;
  double total = 0, largest = 0;
  for (const PolicyEntry& entry : policy) {
    const auto probability = static_cast<double>(entry.probability);
    check(std::isfinite(probability) && probability >= 0, "probability {}", probability);
    total += probability;
    largest = std::max(largest, probability);
  }
  check(total > kPolicyKept - 1e-4 && total < 1 + 1e-3, "a policy that sums to {}", total);
  for (const PolicyEntry& entry : policy) {
    if (!(entry.probability > 0)) continue;
    check(result.actions.empty() || result.actions.back() < entry.action,
          "actions of a policy do not ascend");
    const double code =
        std::round(255 * std::sqrt(static_cast<double>(entry.probability) / largest));
    result.actions.push_back(entry.action);
    result.codes.push_back(static_cast<std::uint8_t>(std::max(code, 1.0)));
  }
  const double tail =
      legal_count > result.codes.size() ? std::clamp(1 - total, 0.0, 1 - kPolicyKept) : 0.0;
  result.tail = static_cast<std::uint8_t>(std::lround(tail / kTailUnit));
  return result;
}

void decode_policy(std::span<const Action> actions, std::span<const std::uint8_t> codes,
                   std::uint8_t tail, std::vector<PolicyEntry>& out) {
  double total = 0;
  for (const std::uint8_t code : codes) total += static_cast<double>(code) * code;
  const double scale = (1 - tail * kTailUnit) / total;
  for (std::size_t i = 0; i < codes.size(); ++i)
    out.push_back({actions[i], static_cast<float>(scale * codes[i] * codes[i])});
}

std::uint8_t encode_payoff(float payoff, double low, double high) {
  const double share = (static_cast<double>(payoff) - low) / (high - low);
  return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0, 1.0) * 254));
}

float decode_payoff(std::uint8_t code, double low, double high) {
  return static_cast<float>(low + code / 254.0 * (high - low));
}

}  // namespace az
