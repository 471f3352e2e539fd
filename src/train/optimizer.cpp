#include "train/optimizer.h"

#include <ATen/core/grad_mode.h>
#include <torch/types.h>

#include <cmath>

namespace az {

Optimizer::Optimizer(const OptimizerConfig& config, FlatParameters& parameters)
    : config_(config), parameters_(parameters), first_(torch::zeros_like(parameters.values())) {
  if (config.kind == OptimizerKind::kAdamW) second_ = torch::zeros_like(parameters.values());
}

void Optimizer::step(double rate, double gradient_norm) {
  const torch::NoGradGuard no_grad;
  torch::Tensor& values = parameters_.values();
  torch::Tensor& gradients = parameters_.gradients();
  if (config_.clip_norm > 0 && gradient_norm > config_.clip_norm)
    gradients.mul_(config_.clip_norm / gradient_norm);
  if (config_.weight_decay > 0)
    values.sub_(values * parameters_.decayed(), rate * config_.weight_decay);
  ++steps_;
  if (config_.kind == OptimizerKind::kSgd) {
    first_.mul_(config_.momentum).add_(gradients);
    values.sub_(gradients, rate).sub_(first_, rate * config_.momentum);
    return;
  }
  const auto t = static_cast<double>(steps_);
  const double bias1 = 1 - std::pow(config_.beta1, t), bias2 = 1 - std::pow(config_.beta2, t);
  first_.mul_(config_.beta1).add_(gradients, 1 - config_.beta1);
  second_.mul_(config_.beta2).addcmul_(gradients, gradients, 1 - config_.beta2);
  const torch::Tensor scale = second_.sqrt().div_(std::sqrt(bias2)).add_(config_.epsilon);
  values.addcdiv_(first_, scale, -rate / bias1);
}

NamedTensors Optimizer::state() const {
  NamedTensors tensors = parameters_.named(first_, "first.");
  if (second_.defined()) {
    NamedTensors second = parameters_.named(second_, "second.");
    tensors.insert(tensors.end(), second.begin(), second.end());
  }
  return tensors;
}

Result<void> Optimizer::restore(const NamedTensors& state, std::int64_t steps) {
  AZ_TRY(const torch::Tensor first, parameters_.from_named(state, "first."));
  first_.copy_(first);
  if (second_.defined()) {
    AZ_TRY(const torch::Tensor second, parameters_.from_named(state, "second."));
    second_.copy_(second);
  }
  steps_ = steps;
  return {};
}

double norm_of(const torch::Tensor& flat) {
  return std::sqrt(flat.detach().to(torch::kFloat64).square().sum().item<double>());
}

}  // namespace az
