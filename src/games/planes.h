// planes.h — a position as bits on a canvas and a few numbers: what a game's encode() fills and a
// net reads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "core/game_info.h"

namespace az {

/// bit_planes × canvas cells, packed 64 cells a word, plane after plane; then the scalars.
class Planes {
 public:
  Planes() = default;
  explicit Planes(const GameInfo& info)
      : words_per_plane_((info.canvas.cells() + 63) / 64),
        bits_(static_cast<std::size_t>(info.bit_planes * words_per_plane_)),
        scalars_(static_cast<std::size_t>(info.scalars)) {}

  void clear() {
    std::fill(bits_.begin(), bits_.end(), 0);
    std::fill(scalars_.begin(), scalars_.end(), 0.0f);
  }
  void set(int plane, int cell) {
    bits_[static_cast<std::size_t>(plane * words_per_plane_ + cell / 64)] |= std::uint64_t{1}
                                                                             << (cell % 64);
  }
  bool get(int plane, int cell) const {
    return bits_[static_cast<std::size_t>(plane * words_per_plane_ + cell / 64)] >> (cell % 64) & 1;
  }
  /// The words of one plane; cell c is bit c % 64 of word c / 64.
  std::span<std::uint64_t> plane(int index) {
    return std::span(bits_).subspan(static_cast<std::size_t>(index * words_per_plane_),
                                    static_cast<std::size_t>(words_per_plane_));
  }
  std::span<float> scalars() { return scalars_; }
  std::span<const float> scalars() const { return scalars_; }
  std::span<const std::uint64_t> bits() const { return bits_; }
  int words_per_plane() const { return words_per_plane_; }
  bool operator==(const Planes&) const = default;

 private:
  int words_per_plane_ = 0;
  std::vector<std::uint64_t> bits_;
  std::vector<float> scalars_;
};

}  // namespace az
