// quantize.h — search results in 8 bits: policy targets, mean payoffs.
//
// A policy target lists the entries that hold 99.9 % of its mass (drop_tail); the rest is its
// tail, spread evenly over the other legal actions. An entry is stored as the square root of its
// probability relative to the ply's largest, because small probabilities matter to the logarithm: p
// is off by at most sqrt(p·p_max)/255 before renormalisation. Encoding what was decoded gives the
// same codes, so games that went through a carry file are stored alike.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/game_record.h"

namespace az {

inline constexpr double kPolicyKept = 0.999;

struct PolicyCodes {
  std::vector<Action> actions;      ///< ascending
  std::vector<std::uint8_t> codes;  ///< 1 … 255
  std::uint8_t tail = 0;            ///< tail mass in units of 0.001/254; 0 … 254
};

/// Of policy[begin …], distinct actions with probabilities ≥ 0 that sum to 1, keeps the fewest that
/// hold 99.9 % of the mass, in their order: what belongs into GameRecord::policy.
void drop_tail(std::vector<PolicyEntry>& policy, std::size_t begin = 0);

/// policy: ascending actions, probabilities ≥ 0 that sum to 1 − tail, tail at most 0.001 (larger: a
/// bug). legal_count: how many actions the tail may spread over, these included.
PolicyCodes encode_policy(std::span<const PolicyEntry> policy, std::size_t legal_count);

/// Appends the entries; their sum is 1 − tail.
void decode_policy(std::span<const Action> actions, std::span<const std::uint8_t> codes,
                   std::uint8_t tail, std::vector<PolicyEntry>& out);

/// A payoff within [low, high] as 0 … 254; 255 is never data.
std::uint8_t encode_payoff(float payoff, double low, double high);
float decode_payoff(std::uint8_t code, double low, double high);

}  // namespace az
