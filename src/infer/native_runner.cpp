#include "infer/native_runner.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <new>
#include <vector>

#include "core/check.h"
#include "infer/native_plan.h"
#include "net/outcome_head.h"
#include "net/resnet.h"

namespace az {
namespace {

using native::kChunk;
using native::kLanes;

constexpr std::size_t kAlignment = 64;

/// Zeroed floats, aligned for whole vectors.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::size_t count)
      : data_(static_cast<float*>(::operator new(std::max<std::size_t>(count, 1) * sizeof(float),
                                                 std::align_val_t(kAlignment)))) {
    std::fill_n(data_.get(), std::max<std::size_t>(count, 1), 0.0f);
  }
  float* get() const { return data_.get(); }

 private:
  struct Free {
    void operator()(float* p) const { ::operator delete(p, std::align_val_t(kAlignment)); }
  };
  std::unique_ptr<float, Free> data_;
};

int padded(std::int64_t n) { return static_cast<int>((n + kLanes - 1) / kLanes * kLanes); }

/// A layer's numbers, read once from its tensors. Dense layers and convolutions alike: weight(o, i,
/// tap).
struct LayerValues {
  torch::Tensor weight, bias;
  int out, in, taps;

  explicit LayerValues(const Layer& layer)
      : weight(layer.weight.detach().to(torch::kCPU).contiguous()),
        bias(layer.bias.detach().to(torch::kCPU).contiguous()),
        out(static_cast<int>(weight.size(0))),
        in(static_cast<int>(weight.size(1))),
        taps(static_cast<int>(weight.numel() / (weight.size(0) * weight.size(1)))) {}
  float at(int o, int i, int tap) const {
    return weight.const_data_ptr<float>()[(o * in + i) * taps + tap];
  }
  float bias_at(int o) const { return bias.const_data_ptr<float>()[o]; }
};

/// G g Gᵀ of F(2×2, 3×3), component 4 row + column, computed in double and rounded once.
float winograd_weight(const LayerValues& layer, int o, int i, int component) {
  static constexpr double kG[4][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
  double sum = 0;
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 3; ++x)
      sum += kG[component / 4][y] * kG[component % 4][x] *
             static_cast<double>(layer.at(o, i, 3 * y + x));
  return static_cast<float>(sum);
}

class NativeRunner final : public NetRunner {
 public:
  NativeRunner(const ResNet& net, native::Forward forward) : forward_(forward), info_(net.info()) {
    const LayerValues stem(net.stem());
    plan_.height = info_.canvas.height;
    plan_.width = info_.canvas.width;
    plan_.planes = info_.bit_planes;
    plan_.words_per_plane = (info_.canvas.cells() + 63) / 64;
    plan_.scalars = info_.scalars;
    plan_.mask_plane = info_.mask_plane;
    plan_.channels = stem.out;
    plan_.policy_maps = info_.policy_maps;
    plan_.policy_globals = info_.policy_globals;
    plan_.outcomes = info_.outcome_size();

    float* stem_weights = floats(static_cast<std::size_t>(9 * stem.in * stem.out));
    for (int tap = 0; tap < 9; ++tap)
      for (int i = 0; i < stem.in; ++i)
        for (int o = 0; o < stem.out; ++o)
          stem_weights[(tap * stem.in + i) * stem.out + o] = stem.at(o, i, tap);
    plan_.stem = stem_weights;
    plan_.stem_bias = bias({&net.stem()});
    plan_.full_plane = full_planes(stem);
    set_tiles();
    plan_.scalar_map = dense({&net.scalars()});

    for (const ResNet::Block& block : net.blocks())
      blocks_.push_back(
          {convolution(block.first), convolution(block.second), dense({&block.pooled_bias})});
    plan_.blocks = blocks_.data();
    plan_.block_count = static_cast<int>(blocks_.size());

    const PolicyHead& policy = net.policy();
    const ValueHead& value = net.value();
    plan_.policy_channels = static_cast<int>(policy.maps.weight.size(0));
    plan_.value_channels = static_cast<int>(value.maps.weight.size(0));
    plan_.value_hidden = static_cast<int>(value.hidden.weight.size(0));
    plan_.head_maps = dense({&policy.maps, &policy.pooled, &value.maps});
    plan_.policy_bias = dense({&policy.pooled_bias});
    plan_.policy_logits = dense({&policy.logits});
    plan_.policy_globals_map = dense({&policy.globals});
    plan_.value_hidden_map = dense({&value.hidden});
    plan_.value_outcome = dense({&value.outcome});
    owner_ = rows_of(value.owner);
    score_ = rows_of(value.score);
    ending_ = rows_of(value.ending);
    make_scratch();
  }

