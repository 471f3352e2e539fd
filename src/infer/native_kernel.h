// native_kernel.h — the forward pass of a residual net over a vector type of 16 floats.
//
// 3×3 convolutions are Winograd F(2×2, 3×3) (Lavin & Gray, arXiv:1509.09308): 16 matrix products
// over all tiles of a chunk of positions, 2.25 times fewer multiplications than the direct form.
// Every number is computed by the same operations in the same order whatever else is in the batch
// and whatever the instruction set, so results are equal bit for bit.
#pragma once

#include <cstdint>

#include "infer/native_plan.h"

namespace az::native {

/// rows × groups·16 block of c = a · weights + bias. V::fma rounds once.
template <class V, int kRows, int kGroup>
void multiply_block(const float* a, int a_stride, const float* panels, int depth, const float* bias,
                    float* c, int c_stride) {
  V sum[kRows][kGroup];
  for (int g = 0; g < kGroup; ++g) {
    const V start = bias != nullptr ? V::load(bias + g * kLanes) : V::zero();
    for (int r = 0; r < kRows; ++r) sum[r][g] = start;
  }
  for (int k = 0; k < depth; ++k) {
    V b[kGroup];
    for (int g = 0; g < kGroup; ++g) b[g] = V::load(panels + (g * depth + k) * kLanes);
    for (int r = 0; r < kRows; ++r) {
      const V value = V::broadcast(a + r * a_stride + k);
      for (int g = 0; g < kGroup; ++g) sum[r][g] = V::fma(value, b[g], sum[r][g]);
    }
  }
  for (int r = 0; r < kRows; ++r)
    for (int g = 0; g < kGroup; ++g) sum[r][g].store(c + r * c_stride + g * kLanes);
}

template <class V, int kGroup>
void multiply_group(const float* a, int a_stride, int rows, const float* panels, int depth,
                    const float* bias, float* c, int c_stride) {
  constexpr int kRows = V::kAccumulators / kGroup;
  int r = 0;
  for (; r + kRows <= rows; r += kRows)
    multiply_block<V, kRows, kGroup>(a + r * a_stride, a_stride, panels, depth, bias,
                                     c + r * c_stride, c_stride);
  for (; r + 4 <= rows; r += 4)
    multiply_block<V, 4, kGroup>(a + r * a_stride, a_stride, panels, depth, bias, c + r * c_stride,
                                 c_stride);
  for (; r < rows; ++r)
    multiply_block<V, 1, kGroup>(a + r * a_stride, a_stride, panels, depth, bias, c + r * c_stride,
                                 c_stride);
}

/// c: [rows, matrix.columns()] = a: [rows, matrix.in] · weights + bias. bias: with or without the
/// matrix's own.
template <class V>
void multiply(const Matrix& matrix, const float* a, int a_stride, int rows, float* c, int c_stride,
              bool with_bias = true) {
  int panel = 0;
  const auto weights = [&] { return matrix.weights + panel * matrix.in * kLanes; };
  const auto bias = [&] { return with_bias ? matrix.bias + panel * kLanes : nullptr; };
  if constexpr (V::kMaxGroup >= 4)
    for (; panel + 4 <= matrix.panels; panel += 4)
      multiply_group<V, 4>(a, a_stride, rows, weights(), matrix.in, bias(), c + panel * kLanes,
                           c_stride);
  if constexpr (V::kMaxGroup >= 3)
    for (; panel + 3 <= matrix.panels; panel += 3)
      multiply_group<V, 3>(a, a_stride, rows, weights(), matrix.in, bias(), c + panel * kLanes,
                           c_stride);
  if constexpr (V::kMaxGroup >= 2)
    for (; panel + 2 <= matrix.panels; panel += 2)
      multiply_group<V, 2>(a, a_stride, rows, weights(), matrix.in, bias(), c + panel * kLanes,
                           c_stride);
  for (; panel < matrix.panels; ++panel)
    multiply_group<V, 1>(a, a_stride, rows, weights(), matrix.in, bias(), c + panel * kLanes,
                         c_stride);
}

/// to[0..3] = Bᵀ from of F(2, 3).
template <class V>
void transform_in(const V* from, int stride, V* to) {
  to[0] = V::sub(from[0], from[2 * stride]);
  to[stride] = V::add(from[stride], from[2 * stride]);
  to[2 * stride] = V::sub(from[2 * stride], from[stride]);
  to[3 * stride] = V::sub(from[stride], from[3 * stride]);
}

/// Tiles of relu(x), zero off the board, transformed. x: [count · cells, stride], its first
/// `channels` columns.
template <class V>
void winograd_input(const Plan& plan, const Scratch& scratch, int count, const float* x, int stride,
                    int channels, float* out) {
  const int tiles = plan.tiles(), cells = plan.cells();
  const long component = static_cast<long>(count) * tiles * channels;
  for (int b = 0; b < count; ++b)
    for (int t = 0; t < tiles; ++t) {
      const float* position = x + static_cast<long>(b) * cells * stride;
      const std::uint8_t* board = scratch.board + b * cells;
      const float* source[16];
      for (int i = 0; i < 16; ++i) {
        const int cell = plan.tile_cells[16 * t + i];
        source[i] = cell >= 0 && board[cell] != 0 ? position + static_cast<long>(cell) * stride
                                                  : scratch.zeros;
      }
      float* to = out + static_cast<long>(b * tiles + t) * channels;
      for (int c = 0; c < channels; c += kLanes) {
        V d[16], e[16];
        for (int i = 0; i < 16; ++i) d[i] = V::relu(V::load(source[i] + c));
        for (int j = 0; j < 4; ++j) transform_in(d + j, 4, e + j);
        for (int i = 0; i < 4; ++i) transform_in(e + 4 * i, 1, d + 4 * i);
        for (int i = 0; i < 16; ++i) d[i].store(to + i * component + c);
      }
    }
}

/// The inverse: y = bias + Aᵀ m A, or y += that. y: [count · cells, channels].
template <class V, bool kAdd>
void winograd_output(const Plan& plan, int count, const float* m, const float* bias, int channels,
                     float* y) {
  const int tiles_x = (plan.width + 1) / 2, tiles = plan.tiles(), cells = plan.cells();
  const long component = static_cast<long>(count) * tiles * channels;
  for (int b = 0; b < count; ++b)
    for (int t = 0; t < tiles; ++t) {
      const int row = 2 * (t / tiles_x), column = 2 * (t % tiles_x);
      const float* from = m + static_cast<long>(b * tiles + t) * channels;
      float* to = y + static_cast<long>(b * cells + row * plan.width + column) * channels;
      const bool below = row + 1 < plan.height, right = column + 1 < plan.width;
      const long next_row = static_cast<long>(plan.width) * channels;
      for (int c = 0; c < channels; c += kLanes) {
        V s[2][4];
        for (int j = 0; j < 4; ++j) {
          const V m0 = V::load(from + j * component + c),
                  m1 = V::load(from + (4 + j) * component + c);
          const V m2 = V::load(from + (8 + j) * component + c),
                  m3 = V::load(from + (12 + j) * component + c);
          s[0][j] = V::add(V::add(m0, m1), m2);
          s[1][j] = V::sub(V::sub(m1, m2), m3);
        }
        const V start = V::load(bias + c);
        const auto put = [&](float* cell, const V& value) {
          V sum = V::add(value, start);
          if constexpr (kAdd) sum = V::add(sum, V::load(cell));
          sum.store(cell);
        };
        put(to + c, V::add(V::add(s[0][0], s[0][1]), s[0][2]));
        if (right) put(to + channels + c, V::sub(V::sub(s[0][1], s[0][2]), s[0][3]));
        if (!below) continue;
        put(to + next_row + c, V::add(V::add(s[1][0], s[1][1]), s[1][2]));
        if (right) put(to + next_row + channels + c, V::sub(V::sub(s[1][1], s[1][2]), s[1][3]));
      }
    }
}

template <class V, bool kAdd>
void convolve(const Plan& plan, const Scratch& scratch, int count, const Convolution& layer,
              const float* x, int x_stride, float* y) {
  winograd_input<V>(plan, scratch, count, x, x_stride, layer.in, scratch.in);
  const int rows = count * plan.tiles();
  for (int i = 0; i < kComponents; ++i)
    multiply<V>(layer.component[i], scratch.in + static_cast<long>(i) * rows * layer.in, layer.in,
                rows, scratch.out + static_cast<long>(i) * rows * layer.out, layer.out, false);
  winograd_output<V, kAdd>(plan, count, scratch.out, layer.bias, layer.out, y);
}

/// Mean, mean · size, maximum of relu(x) over the board, for every position. x: [count · cells,
/// stride]; out: [count, 3 n].
template <class V>
void pool(const Plan& plan, const Scratch& scratch, int count, const float* x, int stride, int n,
          float* out) {
  const int cells = plan.cells();
  for (int b = 0; b < count; ++b, out += 3 * n)
    for (int c = 0; c < n; c += kLanes) {
      V sum = V::zero(), maximum = V::zero();
      for (int cell = 0; cell < cells; ++cell) {
        if (scratch.board[b * cells + cell] == 0) continue;
        const V value = V::relu(V::load(x + static_cast<long>(b * cells + cell) * stride + c));
        sum = V::add(sum, value);
        maximum = V::max(maximum, value);
      }
      const V mean = V::mul(sum, V::broadcast(scratch.board_size + 2 * b));
      mean.store(out + c);
      V::mul(mean, V::broadcast(scratch.board_size + 2 * b + 1)).store(out + n + c);
      maximum.store(out + 2 * n + c);
    }
}

/// x[cell] += bias for every cell of every position; then relu where asked.
template <class V, bool kRelu>
void add_to_cells(int count, int cells, const float* bias, int bias_stride, int n, float* x,
                  int stride) {
  for (int b = 0; b < count; ++b)
    for (int cell = 0; cell < cells; ++cell, x += stride)
      for (int c = 0; c < n; c += kLanes) {
        V value = V::add(V::load(x + c), V::load(bias + b * bias_stride + c));
        if constexpr (kRelu) value = V::relu(value);
        value.store(x + c);
      }
}

/// The first layer over bits: every bit on the board adds its weights to the cells around it.
template <class V>
void stem(const Plan& plan, const Scratch& scratch, int count, const std::uint64_t* packed,
          const float* scalars) {
  const int cells = plan.cells(), channels = plan.channels;
  if (plan.scalar_map.in > 0)
    multiply<V>(plan.scalar_map, scalars, plan.scalars, count, scratch.small,
                plan.scalar_map.columns());
  for (int b = 0; b < count; ++b) {
    float* x = scratch.x + static_cast<long>(b) * cells * channels;
    for (int c = 0; c < channels; c += kLanes) {
      V start = V::load(plan.stem_bias + c);
      if (plan.scalar_map.in > 0)
        start = V::add(start, V::load(scratch.small + b * plan.scalar_map.columns() + c));
      for (int cell = 0; cell < cells; ++cell) start.store(x + cell * channels + c);
    }
    for (int plane = 0; plane < plan.planes; ++plane) {
      const std::uint64_t* words =
          packed + static_cast<long>(b * plan.planes + plane) * plan.words_per_plane;
      int ones = 0;
      for (int word = 0; word < plan.words_per_plane; ++word)
        ones += __builtin_popcountll(words[word]);
      if (ones == cells && plan.mask_plane < 0) {
        const float* full = plan.full_plane + static_cast<long>(plane) * cells * channels;
        for (int i = 0; i < cells * channels; i += kLanes)
          V::add(V::load(x + i), V::load(full + i)).store(x + i);
        continue;
      }
      for (int word = 0; word < plan.words_per_plane; ++word) {
        std::uint64_t bits = words[word];
        for (; bits != 0; bits &= bits - 1) {
          const int cell = 64 * word + __builtin_ctzll(bits);
          if (scratch.board[b * cells + cell] == 0) continue;
          const int row = cell / plan.width, column = cell % plan.width;
          for (int i = 0; i < 3; ++i) {
            const int y = row + 1 - i;
            if (y < 0 || y >= plan.height) continue;
            for (int j = 0; j < 3; ++j) {
              const int to_column = column + 1 - j;
              if (to_column < 0 || to_column >= plan.width) continue;
              const float* w =
                  plan.stem + static_cast<long>((3 * i + j) * plan.planes + plane) * channels;
              float* to = x + static_cast<long>(y * plan.width + to_column) * channels;
              for (int c = 0; c < channels; c += kLanes)
                V::add(V::load(to + c), V::load(w + c)).store(to + c);
            }
          }
        }
      }
    }
  }
}

template <class V>
void forward(const Plan& plan, const Scratch& scratch, int count, const std::uint64_t* packed,
             const float* scalars, float* policy, float* outcome) {
  const int cells = plan.cells(), channels = plan.channels;
  stem<V>(plan, scratch, count, packed, scalars);
  for (int i = 0; i < plan.block_count; ++i) {
    const Block& block = plan.blocks[i];
    convolve<V, false>(plan, scratch, count, block.first, scratch.x, channels, scratch.inner);
    if (block.pooled_bias.in > 0) {
      const int kept = block.second.in;
      pool<V>(plan, scratch, count, scratch.inner + kept, channels, channels - kept, scratch.pool);
      multiply<V>(block.pooled_bias, scratch.pool, block.pooled_bias.in, count, scratch.small,
                  block.pooled_bias.columns());
      add_to_cells<V, false>(count, cells, scratch.small, block.pooled_bias.columns(), kept,
                             scratch.inner, channels);
    }
    convolve<V, true>(plan, scratch, count, block.second, scratch.inner, channels, scratch.x);
  }

  // Off the board the features stay as they are: the heads read those cells only through the mask.
  for (long i = 0; i < static_cast<long>(count) * cells * channels; i += kLanes)
    V::relu(V::load(scratch.x + i)).store(scratch.x + i);
  const int columns = plan.head_columns(), p = plan.policy_channels;
  multiply<V>(plan.head_maps, scratch.x, channels, count * cells, scratch.heads, columns);

  pool<V>(plan, scratch, count, scratch.heads + p, columns, p, scratch.pool);
  multiply<V>(plan.policy_bias, scratch.pool, 3 * p, count, scratch.small, p);
  add_to_cells<V, true>(count, cells, scratch.small, p, p, scratch.heads, columns);
  const int logit_columns = plan.policy_logits.columns();
  multiply<V>(plan.policy_logits, scratch.heads, columns, count * cells, scratch.logits,
              logit_columns);
  const int global_columns = plan.policy_globals_map.columns();
  if (plan.policy_globals > 0)
    multiply<V>(plan.policy_globals_map, scratch.pool, 3 * p, count, scratch.small, global_columns);
  const int policy_size = plan.policy_maps * cells + plan.policy_globals;
  for (int b = 0; b < count; ++b) {
    for (int map = 0; map < plan.policy_maps; ++map)
      for (int cell = 0; cell < cells; ++cell)
        policy[b * policy_size + map * cells + cell] =
            scratch.logits[(b * cells + cell) * logit_columns + map];
    for (int i = 0; i < plan.policy_globals; ++i)
      policy[b * policy_size + plan.policy_maps * cells + i] =
          scratch.small[b * global_columns + i];
  }

  const int hidden_columns = plan.value_hidden, outcome_columns = plan.value_outcome.columns();
  pool<V>(plan, scratch, count, scratch.heads + 2 * p, columns, plan.value_channels, scratch.pool);
  multiply<V>(plan.value_hidden_map, scratch.pool, 3 * plan.value_channels, count, scratch.small,
              hidden_columns);
  for (int i = 0; i < count * hidden_columns; i += kLanes)
    V::relu(V::load(scratch.small + i)).store(scratch.small + i);
  multiply<V>(plan.value_outcome, scratch.small, hidden_columns, count, scratch.pool,
              outcome_columns);
  for (int b = 0; b < count; ++b)
    for (int i = 0; i < plan.outcomes; ++i)
      outcome[b * plan.outcomes + i] = scratch.pool[b * outcome_columns + i];
}

}  // namespace az::native
