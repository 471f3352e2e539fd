#include "train/flat_parameters.h"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <torch/types.h>

#include <algorithm>

namespace az {

FlatParameters::FlatParameters(const Net& net) : net_(net) {
  const torch::NoGradGuard no_grad;
  std::int64_t total = 0;
  for (const torch::Tensor& parameter : net.parameters()) {
    slices_.push_back({total, parameter.numel()});
    total += parameter.numel();
  }
  const auto options = net.parameters().front().options().requires_grad(false);
  values_ = torch::empty({total}, options);
  gradients_ = torch::zeros({total}, options);
  decayed_ = torch::zeros({total}, options);
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    torch::Tensor parameter = net.parameters()[i];
    const auto& [begin, size] = slices_[i];
    const auto place = values_.narrow(0, begin, size).view(parameter.sizes());
    place.copy_(parameter);
    parameter.set_data(place);
    parameter.mutable_grad() = gradients_.narrow(0, begin, size).view(parameter.sizes());
    if (net.names()[i].ends_with(".weight")) decayed_.narrow(0, begin, size).fill_(1);
  }
}

NamedTensors FlatParameters::named(const torch::Tensor& flat, std::string_view prefix) const {
  const torch::Tensor host = flat.detach().to(torch::kCPU).contiguous();
  const float* data = host.data_ptr<float>();
  NamedTensors tensors;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    NamedTensor& tensor = tensors.emplace_back();
    tensor.name = std::string(prefix) + net_.names()[i];
    tensor.shape = net_.parameters()[i].sizes().vec();
    tensor.values.assign(data + slices_[i].begin, data + slices_[i].begin + slices_[i].size);
  }
  return tensors;
}

Result<torch::Tensor> FlatParameters::from_named(const NamedTensors& tensors,
                                                 std::string_view prefix) const {
  torch::Tensor host = torch::empty({size()}, torch::kFloat32);
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const std::string name = std::string(prefix) + net_.names()[i];
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const NamedTensor& t) { return t.name == name; });
    if (found == tensors.end()) return fail(fmt::format("the checkpoint has no tensor {}", name));
    if (found->shape != net_.parameters()[i].sizes().vec())
      return fail(fmt::format("the checkpoint's {} has another shape than the net's", name),
                  "net settings cannot change within a run");
    std::copy(found->values.begin(), found->values.end(),
              host.data_ptr<float>() + slices_[i].begin);
  }
  return host.to(values_.device());
}

}  // namespace az
