// native_plan.h — a residual net as plain arrays, for kernels that are compiled for one instruction
// set each.
//
// Plain pointers and sizes only: the kernels' translation units are compiled with other flags than
// the rest of the program and must not emit code that others could call.
#pragma once

#include <cstdint>

namespace az::native {

inline constexpr int kLanes = 16;       ///< columns of a weight panel
inline constexpr int kChunk = 8;        ///< positions computed at once
inline constexpr int kComponents = 16;  ///< of a Winograd tile F(2×2, 3×3)

/// out = in · weights + bias. weights: [panels][in][kLanes], columns beyond the layer's own are
/// zero; bias: [panels · kLanes].
struct Matrix {
  const float* weights;
  const float* bias;
  int in, panels;
  int columns() const { return panels * kLanes; }
};

/// A 3×3 convolution; matrix[i]: component i of the transformed weights; the bias is applied after
/// the inverse transform.
struct Convolution {
  Matrix component[kComponents];
  const float* bias;  ///< [out]
  int in, out;
};

struct Block {
  Convolution first, second;
  Matrix pooled_bias;  ///< in = 0: no pool
};

struct Plan {
  int height, width, planes, words_per_plane, scalars, mask_plane;
  int channels, policy_channels, value_channels, value_hidden;
  int policy_maps, policy_globals, outcomes;

  const float* stem;        ///< [9][planes][channels]
  const float* stem_bias;   ///< [channels]
  const float* full_plane;  ///< [planes][cells][channels] what a plane of ones adds to every cell
  const int* tile_cells;    ///< [tiles][16] the cells that a tile reads; −1: outside the canvas
  Matrix scalar_map;        ///< in = 0: no scalars; bias zero
  const Block* blocks;
  int block_count;
  Matrix head_maps;  ///< policy maps, policy pooled, value maps side by side
  Matrix policy_bias, policy_logits, policy_globals_map, value_hidden_map, value_outcome;

  int cells() const { return height * width; }
  int tiles() const { return ((height + 1) / 2) * ((width + 1) / 2); }
  int head_columns() const { return 2 * policy_channels + value_channels; }
};

/// Memory of one runner; every array is aligned to 64 bytes. Sizes for kChunk positions.
struct Scratch {
  float *x, *inner;     ///< [kChunk · cells, channels]
  float *in, *out;      ///< [kComponents, kChunk · tiles, channels]
  float* heads;         ///< [kChunk · cells, head_columns]
  float* logits;        ///< [kChunk · cells, columns of policy_logits]
  float *pool, *small;  ///< [kChunk, 3 · channels], [kChunk, max columns of a small layer]
  const float* zeros;   ///< [channels]
  std::uint8_t* board;  ///< [kChunk, cells] 1: on the board
  float* board_size;    ///< [kChunk, 2] 1 / cells on the board, (edge − 14) / 10
};

/// count ≤ kChunk positions. packed, scalars: as in RunnerInput. policy: [count, policy_size]
/// logits by Site::index; outcome: [count, outcomes] logits.
using Forward = void (*)(const Plan& plan, const Scratch& scratch, int count,
                         const std::uint64_t* packed, const float* scalars, float* policy,
                         float* outcome);
void forward_avx2(const Plan& plan, const Scratch& scratch, int count, const std::uint64_t* packed,
                  const float* scalars, float* policy, float* outcome);
void forward_avx512(const Plan& plan, const Scratch& scratch, int count,
                    const std::uint64_t* packed, const float* scalars, float* policy,
                    float* outcome);

}  // namespace az::native