  void run(const RunnerInput& input, const RunnerOutput& output) override {
    const auto words = static_cast<std::size_t>(plan_.planes * plan_.words_per_plane);
    const auto policy_size = static_cast<std::size_t>(info_.policy_size());
    const auto outcomes = static_cast<std::size_t>(plan_.outcomes);
    const auto cells = static_cast<std::size_t>(plan_.cells());
    for (int first = 0; first < input.batch; first += kChunk) {
      const int count = std::min(kChunk, input.batch - first);
      const auto f = static_cast<std::size_t>(first);
      const std::uint64_t* packed = input.packed.data() + f * words;
      set_boards(count, packed);
      forward_(plan_, scratch_, count, packed,
               input.scalars.data() + f * static_cast<std::size_t>(plan_.scalars),
               output.policy.data() + f * policy_size, output.outcome.data() + f * outcomes);
      if (!output.owner.empty()) read_owner(count, output.owner.data() + f * cells);
      read_hidden(score_, count, first, output.score);
      read_hidden(ending_, count, first, output.ending);
    }
    outcome_probabilities_in_place(output.outcome);
  }

 private:
  /// One output of a layer.
  struct Row {
    std::vector<float> weights{};
    float bias = 0;
    float of(const float* x) const {
      float sum = bias;
      for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * std::max(x[i], 0.0f);
      return sum;
    }
  };
  /// No layer: empty.
  static std::vector<Row> rows_of(const Layer& layer) {
    std::vector<Row> rows;
    if (!layer.weight.defined()) return rows;
    const LayerValues source(layer);
    for (int o = 0; o < source.out; ++o) {
      Row& row = rows.emplace_back();
      row.bias = source.bias_at(o);
      for (int i = 0; i < source.in; ++i) row.weights.push_back(source.at(o, i, 0));
    }
    return rows;
  }

  /// From what forward_ left in the scratch memory: the value head's maps before their ReLU.
  void read_owner(int count, float* owner) const {
    const int columns = plan_.head_columns();
    const float* maps = scratch_.heads + 2 * plan_.policy_channels;
    const Row& row = owner_.front();
    for (int i = 0; i < count * plan_.cells(); ++i, maps += columns)
      owner[i] = scratch_.board[i] == 0 ? row.bias : row.of(maps);
  }
  /// The same of its hidden layer. out: [batch, rows], or empty.
  void read_hidden(const std::vector<Row>& rows, int count, int first, std::span<float> out) const {
    if (out.empty()) return;
    float* to = out.data() + static_cast<std::size_t>(first) * rows.size();
    for (int b = 0; b < count; ++b)
      for (const Row& row : rows) *to++ = row.of(scratch_.small + b * plan_.value_hidden);
  }

  /// Memory that lives as long as this runner.
  float* floats(std::size_t count) { return memory_.emplace_back(count).get(); }

  /// The biases of layers side by side; each layer's part is padded to whole panels.
  const float* bias(std::initializer_list<const Layer*> layers) {
    int columns = 0;
    for (const Layer* layer : layers) columns += padded(layer->weight.size(0));
    float* values = floats(static_cast<std::size_t>(columns));
    int offset = 0;
    for (const Layer* layer : layers) {
      const LayerValues source(*layer);
      for (int o = 0; o < source.out; ++o) values[offset + o] = source.bias_at(o);
      offset += padded(source.out);
    }
    return values;
  }

