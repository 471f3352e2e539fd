// hash.h — 128-bit content hashes (xxh3): identity of nets, searches, shards and configurations;
// not security.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace az {

struct Hash128 {
  std::uint64_t high = 0, low = 0;

  auto operator<=>(const Hash128&) const = default;
  bool is_zero() const { return high == 0 && low == 0; }
  /// 32 lower-case hexadecimal digits.
  std::string hex() const;
  /// The first 12 digits, for names and tables.
  std::string hex12() const { return hex().substr(0, 12); }
  static Result<Hash128> parse(std::string_view hex);
};

/// Feeds values into one hash. Text and byte strings are preceded by their length, so ("ab","c") ≠
/// ("a","bc").
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  Hasher& add(std::string_view text);
  Hasher& add(std::span<const std::byte> bytes);
  Hasher& add(std::uint64_t value);
  Hasher& add(const Hash128& value);
  /// Without a length: for streaming one long content in pieces.
  Hasher& add_raw(const void* data, std::size_t size_bytes);
  Hash128 finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Hash128 hash128(std::string_view text);
std::uint64_t hash64(std::string_view text);

}  // namespace az
