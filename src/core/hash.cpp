#include "core/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <charconv>

namespace az {

struct Hasher::State {
  State() : xxh(XXH3_createState()) { XXH3_128bits_reset(xxh); }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  XXH3_state_t* xxh;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::add_raw(const void* data, std::size_t size_bytes) {
  XXH3_128bits_update(state_->xxh, data, size_bytes);
  return *this;
}

Hasher& Hasher::add(std::uint64_t value) { return add_raw(&value, sizeof value); }

Hasher& Hasher::add(std::string_view text) {
  return add(text.size()).add_raw(text.data(), text.size());
}

Hasher& Hasher::add(std::span<const std::byte> bytes) {
  return add(bytes.size()).add_raw(bytes.data(), bytes.size());
}

Hasher& Hasher::add(const Hash128& value) { return add(value.high).add(value.low); }

Hash128 Hasher::finish() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(state_->xxh);
  return {digest.high64, digest.low64};
}

std::string Hash128::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

Result<Hash128> Hash128::parse(std::string_view hex) {
  Hash128 hash;
  const auto half = [&](std::size_t at, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(hex.data() + at, hex.data() + at + 16, out, 16);
    return error == std::errc{} && end == hex.data() + at + 16;
  };
  if (hex.size() != 32 || !half(0, hash.high) || !half(16, hash.low))
    return fail(fmt::format("'{}' is not a hash", hex), "a hash has 32 hexadecimal digits");
  return hash;
}

Hash128 hash128(std::string_view text) {
  const XXH128_hash_t digest = XXH3_128bits(text.data(), text.size());
  return {digest.high64, digest.low64};
}

std::uint64_t hash64(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace az
