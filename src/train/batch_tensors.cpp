#include "train/batch_tensors.h"

#include <torch/types.h>

#include <algorithm>

#include "core/check.h"
#include "gpu/unpack_planes.h"

namespace az {
namespace {

torch::Tensor copied(const std::vector<float>& values, const std::vector<std::int64_t>& shape) {
  torch::Tensor tensor = torch::empty(shape, torch::kFloat32);
  check(tensor.numel() == static_cast<std::int64_t>(values.size()), "{} values for a tensor of {}",
        values.size(), tensor.numel());
  std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
  return tensor;
}

PolicyTensors padded(const PolicyRows& policy, std::size_t row_count) {
  std::uint32_t longest = 1;
  for (std::size_t i = 0; i < row_count; ++i)
    longest = std::max(longest, policy.begin[i + 1] - policy.begin[i]);
  const auto rows = static_cast<std::int64_t>(row_count);
  PolicyTensors tensors{.sites = torch::zeros({rows, longest}, torch::kInt64),
                        .legal = torch::zeros({rows, longest}, torch::kBool),
                        .target = torch::zeros({rows, longest}, torch::kFloat32)};
  for (std::size_t i = 0; i < row_count; ++i) {
    const std::size_t begin = policy.begin[i], size = policy.begin[i + 1] - begin;
    const std::size_t at = i * longest;
    std::copy_n(policy.sites.begin() + static_cast<std::ptrdiff_t>(begin), size,
                tensors.sites.data_ptr<std::int64_t>() + at);
    std::copy_n(policy.target.begin() + static_cast<std::ptrdiff_t>(begin), size,
                tensors.target.data_ptr<float>() + at);
    std::fill_n(tensors.legal.data_ptr<bool>() + at, size, true);
  }
  return tensors;
}

void add_aux(const GameInfo& info, const Batch& batch, BatchTensors& tensors) {
  if (batch.aux.empty()) return;
  const auto rows = static_cast<std::int64_t>(batch.rows);
  const torch::Tensor all =
      copied(batch.aux, {rows, static_cast<std::int64_t>(batch.aux.size()) / rows});
  std::int64_t begin = 0;
  for (const AuxTarget target : info.aux) {
    const torch::Tensor numbers = all.narrow(1, begin, info.aux_size(target));
    begin += info.aux_size(target);
    switch (target) {
      case AuxTarget::kOwner:
        tensors.owner = numbers;
        break;
      case AuxTarget::kScore:
        tensors.score = numbers.squeeze(1);
        break;
      case AuxTarget::kEnding:
        tensors.ending = numbers;
    }
  }
}

}  // namespace

BatchTensors to_tensors(const GameInfo& info, const Batch& batch, torch::Device device) {
  const auto rows = static_cast<std::int64_t>(batch.rows);
  BatchTensors tensors;
  torch::Tensor cells =
      torch::empty({rows, info.canvas.height, info.canvas.width, info.bit_planes}, torch::kFloat32);
  unpack_planes({static_cast<int>(rows), info.bit_planes, info.canvas.cells()}, batch.bits.data(),
                cells.data_ptr<float>());
  tensors.planes = cells.permute({0, 3, 1, 2});
  tensors.scalars = copied(batch.scalars, {rows, info.scalars});
  tensors.outcome = copied(batch.outcome, {rows, info.outcome_size()});
  tensors.weight = copied(batch.weight, {rows});
  tensors.policy = padded(batch.policy, batch.rows);
  if (batch.reply.begin.size() > 1) tensors.reply = padded(batch.reply, batch.rows);
  tensors.board = info.mask_plane < 0 ? torch::ones({rows, info.canvas.cells()})
                                      : tensors.planes.select(1, info.mask_plane).flatten(1);
  add_aux(info, batch, tensors);
  if (device.is_cpu()) return tensors;
  for (torch::Tensor* tensor :
       {&tensors.planes, &tensors.scalars, &tensors.policy.sites, &tensors.policy.legal,
        &tensors.policy.target, &tensors.reply.sites, &tensors.reply.legal, &tensors.reply.target,
        &tensors.outcome, &tensors.weight, &tensors.board, &tensors.owner, &tensors.score,
        &tensors.ending})
    if (tensor->defined()) *tensor = tensor->to(device);
  return tensors;
}

}  // namespace az
