#include "net/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string_view>

namespace az {
namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

}  // namespace

NamedTensors copy_weights(const Net& net) {
  NamedTensors weights;
  for (std::size_t i = 0; i < net.parameters().size(); ++i) {
    const torch::Tensor values = net.parameters()[i].detach().to(torch::kCPU).contiguous();
    const float* data = values.const_data_ptr<float>();
    weights.push_back({net.names()[i], values.sizes().vec(), {data, data + values.numel()}});
  }
  return weights;
}

Result<void> load_weights(Net& net, const NamedTensors& weights) {
  std::map<std::string_view, const NamedTensor*> by_name;
  for (const NamedTensor& tensor : weights)
    if (!by_name.emplace(tensor.name, &tensor).second)
      return fail(fmt::format("the weights hold {} twice", tensor.name));

  const std::string hint = "the file was made for another network; compare the `net:` sections";
  std::vector<const NamedTensor*> sources;
  for (std::size_t i = 0; i < net.names().size(); ++i) {
    const auto found = by_name.find(net.names()[i]);
    if (found == by_name.end())
      return fail(fmt::format("the weights lack {}, which the net has", net.names()[i]), hint);
    const NamedTensor& tensor = *found->second;
    const std::vector<std::int64_t> expected = net.parameters()[i].sizes().vec();
    if (tensor.shape != expected)
      return fail(fmt::format("{} is {} in the weights and {} in the net", tensor.name,
                              shape_text(tensor.shape), shape_text(expected)),
                  hint);
    if (tensor.values.size() != static_cast<std::size_t>(net.parameters()[i].numel()))
      return fail(fmt::format("{} holds {} values for shape {}", tensor.name, tensor.values.size(),
                              shape_text(tensor.shape)));
    if (!std::all_of(tensor.values.begin(), tensor.values.end(),
                     [](float value) { return std::isfinite(value); }))
      return fail(fmt::format("{} holds a value that is not finite", tensor.name),
                  "training diverged; go back to an earlier checkpoint");
    sources.push_back(&tensor);
    by_name.erase(found);
  }
  if (!by_name.empty())
    return fail(fmt::format("the weights hold {}, which the net lacks", by_name.begin()->first),
                hint);

  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    torch::Tensor values = torch::empty(net.parameters()[i].sizes());
    if (values.numel() > 0)
      std::memcpy(values.data_ptr<float>(), sources[i]->values.data(),
                  sources[i]->values.size() * sizeof(float));
    torch::Tensor parameter = net.parameters()[i];
    parameter.copy_(values);
  }
  return {};
}

}  // namespace az
