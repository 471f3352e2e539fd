// position_hash.h — 64 bits from the few words that make up a small position.
#pragma once

#include <cstdint>

namespace az {

/// Folds one word into a hash. Source: the finaliser of SplitMix64 (Steele, Lea & Flood 2014;
/// constants by Stafford).
constexpr std::uint64_t mix64(std::uint64_t hash, std::uint64_t word) {
  std::uint64_t z = (hash ^ word) + 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/// The hash of words in order.
template <class... Words>
constexpr std::uint64_t position_hash(Words... words) {
  std::uint64_t hash = 0;
  ((hash = mix64(hash, static_cast<std::uint64_t>(words))), ...);
  return hash;
}

}  // namespace az
