// net.h — what every network is to the rest of the program: planes and scalars in, heads out, an
// ordered list of named parameters.
//
// A net serves one family of games: any variant with the same canvas, planes and policy layout. It
// sees a position from the player to move. Parameters are made by the layers that an architecture
// declares in its constructor, so names, initialisation, cost and checkpoints follow from one list.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/value.h"
#include "core/game_info.h"
#include "net/layer.h"
#include "net/tensor.h"

namespace az {

/// Raw logits, float32. owner, score and ending are undefined tensors unless GameInfo::aux asks for
/// them, reply unless the net's settings do.
struct Heads {
  torch::Tensor policy;  ///< [B, info.policy_size()], ordered by Site::index
  torch::Tensor
      outcome;  ///< [B, info.outcome_size()], seats counted from the mover (net/outcome_head.h)
  torch::Tensor owner;  ///< [B, cells] logit of (1 + owner) / 2, owner +1 the mover's, −1
                        ///< another's, 0 nobody's
  torch::Tensor score;  ///< [B] final score difference for the mover, in units of kScoreUnit points
  torch::Tensor ending;  ///< [B, info.endings] of the ways in which the game may end
  torch::Tensor
      reply;  ///< [B, info.policy_size()] as policy, of the next decision, whoever's it is
};

/// The score head's unit: differences of a board's size then stay of order one.
inline constexpr float kScoreUnit = 20.0f;

class Net {
 public:
  virtual ~Net() = default;
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  /// planes: [B, bit_planes, H, W] 0/1 in channels_last memory; scalars: [B, info.scalars].
  /// Differentiable.
  virtual Heads forward(const torch::Tensor& planes, const torch::Tensor& scalars) const = 0;

  const GameInfo& info() const { return info_; }
  /// The complete `net:` section that made this net.
  const Value& section() const { return section_; }

  /// In the order of the checkpoint; leaves that require gradients.
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  /// [parameters] "blocks.0.conv1.weight"; unique.
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<LayerShape>& layers() const { return layers_; }

  /// Sets every parameter from the seed: uniform weights of the layer's standard deviation, zero
  /// biases. Uses exact arithmetic only, so the same seed gives the same bits on every machine.
  void initialise(std::uint64_t seed);
  /// Moves and converts the parameters; handles held elsewhere follow.
  void to(torch::Device device, torch::ScalarType type = torch::kFloat);

 protected:
  Net(const GameInfo& info, Value section) : info_(info), section_(std::move(section)) {}

  /// A convolution with odd `kernel`, applied on every cell of the canvas.
  Layer convolution(std::string name, int in, int out, int kernel, double gain);
  Layer dense(std::string name, int in, int out, double gain);
  bool wants(AuxTarget target) const;

 private:
  Layer add(LayerShape shape, const std::vector<std::int64_t>& weight_shape);

  GameInfo info_;
  Value section_;
  std::vector<torch::Tensor> parameters_;
  std::vector<std::string> names_;
  std::vector<LayerShape> layers_;
};

/// Standard deviation gain of a layer that a ReLU follows. Source: He et al. 2015
/// (arXiv:1502.01852), eq. 10.
inline constexpr double kReluGain = 1.4142135623730951;
/// Gain of a head's last layer: an untrained net is nearly indifferent.
inline constexpr double kHeadGain = 0.3;

}  // namespace az