  /// Dense layers or 1×1 convolutions of one input, side by side; no layer (undefined weight): in =
  /// 0.
  native::Matrix dense(std::initializer_list<const Layer*> layers) {
    if (!(*layers.begin())->weight.defined()) return {nullptr, nullptr, 0, 0};
    int panels = 0;
    for (const Layer* layer : layers) panels += padded(layer->weight.size(0)) / kLanes;
    const int in = static_cast<int>((*layers.begin())->weight.size(1));
    float* weights = floats(static_cast<std::size_t>(panels * in * kLanes));
    int panel = 0;
    for (const Layer* layer : layers) {
      const LayerValues source(*layer);
      check(source.in == in && source.taps == 1, "layers of {} and {} inputs", in, source.in);
      for (int o = 0; o < source.out; ++o)
        for (int i = 0; i < in; ++i)
          weights[((panel + o / kLanes) * in + i) * kLanes + o % kLanes] = source.at(o, i, 0);
      panel += padded(source.out) / kLanes;
    }
    return {weights, bias(layers), in, panels};
  }

  native::Convolution convolution(const Layer& layer) {
    const LayerValues source(layer);
    native::Convolution made{};
    made.in = source.in;
    made.out = source.out;
    made.bias = bias({&layer});
    const int panels = padded(source.out) / kLanes;
    for (int component = 0; component < native::kComponents; ++component) {
      float* weights = floats(static_cast<std::size_t>(panels * source.in * kLanes));
      for (int o = 0; o < source.out; ++o)
        for (int i = 0; i < source.in; ++i)
          weights[((o / kLanes) * source.in + i) * kLanes + o % kLanes] =
              winograd_weight(source, o, i, component);
      made.component[component] = {weights, nullptr, source.in, panels};
    }
    return made;
  }

  const float* full_planes(const LayerValues& stem) {
    float* sums = floats(static_cast<std::size_t>(stem.in * plan_.cells() * stem.out));
    float* sum = sums;
    for (int plane = 0; plane < stem.in; ++plane)
      for (int cell = 0; cell < plan_.cells(); ++cell)
        for (int o = 0; o < stem.out; ++o, ++sum)
          for (int tap = 0; tap < 9; ++tap)
            if (inside(cell / plan_.width + tap / 3 - 1, cell % plan_.width + tap % 3 - 1))
              *sum += stem.at(o, plane, tap);
    return sums;
  }

  bool inside(int row, int column) const {
    return row >= 0 && row < plan_.height && column >= 0 && column < plan_.width;
  }

  void set_tiles() {
    const int tiles_x = (plan_.width + 1) / 2;
    for (int tile = 0; tile < plan_.tiles(); ++tile)
      for (int i = 0; i < 16; ++i) {
        const int row = 2 * (tile / tiles_x) - 1 + i / 4, column = 2 * (tile % tiles_x) - 1 + i % 4;
        tile_cells_.push_back(inside(row, column) ? row * plan_.width + column : -1);
      }
    plan_.tile_cells = tile_cells_.data();
  }

  void make_scratch() {
    const int cells = plan_.cells(), channels = plan_.channels;
    const auto of = [&](int per_position, int width) {
      return floats(static_cast<std::size_t>(kChunk) * static_cast<std::size_t>(per_position) *
                    static_cast<std::size_t>(width));
    };
    int small = std::max({channels, plan_.policy_channels, plan_.value_hidden});
    small = std::max({small, plan_.policy_globals_map.columns(), plan_.value_outcome.columns()});
    scratch_.x = of(cells, channels);
    scratch_.inner = of(cells, channels);
    scratch_.in = of(native::kComponents * plan_.tiles(), channels);
    scratch_.out = of(native::kComponents * plan_.tiles(), channels);
    scratch_.heads = of(cells, plan_.head_columns());
    scratch_.logits = of(cells, plan_.policy_logits.columns());
    scratch_.pool = of(3, std::max(small, plan_.value_channels));
    scratch_.small = of(1, small);
    scratch_.zeros = floats(static_cast<std::size_t>(channels));
    board_.assign(static_cast<std::size_t>(kChunk * cells), 1);
    scratch_.board = board_.data();
    scratch_.board_size = of(1, 2);
    set_size(0, kChunk, cells);
  }

