#include "net/net.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/rng.h"

namespace az {

Layer Net::add(LayerShape shape, const std::vector<std::int64_t>& weight_shape) {
  const std::string weight_name = shape.name + ".weight";
  check(std::find(names_.begin(), names_.end(), weight_name) == names_.end(), "two layers {}",
        shape.name);
  Layer layer{torch::zeros(weight_shape), torch::zeros({shape.out})};
  parameters_.push_back(layer.weight.requires_grad_());
  names_.push_back(weight_name);
  parameters_.push_back(layer.bias.requires_grad_());
  names_.push_back(shape.name + ".bias");
  layers_.push_back(std::move(shape));
  return layer;
}

Layer Net::convolution(std::string name, int in, int out, int kernel, double gain) {
  check(kernel % 2 == 1, "convolution of {}x{}", kernel, kernel);
  return add({std::move(name), in, out, kernel, info_.canvas.cells(), gain},
             {out, in, kernel, kernel});
}

Layer Net::dense(std::string name, int in, int out, double gain) {
  return add({std::move(name), in, out, 1, 1, gain}, {out, in});
}

bool Net::wants(AuxTarget target) const {
  return std::find(info_.aux.begin(), info_.aux.end(), target) != info_.aux.end();
}

void Net::initialise(std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LayerShape& shape = layers_[i];
    torch::Tensor values = torch::empty(parameters_[2 * i].sizes());
    // A uniform draw on ±sqrt(3)·σ has standard deviation σ. Multiplication and sqrt round the same
    // everywhere; a normal draw would go through log and cos, which differ between C libraries.
    const double bound = shape.gain * std::sqrt(3.0 / static_cast<double>(shape.fan_in()));
    Rng rng({.seed = seed, .purpose = Purpose::kNetInit, .game = static_cast<std::uint32_t>(i)});
    float* value = values.data_ptr<float>();
    for (std::int64_t j = 0; j < values.numel(); ++j)
      value[j] = static_cast<float>((2.0 * rng.uniform() - 1.0) * bound);
    parameters_[2 * i].copy_(values);
    parameters_[2 * i + 1].zero_();
  }
}

void Net::to(torch::Device device, torch::ScalarType type) {
  for (torch::Tensor& parameter : parameters_)
    parameter.set_data(parameter.data().to(device, type));
}

}  // namespace az
