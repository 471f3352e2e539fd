// rng.h — counter-based random streams. Every draw comes from a key of names, never from "the next
// number".
//
// A stream is named by (seed, purpose, generation, game, ply): whoever asks for it, on whatever
// rank, after whatever restart, gets the same numbers. Source: Philox4x32-10, Salmon et al. 2011,
// as implemented by Random123.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "core/check.h"

namespace az {

/// What a stream is for. The numbers are part of every recorded game: append, never renumber.
enum class Purpose : std::uint32_t {
  kTest = 0,
  kNetInit = 1,
  kOpening = 2,       ///< random opening moves of self-play
  kRootNoise = 3,     ///< Gumbel or Dirichlet noise at the root
  kMove = 4,          ///< choice of the move from the search's result
  kSearchBudget = 5,  ///< full or fast search (playout-cap randomization)
  kSymmetry = 8,      ///< augmentation of a training row
  kTrainOrder = 9,    ///< which rows a training step takes
  kHoldOut = 10,
  kMatchOpening = 11,  ///< seeded openings of evaluation
  kPlayout = 12,
  kVariant = 13,  ///< which of a run's variants a self-play game is
};

struct StreamName {
  std::uint64_t seed = 0;  ///< the run's configured seed
  Purpose purpose = Purpose::kTest;
  std::uint32_t generation = 0, game = 0, ply = 0;
};

/// One stream. Cheap to make (no state beyond 48 bytes), so it is made where it is needed, from its
/// name.
class Rng {
 public:
  using result_type = std::uint32_t;

  explicit Rng(const StreamName& name);

  static constexpr std::uint32_t min() { return 0; }
  static constexpr std::uint32_t max() { return 0xffffffffu; }
  std::uint32_t operator()() {
    if (used_ == 4) refill();
    return block_[used_++];
  }

  std::uint64_t next64() {
    const std::uint64_t high = (*this)();
    return high << 32 | (*this)();
  }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(next64() >> 11) * 0x1.0p-53; }
  /// Uniform in {0, …, n−1}, unbiased; n ≥ 1. Source: Lemire 2019.
  std::uint32_t below(std::uint32_t n) {
    check(n >= 1, "below(0)");
    std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (auto low = static_cast<std::uint32_t>(product); low < n) [[unlikely]] {
      const std::uint32_t threshold = (0u - n) % n;
      for (; low < threshold; low = static_cast<std::uint32_t>(product))
        product = std::uint64_t{(*this)()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  double normal();
  /// Standard Gumbel: −log(−log U).
  double gumbel();
  /// Gamma(shape alpha > 0, scale 1). Source: Marsaglia & Tsang 2000.
  double gamma(double alpha);
  /// Index drawn with probability weights[i] / Σ weights; at least one weight is positive.
  std::size_t choose(std::span<const double> weights);

  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
  }

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 3> name_;  ///< ply, game, generation: the upper counter words
  std::uint32_t index_ = 0;            ///< the lowest counter word
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

}  // namespace az