  void set_size(int first, int count, int cells) {
    for (int b = first; b < first + count; ++b) {
      scratch_.board_size[2 * b] = 1.0f / static_cast<float>(cells);
      scratch_.board_size[2 * b + 1] = (std::sqrt(static_cast<float>(cells)) - 14.0f) / 10.0f;
    }
  }

  /// Where the family has a mask plane: which cells of each position are on its board.
  void set_boards(int count, const std::uint64_t* packed) {
    if (plan_.mask_plane < 0) return;
    const int cells = plan_.cells();
    for (int b = 0; b < count; ++b) {
      const std::uint64_t* mask =
          packed + (b * plan_.planes + plan_.mask_plane) * plan_.words_per_plane;
      int on_board = 0;
      for (int cell = 0; cell < cells; ++cell) {
        const bool on = mask[cell / 64] >> (cell % 64) & 1;
        board_[static_cast<std::size_t>(b * cells + cell)] = on;
        on_board += on;
      }
      set_size(b, 1, on_board);
    }
  }

  /// As outcome_probabilities() (net/outcome_head.h), row by row.
  void outcome_probabilities_in_place(std::span<float> rows) const {
    const auto players = static_cast<std::size_t>(info_.players);
    const auto size = static_cast<std::size_t>(plan_.outcomes);
    for (std::size_t begin = 0; begin < rows.size(); begin += size) {
      const auto row = rows.subspan(begin, size);
      if (players == 2) {
        softmax(row, 1.0f);
        continue;
      }
      const float draw = 1.0f / (1.0f + std::exp(-row.back()));
      for (std::size_t seat = 0; seat < players; ++seat)
        softmax(row.subspan(seat * players, players), 1.0f - draw);
      row.back() = draw;
    }
  }
  static void softmax(std::span<float> row, float total) {
    const float maximum = *std::max_element(row.begin(), row.end());
    float sum = 0;
    for (float& value : row) sum += value = std::exp(value - maximum);
    for (float& value : row) value *= total / sum;
  }

  native::Forward forward_;
  GameInfo info_;
  native::Plan plan_{};
  native::Scratch scratch_{};
  std::vector<native::Block> blocks_;
  std::vector<int> tile_cells_;
  std::vector<std::uint8_t> board_;
  std::vector<AlignedFloats> memory_;
  std::vector<Row> owner_, score_, ending_;
};

bool in_whole_vectors(const Layer& layer) { return layer.weight.size(0) % kLanes == 0; }

}  // namespace

bool has_native_runner(const Net& net) {
  const auto* resnet = dynamic_cast<const ResNet*>(&net);
  if (resnet == nullptr || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    return false;
  bool whole = in_whole_vectors(resnet->stem()) && in_whole_vectors(resnet->policy().maps) &&
               in_whole_vectors(resnet->value().maps) && in_whole_vectors(resnet->value().hidden);
  for (const ResNet::Block& block : resnet->blocks())
    whole = whole && block.second.weight.size(1) % kLanes == 0;
  return whole;
}

std::unique_ptr<NetRunner> make_native_runner(const Net& net, bool allow_avx512) {
  check(has_native_runner(net), "no native kernels for this net");
  const bool avx512 = allow_avx512 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  return std::make_unique<NativeRunner>(dynamic_cast<const ResNet&>(net),
                                        avx512 ? native::forward_avx512 : native::forward_avx2);
}

}  // namespace az
