// toy_info.h — made-up facts of games, for nets that no rules stand behind.
#pragma once

#include "core/game_info.h"
#include "core/rng.h"
#include "net/net.h"

namespace az::test {

/// 4 × 5 canvas, the board fills it.
inline GameInfo plain_info() {
  GameInfo info;
  info.family = "toy";
  info.players = 2;
  info.canvas = {4, 5};
  info.bit_planes = 3;
  info.policy_maps = 2;
  info.policy_globals = 1;
  info.payoff_by_place = {1, -1};
  return info;
}

/// 7 × 7 canvas with a mask, scalars, every auxiliary target, three players.
inline GameInfo masked_info() {
  GameInfo info = plain_info();
  info.players = 3;
  info.canvas = {7, 7};
  info.mask_plane = 2;
  info.scalars = 2;
  info.aux = {AuxTarget::kOwner, AuxTarget::kEnding, AuxTarget::kScore};
  info.endings = 3;
  return info;
}

struct Inputs {
  torch::Tensor planes, scalars;
};

/// Random bits on the top-left height × width of the canvas, the mask plane set there, random
/// scalars.
inline Inputs random_inputs(const GameInfo& info, int batch, std::uint64_t seed, int height,
                            int width) {
  Rng rng({.seed = seed});
  Inputs inputs{torch::zeros({batch, info.bit_planes, info.canvas.height, info.canvas.width}),
                torch::zeros({batch, info.scalars})};
  auto planes = inputs.planes.accessor<float, 4>();
  for (int b = 0; b < batch; ++b) {
    for (int p = 0; p < info.bit_planes; ++p)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
          planes[b][p][y][x] = p == info.mask_plane ? 1.0f : static_cast<float>(rng.below(2));
    for (int s = 0; s < info.scalars; ++s) inputs.scalars[b][s] = static_cast<float>(rng.uniform());
  }
  inputs.planes = inputs.planes.contiguous(torch::MemoryFormat::ChannelsLast);
  return inputs;
}
inline Inputs random_inputs(const GameInfo& info, int batch, std::uint64_t seed) {
  return random_inputs(info, batch, seed, info.canvas.height, info.canvas.width);
}

/// Every parameter random, also those that initialise() sets to zero, so that no path through the
/// net is dead.
inline void randomise(Net& net, std::uint64_t seed) {
  net.initialise(seed);
  Rng rng({.seed = seed, .game = 1});
  const torch::NoGradGuard no_grad;
  for (torch::Tensor parameter : net.parameters()) {
    torch::Tensor noise = torch::empty(parameter.sizes());
    float* values = noise.data_ptr<float>();
    for (std::int64_t i = 0; i < noise.numel(); ++i)
      values[i] = static_cast<float>(0.1 * rng.uniform() - 0.05);
    parameter.add_(noise);
  }
}

}  // namespace az::test
